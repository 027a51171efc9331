// What a guest's clocks showed at past times, for guests that are paused or slowed: the floor asks how much guest time a window of
// simulated time held. Kept short: beyond its capacity every second entry is dropped, and times between entries are interpolated.
import { firstIndex } from '../search';
import type { Moment } from '../guest/clocks';

const CAPACITY = 8192;

interface Entry {
  readonly seconds: number;
  readonly clocks: Moment;
}

export class ClockHistory {
  private entries: Entry[] = [];
  /** Entries to leave out between two that are kept, and how many were. */
  private stride = 1;
  private passed = 0;
  private last: Entry | null = null;

  /** Notes what the clocks show; times never go back. */
  note(seconds: number, clocks: Moment): void {
    this.last = { seconds, clocks };
    if (this.passed++ % this.stride !== 0) return;
    this.entries.push(this.last);
    if (this.entries.length < CAPACITY) return;
    this.entries = this.entries.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }

  /** What a clock showed at a time; before the first entry it ran at full speed, after the last one it stands still. */
  at(seconds: number, clock: number, atFullSpeed: (seconds: number) => number): number {
    const { entries, last } = this;
    const [first] = entries;
    if (first === undefined || last === null || seconds <= first.seconds) return atFullSpeed(seconds);
    if (seconds >= last.seconds) return last.clocks[clock] ?? 0;
    const next = firstIndex(0, entries.length, (i) => (entries[i]?.seconds ?? Infinity) > seconds);
    const before = entries[next - 1] ?? last;
    const after = entries[next] ?? last;
    // In between, the clock runs evenly while its region is active.
    const atFull = atFullSpeed(before.seconds);
    const inAll = atFullSpeed(after.seconds) - atFull;
    const share = inAll > 0 ? (atFullSpeed(seconds) - atFull) / inAll : 0;
    const from = before.clocks[clock] ?? 0;
    return from + share * ((after.clocks[clock] ?? 0) - from);
  }
}
