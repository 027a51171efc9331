// JSON out of a log: one object a line, an array, or objects over several lines as `virsh qemu-monitor-command --pretty` prints them, with other text
// between them. Damaged and cut-off objects are told and passed over.

export interface LogItem {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly value?: unknown;
  /** Why there is no value: one sentence. */
  readonly fault?: string;
}

/** Text before an object on its line: a clock, the word of a monitor. */
const mostPrefix = 200;

export function logItems(text: string): LogItem[] {
  const lines = text.split(/\r\n|\n|\r/);
  const byLine = lines.flatMap((line, index): LogItem[] => itemOf(line, index + 1));
  // Pretty-printed objects begin with a line that is no object.
  const sound = byLine.filter(({ value }) => value !== undefined).length;
  return sound > 0 && sound * 2 >= byLine.length ? byLine : scanned(text);
}

/** The object of a line; a line without a brace has none. */
function itemOf(line: string, number: number): LogItem[] {
  const start = line.indexOf('{');
  if (start < 0 || start > mostPrefix) return [];
  const value = parsed(line.slice(start).replace(/[\s,\]]+$/, ''));
  return [value === undefined ? { line: number, fault: damaged } : { line: number, value }];
}

const damaged = 'This object is damaged or cut off: it is left out.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Objects wherever they are: from a brace at no depth to the one that closes it. */
function scanned(text: string): LogItem[] {
  const items: LogItem[] = [];
  let line = 1;
  let depth = 0;
  let start = 0;
  let startLine = 1;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\n') {
      line++;
      // No text of JSON goes over a line: the object is damaged.
      inString = false;
    } else if (depth === 0) {
      if (character !== '{') continue;
      depth = 1;
      start = at;
      startLine = line;
      inString = false;
    } else if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) {
      const value = parsed(text.slice(start, at + 1));
      items.push(value === undefined ? { line: startLine, fault: damaged } : { line: startLine, value });
    }
  }
  if (depth > 0) items.push({ line: startLine, fault: damaged });
  return items;
}
