// The lmtrace format: a page-write trace as text, one header, then a line for each range of pages written. Reads it into the columns that the
// trace writer plays, and writes it. Any text is answered, in time that follows its length: with columns or with its first mistake.
//
//   #lmtrace 1               always the first line
//   #page_size 4096          bytes
//   #pages 64                the pages that the trace's numbers may name: 0 … 63
//   #interval_ms 100         a line's pages are written within so long after its time; 0: each line is one event
//   #loop all                what follows the end: none (if the line is missing), all, or the last so many milliseconds again and again
//   0,3,2                    t_ms,first_page,count: pages 3 and 4
//   100,3,1,25               … and how many writes they get together
//
// Other headers are kept as notes. A '#' followed by a blank starts a comment; empty lines mean nothing.
import type { TraceColumns, TraceRepeat } from '../scenario/scenario';

export interface TraceHeader {
  readonly pages: number;
  readonly pageBytes: number;
  readonly loop: TraceRepeat;
  /** Headers that the format does not know, in file order: where the trace comes from. */
  readonly notes: readonly TraceNote[];
}

export interface TraceNote {
  readonly name: string;
  readonly value: string;
}

export interface Trace {
  readonly header: TraceHeader;
  readonly columns: TraceColumns;
}

/** The first mistake of a text: its line, counted from 1, and what to do. */
export interface TraceMistake {
  readonly line: number;
  readonly message: string;
}

/** Times end here (some 30 years), so that sums of them stay exact to a nanosecond or so. */
const LAST_MILLISECOND = 1e12;
/** Pages and writes of a row are held in 32 bits. */
const MOST_PAGES = 4294967296;
const MOST_WRITES = 4294967295;
/** More headers than any exporter writes. */
const MOST_NOTES = 100;

const HASH = 35;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

export function parseTrace(text: string): Trace | TraceMistake {
  const header = new HeaderReader();
  let rows: RowReader | null = null;
  let line = 0;
  // Some editors start a file with a mark of its encoding.
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let next = start; start <= text.length; start = next) {
    const newline = text.indexOf('\n', start);
    next = (newline === -1 ? text.length : newline) + 1;
    const end = newline > start && text[newline - 1] === '\r' ? newline - 1 : next - 1;
    line++;
    let message: string | null = null;
    if (line === 1) message = versionMistake(text.slice(start, Math.min(end, start + 40)));
    else if (start === end) continue;
    else if (text.charCodeAt(start) === HASH) {
      message = rows === null ? header.read(text.slice(start, end)) : lateHeaderMistake(text.slice(start, end));
    } else {
      message = rows === null ? header.missing() : null;
      rows ??= new RowReader(text, header.pages);
      message ??= rows.read(start, end);
    }
    if (message !== null) return { line, message };
  }
  const missing = header.missing();
  if (missing !== null) return { line: 1, message: missing };
  return { header: header.done(), columns: (rows ?? new RowReader('', 0)).columns(header.intervalMs / 1000) };
}

