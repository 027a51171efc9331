// A region that replays a page-write trace. A row says that a range of pages is written so often within an interval; a page's writes of a row
// are evenly spaced in it, from a phase that page and row decide. So every write has its time, whatever the engine asks when, and nothing
// is drawn; yet no list of writes is made: a look costs its pages and the rows under way.
import { PageSet, type WordList } from '../pageSet';
import { hashedUnit } from '../random';
import type { TraceColumns, TraceRepeat } from '../scenario/scenario';
import { TraceRows } from './traceRows';
import { askAboutAll, type Place, type Writer } from './writer';

/** With more groups under way than this, it pays to answer for all pages at once and keep the answers. */
const MANY_GROUPS = 16;

/** Groups of rows (traceRows.ts) as a look at (s, t] meets them. */
interface Look {
  readonly s: number;
  readonly t: number;
  /** Groups from … to-1 make all their writes within (s, t]. */
  readonly from: number;
  readonly to: number;
  /** Groups under way at s, and those under way at t that start after s: their writes have to be looked at one by one. */
  readonly underWay: readonly (readonly [from: number, to: number])[];
}

export class TraceWriter implements Writer {
  readonly firstPage: number;
  readonly endPage: number;
  readonly clock: number;
  private readonly rows: TraceRows;
  /** Of each page: one more than the last of the groups 0 … played-1 that writes it. */
  private readonly lastGroup: Float64Array;
  private played = 0;
  private look: Look = { s: 0, t: 0, from: 0, to: 0, underWay: [] };
  /** What `isWrittenByParts` answers for a look with many groups under way. */
  private parts: { readonly look: Look; readonly written: PageSet } | null = null;
  private counts: WriteCounts | null = null;
  /** Scratch: the pages that a list asks about. Empty in between. */
  private asked: PageSet | null = null;

  constructor(
    { firstPage, endPage, clock }: Place,
    columns: TraceColumns,
    repeat: TraceRepeat,
    /** Decides the phases. */
    private readonly key: number,
  ) {
    this.firstPage = firstPage;
    this.endPage = endPage;
    this.clock = clock;
    this.rows = new TraceRows(columns, repeat);
    this.lastGroup = new Float64Array(this.rows.pages);
  }

  covers(page: number): boolean {
    return page >= this.firstPage && page < this.endPage;
  }

  isWritten(page: number, s: number, t: number): boolean {
    if (t <= s) return false;
    const look = this.lookAt(s, t);
    const own = page - this.firstPage;
    return this.isWrittenByWhole(own, look) || this.isWrittenByParts(own, look);
  }

  addWritten(written: PageSet, except: readonly PageSet[], s: number, t: number): void {
    askAboutAll(this, written, except, s, t);
  }

  addWrittenAmong(written: PageSet, pages: WordList, s: number, t: number): void {
    if (t <= s || pages.length === 0) return;
    const look = this.lookAt(s, t);
    if (look.from < look.to) this.addWrittenByWhole(written, pages, look);
    if (look.underWay.every(([first, end]) => first === end)) return;
    const asked = (this.asked ??= new PageSet(this.endPage));
    const { words, bits, length } = pages;
    for (let i = 0; i < length; i++) asked.addWord(words[i] ?? 0, bits[i] ?? 0);
    const from = Math.max(0, (words[0] ?? 0) * 32 - this.firstPage);
    const to = Math.min((words[length - 1] ?? 0) * 32 + 32, this.endPage) - this.firstPage;
    for (const [first, end] of look.underWay) {
      for (let group = first; group < end; group++) this.addWrittenByParts(written, asked, from, to, group, look);
    }
    asked.clear();
  }

  countOfWritten(page: number, s: number, t: number): number {
    return this.countWrites(page, s, t);
  }

  countWrites(page: number, s: number, t: number): number {
    this.counts ??= new WriteCounts(this.rows, s, (at, row, own, seconds) => this.writesBy(at, row, own, seconds));
    const own = page - this.firstPage;
    // The earlier time first: most often it is the one asked for last.
    const before = this.counts.by(own, s);
    return this.counts.by(own, t) - before;
  }

