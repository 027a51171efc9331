// What can be folded in a scenario: maps and lists below their key or dash, brackets over several lines, blocks of comments, and what stands between
// `# region` and `# endregion`.
import type { DocumentNode, ScenarioDocument } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { largestFile } from '../scenario/limits';
import { commentsOf } from './comments';
import { contentEnd, contentRange, entryRange, isInBrackets, lineAt, lineStarts } from './extent';

/** Lines count from 0; the first stays visible. */
export interface Fold {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly kind: 'value' | 'comment' | 'region';
}

/** Collects folds; of those that begin at the same line, the longest counts. */
class Folds {
  private readonly byLine = new Map<number, Fold>();
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    this.starts = lineStarts(text);
  }

  lineOf(offset: number): number {
    return lineAt(this.starts, offset);
  }

  add(fold: Fold): void {
    const known = this.byLine.get(fold.firstLine);
    if (fold.lastLine > Math.max(fold.firstLine, known?.lastLine ?? -1)) this.byLine.set(fold.firstLine, fold);
  }

  /** A value below its first line; the line of a closing bracket stays visible. */
  addValue({ start, end }: TextRange): void {
    const line = this.lineOf(end);
    const before = this.text.slice(this.starts[line], end);
    const isClosing = /^\s*[\]}]+$/.test(before);
    this.add({ firstLine: this.lineOf(start), lastLine: isClosing ? line - 1 : line, kind: 'value' });
  }

  /** By first line; in a text that is not finished, a fold that would leave the one around it ends with that. */
  all(): Fold[] {
    const open: Fold[] = [];
    return [...this.byLine.values()]
      .sort((a, b) => a.firstLine - b.firstLine)
      .flatMap((fold) => {
        while (fold.firstLine > (open.at(-1)?.lastLine ?? Infinity)) open.pop();
        const inside = { ...fold, lastLine: Math.min(fold.lastLine, open.at(-1)?.lastLine ?? Infinity) };
        if (inside.lastLine <= inside.firstLine) return [];
        open.push(inside);
        return inside;
      });
  }
}

function addNode(folds: Folds, text: string, node: DocumentNode): void {
  if (isInBrackets(text, node)) folds.addValue({ start: node.range.start, end: contentEnd(text, node) });
  if (node.kind === 'map')
    for (const entry of node.entries) {
      folds.addValue(entryRange(text, entry));
      addNode(folds, text, entry.value);
    }
  if (node.kind === 'list')
    for (const item of node.items) {
      folds.addValue(contentRange(text, item));
      addNode(folds, text, item);
    }
}

const regionStart = /^#\s*region\b/;
const regionEnd = /^#\s*endregion\b/;

/** Comments that have their lines to themselves, block by block, and the regions that comments mark. */
function addComments(folds: Folds, text: string): void {
  const open: number[] = [];
  let block = { first: -2, last: -2 };
  for (const { start, end } of commentsOf(text)) {
    const line = folds.lineOf(start);
    const comment = text.slice(start, end);
    const isAlone = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
    if (!isAlone) continue;
    const first = open.at(-1);
    if (regionStart.test(comment)) open.push(line);
    else if (regionEnd.test(comment) && first !== undefined) {
      open.pop();
      folds.add({ firstLine: first, lastLine: line, kind: 'region' });
    } else {
      block = block.last === line - 1 ? { first: block.first, last: line } : { first: line, last: line };
      folds.add({ firstLine: block.first, lastLine: block.last, kind: 'comment' });
    }
  }
}

/** What can be folded, by first line. */
export function foldsOf({ text, root }: ScenarioDocument): readonly Fold[] {
  if (text.length > largestFile) return [];
  const folds = new Folds(text);
  if (root) addNode(folds, text, root);
  addComments(folds, text);
  return folds.all();
}
