// The working-set curve against the link's line, which shows why a downtime has a floor (docs/model.md, 'The floor'): W(w), the pages expected to be
// written within a window w that ends with the suspension, and the pages that the link carries in it. The widest gap between the two is what
// even an algorithm with foresight sends with the guest stopped. Pure, from a scenario or from the record of one.
import { rateGroups } from '../guest/guest';
import type { RecordedRegion } from '../scenario/record';
import type { Region } from '../scenario/scenario';
import { pagesCarried } from '../link';
import {
  type GuestOnLink,
  type WholeGuest,
  isStationary,
  mostPagesPerSecond,
  rateOnlyPages,
  timeToCarry,
  widestGap,
  widestWindow,
  withSuspendPages,
  workingSet,
  writtenBefore,
} from './floor';
import { isSlowed } from './slowed';

export interface WindowPoint {
  /** The window's length. */
  readonly seconds: number;
  /** W: distinct pages expected to be written within it, those that suspending dirties included. */
  readonly written: number;
  /** Pages that the link carries within it, and in the `peekDelay` before it: a batch is chosen so much later than the link begins with it. */
  readonly carried: number;
}

/** A number of pages that has to be sent with the guest stopped, and the seconds that it takes. */
export interface Rest {
  readonly pages: number;
  readonly seconds: number;
}

export interface WorkingSetCurve {
  readonly kind: 'curve';
  /** By window, from 0 on. */
  readonly points: readonly WindowPoint[];
  /** The window in which the written pages exceed the carried ones the most; they never do if it is 0 long. */
  readonly widest: WindowPoint;
  /** The gap there: what even an algorithm with foresight sends with the guest stopped. With the fixed costs it is the clairvoyant floor. */
  readonly floor: Rest;
  /** What is dirty at the switch whatever an algorithm does that knows rates alone; null where that is not defined. */
  readonly rateOnly: Rest | null;
  /** The suspension whose windows these are; null if all suspensions are alike. */
  readonly suspendedAtSeconds: number | null;
  /** The migration slows the guest down: the curve is that of the guest at full speed, and a run's floor is lower. */
  readonly atFullSpeed: boolean;
}

/** Why there is no curve, in a sentence. */
export interface NoCurve {
  readonly kind: 'none';
  readonly because: string;
}

/** Windows between nothing and the end of the curve. */
const STEPS = 120;

/**
 * The curve of a guest on a link that carries `pagesPerSecond` full pages. Where writes or link change over time, a suspension has to be
 * named; otherwise it makes no difference.
 */
export function workingSetCurve(
  guest: GuestOnLink,
  pagesPerSecond: number,
  suspendedAtSeconds: number | null,
): WorkingSetCurve | NoCurve {
  if (guest.workload.every(({ writesPerSecond }) => writesPerSecond === 0))
    return none('The guest writes nothing: whatever was sent stays as it was sent.');
  if (isStationary(guest)) return stationaryCurve(guest, pagesPerSecond);
  if (!isWhole(guest))
    return none(
      'A region replays a trace, whose rows a result does not carry: how many pages a window has to do with is not known here.',
    );
  if (suspendedAtSeconds === null)
    return none(
      'Writes or link change over time: how many pages a window has to do with depends on when the guest is suspended, which is known once a run has ended.',
    );
  if (suspendedAtSeconds <= 0) return none('The guest was suspended at once: no window lies before it.');
  return curveAt(guest, pagesPerSecond, suspendedAtSeconds);
}

/** Of post-copy. */
export const noFloorBehind = none(
  'Post-copy sends no page while the guest stands still: no page sets a floor to its downtime.',
);

function none(because: string): NoCurve {
  return { kind: 'none', because };
}

function isWhole(guest: GuestOnLink): guest is WholeGuest {
  const hasRows = ({ pattern }: Region | RecordedRegion): boolean => pattern.kind !== 'trace' || 'columns' in pattern;
  return guest.workload.every(hasRows);
}