  firstWrite(page: number, s: number, t: number): number {
    const own = page - this.firstPage;
    let first = t;
    const until = this.rows.startedBy(t);
    for (let group = this.rows.endedBy(s); group < until && this.rows.at(group) < first; group++) {
      const at = this.rows.at(group);
      this.rows.eachRow(group, own, own + 1, (row) => {
        const before = this.writesBy(at, row, own, s);
        const writes = this.rows.writesTo(row, own);
        if (before === writes) return;
        const share = (this.phase(row, own) + before) / writes;
        first = Math.min(first, at + this.rows.interval * share);
      });
    }
    return first;
  }

  /** When each page, from the first one on, is written next after s; Infinity: never again. */
  nextWrites(s: number): Float64Array {
    const { rows } = this;
    const next = new Float64Array(this.endPage - this.firstPage).fill(Infinity);
    // All that is under way, then each group that is still to come once: what is played again comes as often as it likes.
    const end = rows.lastDifferentAfter(rows.startedBy(s));
    for (let group = rows.endedBy(s); group < end; group++) {
      const at = rows.at(group);
      rows.eachRow(group, 0, Infinity, (row) => {
        const first = rows.firstPage[row] ?? 0;
        for (let page = first; page < first + (rows.count[row] ?? 0); page++) {
          const made = this.writesBy(at, row, page, s);
          const writes = rows.writesTo(row, page);
          if (made === writes) continue;
          const when = at + (rows.interval * (this.phase(row, page) + made)) / writes;
          if (when < (next[page] ?? 0)) next[page] = when;
        }
      });
    }
    return next;
  }

  /** The groups that matter for a look; the same look is often asked for page after page. */
  private lookAt(s: number, t: number): Look {
    if (s === this.look.s && t === this.look.t) return this.look;
    const { rows } = this;
    const [endedBefore, from] = [rows.endedBy(s), rows.startedBy(s)];
    const [to, started] = [rows.endedBy(t), rows.startedBy(t)];
    this.look = {
      s,
      t,
      from,
      to,
      underWay: [
        [endedBefore, from],
        [Math.max(from, to), started],
      ],
    };
    this.playTo(to);
    return this.look;
  }

  /** Brings `lastGroup` up to the groups 0 … to-1. */
  private playTo(to: number): void {
    const { rows, lastGroup } = this;
    if (to <= this.played) return;
    rows.eachDifferent(this.played, to, (group) => {
      rows.eachRow(group, 0, Infinity, (row) => {
        const first = rows.firstPage[row] ?? 0;
        lastGroup.fill(group + 1, first, first + (rows.count[row] ?? 0));
      });
    });
    this.played = to;
  }

  /** Whether a group that lies within the look altogether writes the page. */
  private isWrittenByWhole(page: number, { from, to }: Look): boolean {
    const last = this.lastGroup[page] ?? 0;
    if (last <= from || from >= to) return false;
    if (last <= to) return true;
    // A look back: the page has been written after t, too.
    let rows = 0;
    this.rows.eachDifferent(from, to, (group) => {
      if (rows === 0) this.rows.eachRow(group, page, page + 1, () => rows++);
    });
    return rows > 0;
  }

  private isWrittenByParts(page: number, look: Look): boolean {
    const { s, t, underWay } = look;
    if (underWay.reduce((sum, [from, to]) => sum + to - from, 0) > MANY_GROUPS) {
      return this.partsOf(look).has(this.firstPage + page);
    }
    let writes = 0;
    for (const [from, to] of underWay) {
      for (let group = from; group < to && writes === 0; group++) {
        const at = this.rows.at(group);
        this.rows.eachRow(group, page, page + 1, (row) => {
          writes += this.writesBy(at, row, page, t) - this.writesBy(at, row, page, s);
        });
      }
    }
    return writes > 0;
  }