/** The text of a trace; times are written to a billionth of a millisecond. */
export function formatTrace(header: TraceHeader, columns: TraceColumns): string {
  const { atSeconds, firstPage, pages, writes } = columns;
  const lines = [
    '#lmtrace 1',
    `#page_size ${header.pageBytes}`,
    `#pages ${header.pages}`,
    `#interval_ms ${milliseconds(columns.intervalSeconds)}`,
    `#loop ${typeof header.loop === 'number' ? milliseconds(header.loop) : header.loop}`,
    ...header.notes.map(({ name, value }) => `#${name} ${value}`),
  ];
  for (let row = 0; row < atSeconds.length; row++) {
    const count = pages[row] ?? 0;
    const range = `${milliseconds(atSeconds[row] ?? 0)},${firstPage[row] ?? 0},${count}`;
    lines.push(writes[row] === count ? range : `${range},${writes[row] ?? 0}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Seconds as milliseconds in plain decimals: the digits that were read, not those of the product's rounding. */
function milliseconds(seconds: number): string {
  const fixed = Number((seconds * 1000).toPrecision(15)).toFixed(9);
  return fixed.replace(/\.?0+$/, '');
}

function versionMistake(first: string): string | null {
  if (/^#lmtrace[ \t]+1[ \t]*$/.test(first)) return null;
  const version = /^#lmtrace[ \t]+(\S+)/.exec(first)?.[1];
  return version === undefined
    ? "Not an lmtrace file: make '#lmtrace 1' its first line."
    : `Version ${version} of lmtrace isn't known: export the trace as version 1.`;
}

function isComment(line: string): boolean {
  return /^#(?:[ \t#]|$)/.test(line);
}

function lateHeaderMistake(line: string): string | null {
  return isComment(line) ? null : `A header after the first row: move ${quoted(line)} above the rows.`;
}

/** The start of a text, for a message. */
function quoted(text: string): string {
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}

/** Reads the headers, each once. */
class HeaderReader {
  pages = NaN;
  intervalMs = NaN;
  private pageBytes = NaN;
  private loop: TraceRepeat | null = null;
  private readonly notes: TraceNote[] = [];

  /** Takes a line that starts with '#'; gives what is wrong with it. */
  read(line: string): string | null {
    if (isComment(line)) return null;
    const [, name = '', value = ''] = /^#(\S+)(?:[ \t]+(.*?))?[ \t]*$/.exec(line) ?? [];
    switch (name) {
      case 'lmtrace':
        return "A second '#lmtrace': remove it, or split the file in two.";
      case 'page_size':
        return this.readPageSize(value);
      case 'pages':
        return this.readPages(value);
      case 'interval_ms':
        return this.readInterval(value);
      case 'loop':
        return this.readLoop(value);
      default:
        this.notes.push({ name, value });
        return this.notes.length > MOST_NOTES ? `More than ${MOST_NOTES} headers of other names: remove some.` : null;
    }
  }

  /** Which header there is to add. */
  missing(): string | null {
    if (Number.isNaN(this.pageBytes)) return "The page size is missing: add a line like '#page_size 4096' at the top.";
    if (Number.isNaN(this.pages)) return "The number of pages is missing: add a line like '#pages 65536' at the top.";
    if (Number.isNaN(this.intervalMs)) {
      return "The interval is missing: add a line like '#interval_ms 100' at the top (0 if each row is one event).";
    }
    return null;
  }

  done(): TraceHeader {
    return { pages: this.pages, pageBytes: this.pageBytes, loop: this.loop ?? 'none', notes: this.notes };
  }

  private readPageSize(value: string): string | null {
    if (!Number.isNaN(this.pageBytes)) return twice('page_size');
    this.pageBytes = wholeNumber(value, MOST_PAGES);
    return Number.isNaN(this.pageBytes) ? `A page size of ${quoted(value)}: give it in whole bytes, like 4096.` : null;
  }

  private readPages(value: string): string | null {
    if (!Number.isNaN(this.pages)) return twice('pages');
    this.pages = wholeNumber(value, MOST_PAGES);
    return Number.isNaN(this.pages)
      ? `${quoted(value)} pages: give a whole number, at least 1 and at most ${MOST_PAGES}.`
      : null;
  }

  private readInterval(value: string): string | null {
    if (!Number.isNaN(this.intervalMs)) return twice('interval_ms');
    this.intervalMs = decimalNumber(value);
    return Number.isNaN(this.intervalMs)
      ? `An interval of ${quoted(value)}: give milliseconds, like 100, or 0 if each row is one event.`
      : null;
  }

  private readLoop(value: string): string | null {
    if (this.loop !== null) return twice('loop');
    const last = decimalNumber(value);
    if (value === 'all' || value === 'none') this.loop = value;
    else if (last > 0) this.loop = last / 1000;
    else return `${quoted(value)} isn't a way to go on: write 'none', 'all' or the milliseconds to repeat.`;
    return null;
  }
}

function twice(name: string): string {
  return `A second '#${name}': remove one of them.`;
}

/** A whole number 1 … most; NaN if the text is none. */
function wholeNumber(text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= most ? value : NaN;
}

/** Milliseconds; NaN if the text is none. */
function decimalNumber(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  return value <= LAST_MILLISECOND ? value : NaN;
}

const FORM = 'write t_ms,first_page,count or t_ms,first_page,count,writes, without blanks';

/** Reads rows, character by character: a trace may have millions. */
class RowReader {
  private readonly at = new Column(Float64Array);
  private readonly firstPage = new Column(Uint32Array);
  private readonly pages = new Column(Uint32Array);
  private readonly writes = new Column(Uint32Array);
  private firstMs = 0;
  private lastMs = 0;
  /** Where the reading of a row stands. */
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly mostPages: number,
  ) {}

  /** Takes the row between two positions; gives what is wrong with it. */
  read(start: number, end: number): string | null {
    this.position = start;
    const ms = this.time(end);
    const first = this.whole(end);
    const count = this.whole(end);
    const writes = this.position === end ? count : this.whole(end);
    // A number that is missing is NaN, and so is their sum.
    if (this.position !== end || Number.isNaN(ms + first + count + writes)) {
      return `${quoted(this.text.slice(start, Math.min(end, start + 41)))} isn't a row: ${FORM}.`;
    }
    if (ms > LAST_MILLISECOND) return `Time ${ms} ms is more than thirty years: is it in milliseconds?`;
    if (this.at.length === 0) this.firstMs = ms;
    else if (ms < this.lastMs) return `Time goes back from ${this.lastMs} to ${ms} ms: sort the rows by time.`;
    if (count === 0) return 'A range of no pages: give a count of at least 1, or remove the row.';
    if (first + count > this.mostPages) {
      return `Page ${first + count - 1} lies past the last page ${this.mostPages - 1}: raise '#pages' or correct the row.`;
    }
    if (writes < count) return `${writes} writes for ${count} pages: each page of a row is written at least once.`;
    if (writes > MOST_WRITES) return `${writes} writes are too many for one row: at most ${MOST_WRITES} fit.`;
    this.lastMs = ms;
    this.at.push(ms);
    this.firstPage.push(first);
    this.pages.push(count);
    this.writes.push(writes);
    return null;
  }

  columns(intervalSeconds: number): TraceColumns {
    const atSeconds = this.at.done();
    // A difference of decimals ends in the digits of its rounding: those past the fifteenth of the longest time are cut off.
    const decimals = Math.min(9, 15 - String(Math.floor(this.lastMs)).length);
    for (let row = 0; row < atSeconds.length; row++) {
      const ms = atSeconds[row] ?? 0;
      atSeconds[row] = (this.firstMs === 0 ? ms : Number((ms - this.firstMs).toFixed(decimals))) / 1000;
    }
    return {
      intervalSeconds,
      seconds: (atSeconds.at(-1) ?? -intervalSeconds) + intervalSeconds,
      atSeconds,
      firstPage: this.firstPage.done(),
      pages: this.pages.done(),
      writes: this.writes.done(),
    };
  }

  /** The digits at the position, as a number, and the comma after it; NaN if there are none. */
  private whole(end: number): number {
    const start = this.position;
    let value = 0;
    let position = start;
    for (; position < end; position++) {
      const code = this.text.charCodeAt(position);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + (code - ZERO);
    }
    const found = position > start;
    // A comma stands between two numbers: after the last one it would be left over.
    if (position < end - 1 && this.text.charCodeAt(position) === COMMA) position++;
    this.position = position;
    return found ? value : NaN;
  }

  /** Like `whole`, with decimals. */
  private time(end: number): number {
    const start = this.position;
    const whole = this.whole(end);
    if (this.text.charCodeAt(this.position) !== POINT) return whole;
    this.position++;
    const decimals = this.whole(end);
    const past = this.text.charCodeAt(this.position - 1) === COMMA ? this.position - 1 : this.position;
    return Number.isNaN(whole + decimals) ? NaN : Number(this.text.slice(start, past));
  }
}

/** A typed array that grows. */
class Column<Values extends Float64Array | Uint32Array> {
  length = 0;
  private values: Values;

  constructor(private readonly make: new (length: number) => Values) {
    this.values = new make(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const { values } = this;
      this.values = new this.make(2 * values.length);
      this.values.set(values);
    }
    this.values[this.length++] = value;
  }

  /** The values, in an array of their number. */
  done(): Values {
    return this.values.slice(0, this.length) as Values;
  }
}
