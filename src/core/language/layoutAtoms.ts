// A text as a row of atoms (words, marks, comments, line ends) with the indentation that each has if it comes first on its line: what the formatter
// prints. Read from the concrete syntax of the package `yaml`, which keeps every character.
import { Parser } from 'yaml';
import type { CST } from 'yaml';

type AtomKind = 'word' | 'dash' | 'colon' | 'comma' | 'open' | 'close' | 'comment' | 'newline' | 'lines';

export interface Atom {
  readonly kind: AtomKind;
  /** Of `lines`: whole lines, indented as they have to be, each with a line end. */
  readonly text: string;
  /** The column at which it stands when it is the first of its line. */
  readonly indent: number;
  /** The blanks that stood before it. */
  readonly gap: number;
}

/** Something that the formatter has no rule for: the text is left as it is. */
export class UnknownLayout extends Error {}

const step = 2;

/** Brackets that are open: where their lines are indented to, and whether the line that opened them goes on. */
interface Brackets {
  readonly base: number;
  isOpeningLine: boolean;
}

/** A map or a list that is open: where it stood, and where it is indented to. */
interface Level {
  readonly column: number;
  readonly indent: number;
}

class Reader {
  readonly atoms: Atom[] = [];
  private gap = 0;
  private readonly levels: Level[] = [];

  constructor(private readonly text: string) {}

  private add(kind: AtomKind, text: string, indent: number): void {
    this.atoms.push({ kind, text, indent, gap: this.gap });
    this.gap = 0;
  }

  private get isAtLineStart(): boolean {
    const last = this.atoms.at(-1);
    return last === undefined || last.kind === 'newline' || last.kind === 'lines';
  }

  private columnOf(offset: number): number {
    return offset - (this.text.lastIndexOf('\n', offset - 1) + 1);
  }

  /** Comments that stand deeper than their map or list stay a step deeper: most of them speak of the entry above. */
  private commentIndent(offset: number, indent: number, level: Level | undefined): number {
    if (!this.isAtLineStart || !level) return indent;
    return this.columnOf(offset) > level.column ? level.indent + step : level.indent;
  }

  /** The innermost open map or list that a comment behind its last entry belongs to, by its column. */
  private levelOf(offset: number): Level | undefined {
    const column = this.columnOf(offset);
    return this.levels.findLast((level) => level.column <= column) ?? this.levels[0];
  }

  /** Marks, blanks, comments and line ends. `levelOf`: the map or list that a comment is in. */
  marks(tokens: readonly CST.SourceToken[], indent: number, levelOf?: (offset: number) => Level | undefined): void {
    for (const { type, source, offset } of tokens)
      switch (type) {
        case 'space':
          this.gap = source.includes('\t') ? 1 : source.length;
          break;
        case 'newline':
          this.gap = 0;
          this.add('newline', '\n', 0);
          break;
        case 'comment':
          this.add('comment', source.trimEnd(), this.commentIndent(offset, indent, levelOf?.(offset)));
          break;
        case 'seq-item-ind':
          this.add('dash', source, indent);
          break;
        case 'map-value-ind':
          this.add('colon', source, indent);
          break;
        case 'comma':
          this.add('comma', source, indent);
          break;
        case 'flow-map-start':
        case 'flow-seq-start':
          this.add('open', source, indent);
          break;
        case 'flow-map-end':
        case 'flow-seq-end':
          this.add('close', source, indent);
          break;
        case 'doc-start':
          this.add('word', source, 0);
          break;
        default:
          throw new UnknownLayout(type);
      }
  }

  /** A value; its lines are indented by `indent`. */
  value(token: CST.Token | null | undefined, indent: number): void {
    if (!token) return;
    switch (token.type) {
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        this.scalar(token, indent);
        this.marks(token.end ?? [], indent);
        break;
      case 'block-scalar':
        this.block(token, indent);
        break;
      case 'block-map':
      case 'block-seq':
        this.collection(token, indent);
        break;
      case 'flow-collection':
        this.brackets(token, this.isAtLineStart ? indent : indent - step);
        break;
      default:
        throw new UnknownLayout(token.type);
    }
  }