  private partsOf(look: Look): PageSet {
    if (this.parts?.look === look) return this.parts.written;
    const written = new PageSet(this.endPage);
    const all = PageSet.full(this.endPage);
    for (const [from, to] of look.underWay) {
      for (let group = from; group < to; group++) {
        this.addWrittenByParts(written, all, 0, this.endPage - this.firstPage, group, look);
      }
    }
    this.parts = { look, written };
    return written;
  }

  private addWrittenByWhole(written: PageSet, { length, words, bits }: WordList, look: Look): void {
    const { firstPage, lastGroup } = this;
    for (let i = 0; i < length; i++) {
      const w = words[i] ?? 0;
      let found = 0;
      for (let rest = bits[i] ?? 0; rest !== 0; rest &= rest - 1) {
        const page = w * 32 + 31 - Math.clz32(rest & -rest) - firstPage;
        const last = lastGroup[page] ?? 0;
        if (last <= look.from) continue;
        if (last <= look.to || this.isWrittenByWhole(page, look)) found |= rest & -rest;
      }
      written.addWord(w, found);
    }
  }

  private addWrittenByParts(
    written: PageSet,
    asked: PageSet,
    from: number,
    to: number,
    group: number,
    look: Look,
  ): void {
    const { rows, firstPage } = this;
    const at = rows.at(group);
    rows.eachRow(group, from, to, (row) => {
      const first = rows.firstPage[row] ?? 0;
      const end = Math.min(to, first + (rows.count[row] ?? 0));
      for (let page = Math.max(from, first); page < end; page++) {
        const own = firstPage + page;
        if (!asked.has(own) || written.has(own)) continue;
        if (this.writesBy(at, row, page, look.t) > this.writesBy(at, row, page, look.s)) written.add(own);
      }
    });
  }

  /** How many of a row's writes to a page have been made by a time, if the row starts at `at`. All else rests on this number. */
  private writesBy(at: number, row: number, page: number, seconds: number): number {
    const { rows } = this;
    if (seconds < at) return 0;
    const writes = rows.writesTo(row, page);
    if (seconds >= at + rows.interval) return writes;
    const share = (seconds - at) / rows.interval;
    return Math.min(writes, Math.floor(share * writes - this.phase(row, page)) + 1);
  }

  /** When a row that starts at `at` made its last write to a page by a time; -Infinity: none yet. */
  lastWriteOf(at: number, row: number, page: number, seconds: number): number {
    const made = this.writesBy(at, row, page, seconds);
    if (made === 0) return -Infinity;
    return at + (this.rows.interval * (this.phase(row, page) + made - 1)) / this.rows.writesTo(row, page);
  }

  /** Where within its share of the interval each write of a page by a row falls, 0 … 1; the same in each repetition. */
  private phase(row: number, page: number): number {
    return hashedUnit(page ^ this.key, row);
  }
}

/** How often each page was written: what an oracle asks for. Counted group by group as time goes on. */
class WriteCounts {
  /** Writes by the groups counted … played-1. */
  private readonly whole: Float64Array;
  private played: number;
  private readonly counted: number;
  /** The last answer for each page. */
  private readonly askedSeconds: Float64Array;
  private readonly answers: Float64Array;
  /** The last two answers of `allUnderWayBy`: page after page is asked about two times in turn. */
  private readonly underWay: { readonly seconds: number; readonly writes: Float64Array }[] = [];

  /** An oracle's questions are about times from `seconds` on: what was before isn't counted. */
  constructor(
    private readonly rows: TraceRows,
    seconds: number,
    /** Writes to a page by a time of a row under way, which starts at `at`. */
    private readonly writesUnderWay: (at: number, row: number, page: number, seconds: number) => number,
  ) {
    this.counted = rows.endedBy(seconds);
    this.played = this.counted;
    this.whole = new Float64Array(rows.pages);
    this.askedSeconds = new Float64Array(rows.pages);
    this.answers = new Float64Array(rows.pages);
  }

  /** Writes to a page by a time, less those by groups not counted. */
  by(page: number, seconds: number): number {
    if (page >= this.whole.length) return 0;
    if (seconds === this.askedSeconds[page] && seconds > 0) return this.answers[page] ?? 0;
    const writes = this.wholeBy(page, this.rows.endedBy(seconds)) + this.underWayBy(page, seconds);
    this.askedSeconds[page] = seconds;
    this.answers[page] = writes;
    return writes;
  }

