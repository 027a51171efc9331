// A scenario's text as a tree, however unfinished the text is: what completion and hovers read while one types. Goes by indentation and brackets, and never
// fails: what fits nowhere is left out, and brackets that nobody closed end where the indentation says so. Of sound texts it makes the tree that the parser
// makes (scenario/parse.ts), but that a quoted text ends with its line.
import type { DocumentNode, Entry, ListNode, MapNode, ScalarNode } from '../scenario/document';

/** Deeper ones are no scenario (scenario/limits.ts); what lies deeper is left out. */
const deepest = 60;

/** Reads a text as far as it can be read. */
export function sketch(text: string): DocumentNode {
  return new Sketcher(text).whole();
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
const isLineEnd = (character: string | undefined): boolean =>
  character === '\n' || character === '\r' || character === undefined;
const isSpace = (character: string | undefined): boolean => isBlank(character) || isLineEnd(character);

/** A line that cannot continue a text above it: it has a key of its own, or is an item. */
const beginsAnew = /^(?:-\s|(?:[^\s'"[\]{},#:][^\r\n#:]*|"[^"\r\n]*"|'[^'\r\n]*'):(?:\s|$))/;

class Sketcher {
  private at = 0;
  private lineStart = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  whole(): DocumentNode {
    if (this.text.startsWith('\uFEFF')) this.at = 1;
    const start = this.at;
    this.skip();
    return this.isOver() ? this.nothing(start) : this.content(-1);
  }

  private isOver(): boolean {
    return this.at >= this.text.length;
  }

  private get column(): number {
    return this.at - this.lineStart;
  }

  private nothing(at: number): ScalarNode {
    return { kind: 'scalar', text: '', quoted: false, empty: true, range: { start: at, end: at } };
  }

  /** Moves over blanks. */
  private skipBlanks(): void {
    while (isBlank(this.text[this.at])) this.at++;
  }

  private skipToLineEnd(): void {
    while (!this.isOver() && !isLineEnd(this.text[this.at])) this.at++;
  }

  /** Whether a comment begins here. */
  private isComment(): boolean {
    return this.text[this.at] === '#' && (this.at === this.lineStart || isSpace(this.text[this.at - 1]));
  }

  /** Moves to the next content, over blanks, line ends, comments and the marks of documents. */
  private skip(): void {
    for (;;) {
      this.skipBlanks();
      if (this.isOver()) return;
      if (this.isComment() || (this.column === 0 && /^---\s/.test(this.text.slice(this.at, this.at + 4))))
        this.skipToLineEnd();
      else if (this.text[this.at] === '\n') this.lineStart = ++this.at;
      else if (this.text[this.at] === '\r') this.at++;
      else return;
    }
  }

  private isDash(): boolean {
    return this.text[this.at] === '-' && isSpace(this.text[this.at + 1]);
  }

  private isColon(inBrackets: boolean): boolean {
    const next = this.text[this.at + 1];
    return this.text[this.at] === ':' && (isSpace(next) || (inBrackets && /[,[\]{}]/.test(next ?? '')));
  }

  /** The node that begins here; what stands at the column `outside` or left of it is not part of it. */
  private content(outside: number): DocumentNode {
    const begin = this.at;
    this.depth++;
    const node = this.depth > deepest ? this.tooDeep() : this.node(outside);
    this.depth--;
    if (this.at === begin) this.at++;
    return node;
  }

  private tooDeep(): ScalarNode {
    this.at = this.text.length;
    return this.nothing(this.at);
  }

  private node(outside: number): DocumentNode {
    const { column } = this;
    if (this.isDash()) return this.list(column, outside);
    const line = this.lineStart;
    const first = this.inline(outside);
    if (first.kind !== 'scalar' || this.lineStart !== line) return first;
    this.skipBlanks();
    if (this.isColon(false)) return this.map(column, first);
    return this.isSiblingNext(column) ? this.map(column, first) : this.continued(first, outside);
  }

  /** Whether a key follows at this column: then the word before it is a key that lacks its colon. */
  private isSiblingNext(column: number): boolean {
    const { at, lineStart } = this;
    this.skip();
    const isSibling = !this.isOver() && this.column === column && this.lineStart !== lineStart && !this.isDash();
    [this.at, this.lineStart] = [at, lineStart];
    return isSibling;
  }

  /** What stands on this line: something in brackets or quotes, a block of text, or plain text up to its end. */
  private inline(outside: number): DocumentNode {
    const character = this.text[this.at];
    if (character === '{' || character === '[') return this.brackets(outside);
    if (character === '"' || character === "'") return this.quotedText(character);
    if (character === '|' || character === '>') return this.blockText(outside);
    return this.plain(false);
  }

  private scalar(start: number, text: string, quoted: boolean): ScalarNode {
    const empty = !quoted && (text === '' || text === '~' || text === 'null');
    return { kind: 'scalar', text, quoted, empty, range: { start, end: this.at } };
  }

  private plain(inBrackets: boolean): ScalarNode {
    const start = this.at;
    while (!isLineEnd(this.text[this.at])) {
      if (this.isColon(inBrackets) || this.isComment()) break;
      if (inBrackets && /[,[\]{}]/.test(this.text[this.at] ?? '')) break;
      this.at++;
    }
    while (this.at > start && isBlank(this.text[this.at - 1])) this.at--;
    return this.scalar(start, this.text.slice(start, this.at), false);
  }

  private quotedText(quote: string): ScalarNode {
    const start = this.at++;
    let text = '';
    for (; !isLineEnd(this.text[this.at]); this.at++) {
      const character = this.text[this.at] ?? '';
      if (quote === '"' && character === '\\') this.at++;
      else if (character === quote && this.text[this.at + 1] === quote && quote === "'") this.at++;
      else if (character === quote) break;
      text += this.text[this.at] ?? '';
    }
    if (this.text[this.at] === quote) this.at++;
    return this.scalar(start, text, true);
  }

  /** `|` or `>`, and the lines below that are further in than `outside`. */
  private blockText(outside: number): ScalarNode {
    const start = this.at;
    this.skipToLineEnd();
    let end = this.at;
    for (;;) {
      const line = /\r?\n([ \t]*)([^\r\n]*)/y;
      line.lastIndex = end;
      const found = line.exec(this.text);
      if (!found || (found[2] !== '' && (found[1]?.length ?? 0) <= outside)) break;
      end = line.lastIndex;
    }
    this.at = end;
    this.lineStart = this.text.lastIndexOf('\n', end - 1) + 1;
    return this.scalar(start, this.text.slice(start, end), true);
  }

  /** Plain text with the lines that continue it. */
  private continued(first: ScalarNode, outside: number): ScalarNode {
    if (first.quoted || first.empty) return first;
    const parts = [first.text];
    let { at, lineStart } = this;
    for (;;) {
      this.skipBlanks();
      if (!isLineEnd(this.text[this.at]) || this.isOver()) break;
      this.skip();
      if (this.isOver() || this.column <= outside) break;
      if (/[\r\n][ \t]*#/.test(this.text.slice(at, this.at))) break;
      if (beginsAnew.test(this.text.slice(this.at, this.at + 200))) break;
      parts.push(this.plain(false).text);
      [at, lineStart] = [this.at, this.lineStart];
    }
    [this.at, this.lineStart] = [at, lineStart];
    return parts.length === 1 ? first : this.scalar(first.range.start, parts.join(' '), false);
  }

  private map(column: number, first: ScalarNode): MapNode {
    const entries: Entry[] = [];
    let key: ScalarNode | null = first;
    while (key) {
      entries.push(this.entry(key, column));
      key = this.nextKey(column);
    }
    return { kind: 'map', entries, range: { start: first.range.start, end: this.endOf(entries, first) } };
  }

  private endOf(entries: readonly Entry[], first: ScalarNode): number {
    const last = entries.at(-1);
    return last ? Math.max(last.value.range.end, last.keyRange.end) : first.range.end;
  }

  private entry(key: ScalarNode, column: number): Entry {
    this.skipBlanks();
    if (!this.isColon(false)) return { key: key.text, keyRange: key.range, value: this.nothing(this.at) };
    this.at++;
    return { key: key.text, keyRange: key.range, value: this.value(column) };
  }

  /** The next key at this column; what is further in belongs to nothing and is left out. */
  private nextKey(column: number): ScalarNode | null {
    for (;;) {
      this.skip();
      if (this.isOver() || this.column < column) return null;
      if (this.column > column) this.content(column);
      else if (this.isDash()) return null;
      else return this.key();
    }
  }

  private key(): ScalarNode {
    const start = this.at;
    const character = this.text[this.at];
    const key = character === '"' || character === "'" ? this.quotedText(character) : this.plain(false);
    if (this.at === start && !this.isColon(false)) this.at++;
    return key;
  }

  /** The value behind the colon of a key that stands at this column. */
  private value(column: number): DocumentNode {
    const start = this.at;
    this.skipBlanks();
    if (!isLineEnd(this.text[this.at]) && !this.isComment()) {
      const node = this.inline(column);
      return node.kind === 'scalar' ? this.continued(node, column) : node;
    }
    return this.below(column, start, this.text[start] === ' ' ? start + 1 : start);
  }

  /** A value that stands below its key or dash. A list may begin at the key's own column. */
  private below(column: number, start: number, end: number): DocumentNode {
    const { at, lineStart } = this;
    this.skip();
    if (!this.isOver() && this.column > column) return this.content(column);
    if (!this.isOver() && this.column === column && this.isDash() && this.text[start - 1] === ':')
      return this.list(column, column);
    [this.at, this.lineStart] = [at, lineStart];
    return this.nothing(Math.min(end, this.text.length));
  }

  private list(column: number, outside: number): ListNode {
    const start = this.at;
    const items: DocumentNode[] = [];
    for (;;) {
      items.push(this.isDash() ? this.item(column) : this.content(column - 1));
      this.skipFurtherIn(column);
      if (this.isOver() || this.column < column || (column === outside && !this.isDash())) break;
    }
    return { kind: 'list', items, range: { start, end: items.at(-1)?.range.end ?? start } };
  }

  private skipFurtherIn(column: number): void {
    this.skip();
    while (!this.isOver() && this.column > column) {
      this.content(column);
      this.skip();
    }
  }

  private item(column: number): DocumentNode {
    const start = ++this.at;
    this.skipBlanks();
    if (!isLineEnd(this.text[this.at]) && !this.isComment()) return this.content(column);
    return this.below(column, start, Math.min(start + 1, this.at));
  }

  /** A map or a list in brackets; it ends where they close, or where a line is not further in than `outside`. */
  private brackets(outside: number): MapNode | ListNode {
    const start = this.at;
    const isMap = this.text[this.at++] === '{';
    const entries: Entry[] = [];
    const items: DocumentNode[] = [];
    this.depth++;
    if (this.depth > deepest) this.at = this.text.length;
    for (;;) {
      this.skip();
      const character = this.text[this.at];
      const isCloser = character === '}' || character === ']';
      if (character === undefined || (this.column <= outside && !isCloser)) break;
      if (isCloser || character === ',') this.at++;
      if (isCloser) break;
      if (character === ',') continue;
      const { entry, node } = this.inBrackets(outside);
      if (isMap) entries.push(entry ?? { key: keyOf(node), keyRange: node.range, value: this.nothing(node.range.end) });
      else items.push(entry ? { kind: 'map', entries: [entry], range: pairRange(entry) } : node);
    }
    this.depth--;
    const range = { start, end: this.at };
    return isMap ? { kind: 'map', entries, range } : { kind: 'list', items, range };
  }

  /** What stands between two commas: a value, or a key with its value. */
  private inBrackets(outside: number): { readonly entry?: Entry; readonly node: DocumentNode } {
    const node = this.inlineInBrackets(outside);
    this.skipBlanks();
    if (!this.isColon(true)) return { node };
    this.at++;
    const start = this.at;
    this.skip();
    const isNone = this.isOver() || this.column <= outside || /[,\]}]/.test(this.text[this.at] ?? '');
    const value = isNone ? this.nothing(start) : this.inlineInBrackets(outside);
    return { node, entry: { key: keyOf(node), keyRange: node.range, value } };
  }

  private inlineInBrackets(outside: number): DocumentNode {
    const character = this.text[this.at];
    if (character === '{' || character === '[') return this.brackets(outside);
    if (character === '"' || character === "'") return this.quotedText(character);
    const first = this.plain(true);
    const parts = [first.text];
    for (;;) {
      const { at, lineStart } = this;
      this.skip();
      const rest = this.text.slice(this.at, this.at + 200);
      if (lineStart !== this.lineStart && this.column > outside && /^[^,[\]{}"'#\s]/.test(rest) && !isPairBegin(rest)) {
        parts.push(this.plain(true).text);
        continue;
      }
      [this.at, this.lineStart] = [at, lineStart];
      return parts.length === 1 ? first : this.scalar(first.range.start, parts.join(' '), false);
    }
  }
}

/** Whether a line inside brackets begins with a key. */
function isPairBegin(text: string): boolean {
  return /^[^,[\]{}\r\n#:]*:(?:[\s,[\]{}]|$)/.test(text);
}

function keyOf(node: DocumentNode): string {
  return node.kind === 'scalar' ? node.text : '';
}

function pairRange({ keyRange, value }: Entry): { start: number; end: number } {
  return { start: keyRange.start, end: Math.max(keyRange.end, value.range.end) };
}