  /** A scalar; the blanks at the beginning of its further lines mean nothing. */
  private scalar({ type, source }: CST.FlowScalar, indent: number): void {
    const [first = '', ...rest] = source.split(/\r?\n/);
    const further = rest.map((line) => (line.trim() === '' ? '' : ' '.repeat(indent) + line.trimStart()));
    const lines = [first, ...further].map((line) => (type === 'scalar' ? line.trimEnd() : line));
    this.add('word', lines.join('\n'), indent);
  }

  /** A text by `|` or `>`: its lines move together. */
  private block({ props, source }: CST.BlockScalar, indent: number): void {
    for (const prop of props)
      if (prop.type === 'block-scalar-header') {
        // An indentation in figures counts from the parent, and '+' keeps the line ends at the end.
        if (/[0-9+]/.test(prop.source)) throw new UnknownLayout(prop.source);
        this.add('word', prop.source, indent);
      } else this.marks([prop as CST.SourceToken], indent);
    const lines = source.split(/\r?\n/);
    const written = lines.findLastIndex((line) => line.trim() !== '');
    const old = (lines.find((line) => line.trim() !== '') ?? '').search(/\S/);
    const moved = lines.slice(0, written + 1).map((line) => {
      const inside = line.slice(old);
      return line.trim() === '' && inside === '' ? '' : ' '.repeat(indent) + inside;
    });
    if (moved.length > 0) this.add('lines', `${moved.join('\n')}\n`, 0);
    for (let empty = written + 1; empty < lines.length - 1; empty++) this.add('newline', '\n', 0);
  }

  private collection({ items }: CST.BlockMap | CST.BlockSequence, indent: number): void {
    const [first] = items;
    const mark = first?.start.find(({ type }) => type === 'seq-item-ind');
    const offset = mark?.offset ?? first?.key?.offset;
    const level = { column: offset === undefined ? indent : this.columnOf(offset), indent };
    this.levels.push(level);
    for (const { start, key, sep, value } of items) {
      const isComments = !key && !sep && !value && !start.some(({ type }) => type === 'seq-item-ind');
      this.marks(start, indent, isComments ? (at) => this.levelOf(at) : () => level);
      if (key) this.value(key, indent);
      if (sep) this.marks(sep, indent + step);
      this.value(value, indent + step);
    }
    this.levels.pop();
  }

  /** `base`: where the line begins that opens them. */
  private brackets({ start, items, end }: CST.FlowCollection, base: number): void {
    this.marks([start], base);
    const state: Brackets = { base, isOpeningLine: true };
    for (const item of items) {
      this.inBrackets(item.start, state);
      if (item.key) this.flowValue(item.key, state);
      if (item.sep) this.inBrackets(item.sep, state);
      if (item.value) this.flowValue(item.value, state);
    }
    const [close, ...behind] = end;
    if (close) this.marks([close], base);
    this.marks(behind, base);
  }

  private inBrackets(tokens: readonly CST.SourceToken[], state: Brackets): void {
    for (const token of tokens) {
      this.marks([token], state.base + step);
      if (token.type === 'newline') state.isOpeningLine = false;
    }
  }

  private flowValue(token: CST.Token, state: Brackets): void {
    if (token.type === 'flow-collection') this.brackets(token, state.isOpeningLine ? state.base : state.base + step);
    else this.value(token, state.base + step);
    if (this.isAtLineStart) state.isOpeningLine = false;
  }
}

/**
 * The atoms of a text.
 * @throws UnknownLayout if it has something that the formatter has no rule for.
 */
export function atomsOf(text: string): readonly Atom[] {
  const reader = new Reader(text);
  for (const token of new Parser().parse(text))
    switch (token.type) {
      case 'document':
        reader.marks(token.start, 0);
        reader.value(token.value, 0);
        reader.marks(token.end ?? [], 0);
        break;
      case 'space':
      case 'comment':
      case 'newline':
        reader.marks([token], 0);
        break;
      default:
        throw new UnknownLayout(token.type);
    }
  return reader.atoms;
}
