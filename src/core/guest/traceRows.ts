// The rows of a page-write trace, made searchable by time and page, and played on after the trace's end. Rows of one time are a group; groups
// are numbered in order of time, on through all repetitions: number n is the first one that is played again.
import { firstIndex } from '../search';
import type { TraceColumns, TraceRepeat } from '../scenario/scenario';

/** A shorter repetition is stretched to this, so that numbers of groups stay exact. */
const SHORTEST_PERIOD_SECONDS = 1e-6;

export class TraceRows {
  /** Seconds after a group's time within which its pages are written; 0: at its time. */
  readonly interval: number;
  /** Groups of the trace itself. */
  readonly groups: number;
  /** Pages up to the last one written, counted within the region. */
  readonly pages: number;
  readonly firstPage: Uint32Array;
  readonly count: Uint32Array;
  readonly writes: Uint32Array;
  /** Of each row: the end of the ranges of its group up to this row. Rises within a group, as `firstPage` does. */
  private readonly reach: Float64Array;
  /** Of each group: its time, and its first row (one more entry ends the last). */
  private readonly groupAt: Float64Array;
  private readonly groupStart: Uint32Array;
  /** What is played again: groups from `tail` on, `tailGroups` of them (0: silence), starting at `tailSeconds`, every `period` from `seconds` on. */
  private readonly tail: number;
  private readonly tailGroups: number;
  private readonly tailSeconds: number;
  private readonly period: number;
  private readonly seconds: number;

  constructor(columns: TraceColumns, repeat: TraceRepeat) {
    const { atSeconds, intervalSeconds, seconds } = columns;
    const rows = atSeconds.length;
    const order = inOrder(columns);
    this.interval = intervalSeconds;
    this.seconds = seconds;
    this.firstPage = columns.firstPage.map((_, row) => columns.firstPage[order(row)] ?? 0);
    this.count = columns.pages.map((_, row) => columns.pages[order(row)] ?? 0);
    this.writes = columns.writes.map((_, row) => columns.writes[order(row)] ?? 0);
    const starts: number[] = [];
    this.reach = new Float64Array(rows);
    let pages = 0;
    for (let row = 0; row < rows; row++) {
      const end = (this.firstPage[row] ?? 0) + (this.count[row] ?? 0);
      const opens = row === 0 || atSeconds[row] !== atSeconds[row - 1];
      if (opens) starts.push(row);
      this.reach[row] = opens ? end : Math.max(end, this.reach[row - 1] ?? 0);
      pages = Math.max(pages, end);
    }
    this.pages = pages;
    this.groups = starts.length;
    this.groupAt = Float64Array.from(starts, (row) => atSeconds[row] ?? 0);
    this.groupStart = Uint32Array.from([...starts, rows]);
    // The last so many seconds, from the start of the first row that reaches into them.
    const from = repeat === 'all' ? 0 : repeat === 'none' ? Infinity : Math.max(0, seconds - repeat);
    const inside = this.groupAt.findIndex((at) => (intervalSeconds > 0 ? at + intervalSeconds > from : at >= from));
    this.tail = inside === -1 ? this.groups : inside;
    this.tailSeconds = Math.min(from, this.groupAt[this.tail] ?? Infinity);
    // A trace that takes no time can't be repeated.
    this.tailGroups = seconds > 0 && inside !== -1 ? this.groups - this.tail : 0;
    this.period = Math.max(SHORTEST_PERIOD_SECONDS, seconds - this.tailSeconds);
  }

  /** When a group's rows start. */
  at(group: number): number {
    const again = group - this.groups;
    if (again < 0) return this.groupAt[group] ?? Infinity;
    const round = Math.floor(again / this.tailGroups);
    const start = this.seconds + round * this.period;
    const since = (this.groupAt[this.rowsOf(group)] ?? 0) - this.tailSeconds;
    // Rounding must not carry it past the next repetition.
    return Math.min(start + since, this.seconds + (round + 1) * this.period);
  }