  /** Writes to a page by a time of the groups then under way. */
  private underWayBy(page: number, seconds: number): number {
    const { rows } = this;
    const [from, to] = [rows.endedBy(seconds), rows.startedBy(seconds)];
    if (to - from > MANY_GROUPS) return this.allUnderWayBy(from, to, seconds)[page] ?? 0;
    let writes = 0;
    for (let group = from; group < to; group++) {
      const at = rows.at(group);
      rows.eachRow(group, page, page + 1, (row) => (writes += this.writesUnderWay(at, row, page, seconds)));
    }
    return writes;
  }

  /** `underWayBy` for every page. */
  private allUnderWayBy(from: number, to: number, seconds: number): Float64Array {
    const known = this.underWay.find((answer) => answer.seconds === seconds);
    if (known !== undefined) return known.writes;
    const { rows } = this;
    const writes = new Float64Array(rows.pages);
    for (let group = from; group < to; group++) {
      const at = rows.at(group);
      rows.eachRow(group, 0, Infinity, (row) => {
        const first = rows.firstPage[row] ?? 0;
        for (let page = first; page < first + (rows.count[row] ?? 0); page++) {
          writes[page] = (writes[page] ?? 0) + this.writesUnderWay(at, row, page, seconds);
        }
      });
    }
    if (this.underWay.length === 2) this.underWay.shift();
    this.underWay.push({ seconds, writes });
    return writes;
  }

  /** Writes to a page by the groups up to played-1, less those not counted. */
  private wholeBy(page: number, played: number): number {
    if (played === this.counted) return 0;
    this.playTo(played);
    if (played === this.played) return this.whole[page] ?? 0;
    // A look back, group by group.
    let writes = 0;
    for (let group = 0; group < this.rows.groups; group++) {
      const times = this.rows.timesPlayed(group, played) - this.rows.timesPlayed(group, this.counted);
      if (times === 0) continue;
      this.rows.eachRow(group, page, page + 1, (row) => (writes += times * this.rows.writesTo(row, page)));
    }
    return writes;
  }

  private playTo(played: number): void {
    const { rows, whole } = this;
    if (played <= this.played) return;
    const add = (group: number, times: number): void => {
      rows.eachRow(group, 0, Infinity, (row) => {
        const first = rows.firstPage[row] ?? 0;
        const end = first + (rows.count[row] ?? 0);
        for (let page = first; page < end; page++) {
          whole[page] = (whole[page] ?? 0) + times * rows.writesTo(row, page);
        }
      });
    };
    if (played - this.played <= rows.groups) {
      for (let group = this.played; group < played; group++) add(group, 1);
    } else {
      for (let group = 0; group < rows.groups; group++) {
        const times = rows.timesPlayed(group, played) - rows.timesPlayed(group, this.played);
        if (times > 0) add(group, times);
      }
    }
    this.played = played;
  }
}

/** The times of the last writes to each page that a trace has written by `seconds` of its region's clock, ascending. */
export function traceLastWrites(columns: TraceColumns, repeat: TraceRepeat, seconds: number): Float64Array {
  const rows = new TraceRows(columns, repeat);
  const writer = new TraceWriter({ firstPage: 0, endPage: rows.pages, clock: 0 }, columns, repeat, 0);
  const last = new Float64Array(rows.pages).fill(-Infinity);
  const play = (group: number): void => {
    const at = rows.at(group);
    rows.eachRow(group, 0, Infinity, (row) => {
      const first = rows.firstPage[row] ?? 0;
      for (let page = first; page < first + (rows.count[row] ?? 0); page++) {
        last[page] = Math.max(last[page] ?? 0, writer.lastWriteOf(at, row, page, seconds));
      }
    });
  };
  const ended = rows.endedBy(seconds);
  rows.eachDifferent(0, ended, play);
  for (let group = ended; group < rows.startedBy(seconds); group++) play(group);
  return last.filter((time) => time > -Infinity).sort();
}