/** W is concave here, and the link a straight line: one gap, which closes before the link has carried all of memory. */
function stationaryCurve(guest: GuestOnLink, pagesPerSecond: number): WorkingSetCurve {
  const groups = guest.workload.flatMap(rateGroups);
  const at = (seconds: number): WindowPoint => ({
    seconds,
    written: withSuspendPages(guest, workingSet(groups, seconds)),
    carried: pagesPerSecond * (seconds + guest.host.peekDelaySeconds),
  });
  const widest = at(widestWindow(guest, groups, pagesPerSecond));
  const rest = rateOnlyPages(guest, groups, pagesPerSecond);
  const inSeconds = (pages: number): Rest => ({ pages, seconds: pages / pagesPerSecond });
  return {
    kind: 'curve',
    points: pointsOf(at, widest, guest.pages / pagesPerSecond),
    widest,
    floor: inSeconds(gapOf(widest)),
    rateOnly: rest === null ? null : inSeconds(rest),
    suspendedAtSeconds: null,
    atFullSpeed: isSlowed(guest),
  };
}

/** The windows before one suspension, with the writes and the link as they then are; the guest's clocks as at full speed. */
function curveAt(guest: WholeGuest, pagesPerSecond: number, suspendedAtSeconds: number): WorkingSetCurve {
  const written = writtenBefore(guest, suspendedAtSeconds, fullSpeed);
  const most = mostPagesPerSecond(guest);
  const at = (seconds: number): WindowPoint => ({
    seconds,
    written: withSuspendPages(guest, written(seconds)),
    carried: pagesCarried(
      guest.link,
      suspendedAtSeconds - seconds - guest.host.peekDelaySeconds,
      suspendedAtSeconds,
      pagesPerSecond,
      most,
    ),
  });
  const gap = widestGap(guest, pagesPerSecond, { atSeconds: suspendedAtSeconds, history: fullSpeed });
  const copyFrom = suspendedAtSeconds + guest.host.suspendSeconds;
  const widest = at(gap.windowSeconds);
  return {
    kind: 'curve',
    points: pointsOf(at, widest, suspendedAtSeconds),
    widest,
    floor: { pages: gap.pages, seconds: timeToCarry(guest, copyFrom, gap.pages, pagesPerSecond) },
    rateOnly: null,
    suspendedAtSeconds,
    atFullSpeed: isSlowed(guest),
  };
}

/** Clocks of a guest that is never slowed. */
const fullSpeed = {
  at: (seconds: number, _clock: number, atFullSpeed: (seconds: number) => number): number => atFullSpeed(seconds),
};

function gapOf({ written, carried }: WindowPoint): number {
  return Math.max(0, written - carried);
}

/** Points for a curve that shows its widest gap, and where it closes if that is not far out; windows are at most `longest`. */
function pointsOf(at: (seconds: number) => WindowPoint, widest: WindowPoint, longest: number): readonly WindowPoint[] {
  const end = gapOf(widest) > 0 ? endOfGap(at, widest.seconds, longest) : mostlyWritten(at, longest);
  const even = Array.from({ length: STEPS + 1 }, (_, step) => at((end * step) / STEPS));
  return [...even.filter(({ seconds }) => seconds !== widest.seconds), widest].sort((a, b) => a.seconds - b.seconds);
}

/** The widest gap lies between a tenth of the curve and two fifths of it. */
const WIDEST_AT = { most: 10, least: 2.5 };

function endOfGap(at: (seconds: number) => WindowPoint, widest: number, longest: number): number {
  const { most, least } = WIDEST_AT;
  let closed = Math.max(widest, longest / 1e6);
  while (closed < longest && gapOf(at(closed)) > 0) closed *= 1.1;
  return Math.min(longest, Math.max(least * widest, Math.min(1.5 * closed, widest > 0 ? most * widest : Infinity)));
}

/** Without a gap: the window in which most of what the longest one has written is written. */
function mostlyWritten(at: (seconds: number) => WindowPoint, longest: number): number {
  const enough = 0.9 * at(longest).written;
  let [low, high] = [0, longest];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (at(middle).written < enough) low = middle;
    else high = middle;
  }
  return high;
}