  /** How many groups have started by a time. */
  startedBy(seconds: number): number {
    return this.groupsBy(seconds, 0);
  }

  /** How many groups have made all their writes by a time. */
  endedBy(seconds: number): number {
    return this.groupsBy(seconds, this.interval);
  }

  /** Visits the groups from … to-1, but of those that play the same rows only the last. */
  eachDifferent(from: number, to: number, visit: (group: number) => void): void {
    for (let group = from; group < Math.min(to, this.groups); group++) visit(group);
    for (let group = Math.max(from, this.groups, to - this.tailGroups); group < to; group++) visit(group);
  }

  /** The end of the groups from `from` on that play different rows: what follows repeats them. */
  lastDifferentAfter(from: number): number {
    return this.tailGroups === 0 ? this.groups : Math.max(this.groups, from) + this.tailGroups;
  }

  /** How often the rows of the trace's own group `group` have been played when groups 0 … played-1 have. */
  timesPlayed(group: number, played: number): number {
    const first = played > group ? 1 : 0;
    if (group < this.tail || played <= this.groups) return first;
    return first + Math.floor((played - this.groups - (group - this.tail) - 1) / this.tailGroups) + 1;
  }

  /** Visits the rows of a group that meet the pages from … to-1. */
  eachRow(group: number, from: number, to: number, visit: (row: number) => void): void {
    const own = this.rowsOf(group);
    const end = this.groupStart[own + 1] ?? 0;
    let row = firstIndex(this.groupStart[own] ?? 0, end, (index) => (this.reach[index] ?? 0) > from);
    for (; row < end && (this.firstPage[row] ?? 0) < to; row++) {
      if ((this.firstPage[row] ?? 0) + (this.count[row] ?? 0) > from) visit(row);
    }
  }

  /** Writes that a page of the row gets: as many as the others, or one more; those with one more lie evenly spread. */
  writesTo(row: number, page: number): number {
    const pages = this.count[row] ?? 1;
    const writes = this.writes[row] ?? 0;
    if (writes === pages) return 1;
    const each = Math.floor(writes / pages);
    const rest = writes - each * pages;
    const index = page - (this.firstPage[row] ?? 0);
    return each + Math.floor(((index + 1) * rest) / pages) - Math.floor((index * rest) / pages);
  }

  /** The trace's own group whose rows a group plays. */
  private rowsOf(group: number): number {
    return group < this.groups ? group : this.tail + ((group - this.groups) % this.tailGroups);
  }

  /** How many groups lie `lag` or more before a time. */
  private groupsBy(seconds: number, lag: number): number {
    const { groups, tailGroups } = this;
    const by = (group: number): boolean => this.at(group) + lag > seconds;
    if (tailGroups === 0 || seconds - lag < this.seconds - this.period) return firstIndex(0, groups, by);
    const round = Math.floor((seconds - lag - this.seconds) / this.period);
    // A round to either side, for rounding.
    const from = round < 1 ? 0 : groups + (round - 1) * tailGroups;
    return firstIndex(from, groups + Math.max(0, round + 2) * tailGroups, by);
  }
}

/** The order of rows by time, those of one time by their first page. Recorders write them so; then nothing is sorted. */
function inOrder({ atSeconds, firstPage }: TraceColumns): (row: number) => number {
  const before = (a: number, b: number): number =>
    (atSeconds[a] ?? 0) - (atSeconds[b] ?? 0) || (firstPage[a] ?? 0) - (firstPage[b] ?? 0) || a - b;
  let sorted = true;
  for (let row = 1; row < atSeconds.length && sorted; row++) sorted = before(row - 1, row) < 0;
  if (sorted) return (row) => row;
  const order = Uint32Array.from(atSeconds, (_, row) => row).sort(before);
  return (row) => order[row] ?? 0;
}
