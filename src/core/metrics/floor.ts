// What physics allows: the clairvoyant floor and the rate-only line of a guest on a link (docs/model.md, 'The floor').
//
// Floor: every page of the final state whose last write lies within w of the suspension must be sent within w + D, so W(w) <= R (w + D) and
// D >= max over w of W(w)/R - w, with W the expected working-set function (Denning). Rate-only: an algorithm that knows rates but not
// the future can keep pages clean only at the speed R at which the link re-sends them; the hottest rest is dirty at the switch.
import type { ClockHistory } from '../engine/clockHistory';
import type { Floor } from '../engine/events';
import { activeSeconds, activitiesOf, clockOf } from '../guest/clocks';
import { rateGroups } from '../guest/guest';
import { traceLastWrites } from '../guest/traceWriter';
import type { RateGroup } from '../guest/writer';
import { exp, writtenShare } from '../math';
import { pagesCarried } from '../link';
import { firstIndex } from '../search';
import type { RecordedRegion } from '../scenario/record';
import type { Region, Scenario } from '../scenario/scenario';
import { downtimeParts, fixedDowntime, sumOf } from './downtime';
import { isSlowed } from './slowed';

/** A guest, its host and its link, from a scenario or from the record of one. */
export interface GuestOnLink extends Pick<
  Scenario,
  'pages' | 'zeroPages' | 'memoryBytes' | 'deviceStateBytes' | 'link' | 'host'
> {
  readonly workload: readonly (Region | RecordedRegion)[];
}

/** One whose traces have their rows. */
export interface WholeGuest extends GuestOnLink {
  readonly workload: readonly Region[];
}

/** How the live phase of a run ended, as far as its limits depend on it. */
export interface Suspended {
  /** The suspend request. */
  readonly atSeconds: number;
  /** From the request until the last copy begins. */
  readonly suspendSeconds: number;
  /** What the guest's clocks have shown. */
  readonly history: Pick<ClockHistory, 'at'>;
  /** The guest's mean speed over the live phase, 0 … 1. */
  readonly meanSpeed: number;
}

/**
 * Both limits as they can be told before the run: of a guest whose writes and link are the same at all times and that the migration doesn't slow
 * down. Others have to wait for `floorAt`. Seconds of downtime, fixed costs included; `pagesPerSecond` is R.
 */
export function floorOf(scenario: GuestOnLink, pagesPerSecond: number): Floor {
  if (!isStationary(scenario) || isSlowed(scenario)) return { downtimeSeconds: null, rateOnlyDowntimeSeconds: null };
  const groups = scenario.workload.flatMap(rateGroups);
  const fixed = fixedDowntime(scenario);
  const rateOnly = rateOnlySeconds(scenario, groups, pagesPerSecond);
  return {
    downtimeSeconds: fixed + clairvoyantSeconds(scenario, groups, pagesPerSecond),
    rateOnlyDowntimeSeconds: rateOnly === null ? null : fixed + rateOnly,
  };
}

/** Both limits of a run that suspended its guest, where `floorOf` can't tell them. */
export function floorAt(scenario: Scenario, pagesPerSecond: number, suspended: Suspended): Floor {
  const { suspendSeconds, meanSpeed } = suspended;
  const { pages } = widestGap(scenario, pagesPerSecond, suspended);
  const slowed = scenario.workload.flatMap(rateGroups).map((group) => ({ ...group, rate: group.rate * meanSpeed }));
  const rateOnly = isStationary(scenario) ? rateOnlySeconds(scenario, slowed, pagesPerSecond) : null;
  const from = suspended.atSeconds + suspendSeconds;
  const downtime = (transferSeconds: number): number =>
    sumOf(downtimeParts(scenario, { fromSeconds: from, suspendSeconds, transferSeconds }));
  return {
    downtimeSeconds: downtime(timeToCarry(scenario, from, pages, pagesPerSecond)),
    rateOnlyDowntimeSeconds: rateOnly === null ? null : downtime(rateOnly),
  };
}

/** W(w): pages expected to be written within `seconds`. */
export function workingSet(groups: readonly RateGroup[], seconds: number): number {
  return groups.reduce((sum, group) => sum + groupWorkingSet(group, seconds), 0);
}

/** Writes and link are the same at all times. */
export function isStationary({ workload, link }: Pick<GuestOnLink, 'workload' | 'link'>): boolean {
  const steady = ({ activity, pattern, writesPerSecond }: Region | RecordedRegion): boolean =>
    writesPerSecond === 0 || (activity.kind === 'always' && pattern.kind !== 'trace');
  return workload.every(steady) && link.schedule.every(({ available }) => available === 1);
}

function groupWorkingSet({ pages, rate, kind }: RateGroup, seconds: number): number {
  return kind === 'sweep' ? Math.min(pages, pages * rate * seconds) : pages * writtenShare(rate, seconds);
}

/** W'(w): pages per second that are written for the first time, `seconds` after the start of the window. */
function freshPages(groups: readonly RateGroup[], seconds: number): number {
  return groups.reduce((sum, { pages, rate, kind }) => {
    if (kind === 'sweep') return sum + (rate * seconds < 1 ? pages * rate : 0);
    return sum + pages * rate * exp(-rate * seconds);
  }, 0);
}

/** What suspending dirties beyond `written` pages: it hits those as likely as any other. */
export function withSuspendPages({ host, pages, zeroPages }: GuestOnLink, written: number): number {
  const available = pages - zeroPages;
  const hit = Math.min(host.suspendPages, available);
  return written + (available === 0 ? 0 : hit * (1 - Math.min(1, written / available)));
}

function clairvoyantSeconds(scenario: GuestOnLink, groups: readonly RateGroup[], pagesPerSecond: number): number {
  const gap = (seconds: number): number =>
    withSuspendPages(scenario, workingSet(groups, seconds)) / pagesPerSecond - seconds - scenario.host.peekDelaySeconds;
  const seconds = widestWindow(scenario, groups, pagesPerSecond);
  return Math.max(0, gap(seconds));
}

/** The window w in which W(w) exceeds R w the most, of writes and a link that are the same at all times; 0 if it never grows faster than R w. */
export function widestWindow(guest: GuestOnLink, groups: readonly RateGroup[], pagesPerSecond: number): number {
  // W is concave, so the gap is widest where pages turn up as fast as the link carries them.
  const slope = 1 - withSuspendPages(guest, 0) / Math.max(1, guest.pages - guest.zeroPages);
  const fresh = (seconds: number): number => slope * freshPages(groups, seconds);
  if (fresh(0) <= pagesPerSecond) return 0;
  let high = 1e-6;
  while (fresh(high) > pagesPerSecond) high *= 2;
  let low = high / 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (fresh(middle) > pagesPerSecond) low = middle;
    else high = middle;
  }
  return high;
}

/** Null with sweeping writers, whose rate says nothing about when a page comes by. */
function rateOnlySeconds(scenario: GuestOnLink, groups: readonly RateGroup[], pagesPerSecond: number): number | null {
  const pages = rateOnlyPages(scenario, groups, pagesPerSecond);
  return pages === null ? null : pages / pagesPerSecond;
}

/** The pages that are dirty at the switch whatever an algorithm does that knows rates alone; null with sweeping writers. */
export function rateOnlyPages(guest: GuestOnLink, groups: readonly RateGroup[], pagesPerSecond: number): number | null {
  if (groups.some((group) => group.kind === 'sweep')) return null;
  let left = pagesPerSecond;
  let dirty = 0;
  for (const { pages, rate } of [...groups].sort((a, b) => a.rate - b.rate)) {
    const kept = rate === 0 ? pages : Math.min(pages, left / rate);
    left -= kept * rate;
    dirty += pages - kept;
  }
  return withSuspendPages(guest, dirty);
}

/** Pages of a window that ends with the suspension, and of them those that the link cannot have carried since they were written. */
export interface Gap {
  readonly windowSeconds: number;
  readonly pages: number;
}

/** The window with the most pages that the link cannot have carried since they were written. */
export function widestGap(
  scenario: WholeGuest,
  pagesPerSecond: number,
  { atSeconds, history }: Pick<Suspended, 'atSeconds' | 'history'>,
): Gap {
  const written = writtenBefore(scenario, atSeconds, history);
  const { host } = scenario;
  const most = mostPagesPerSecond(scenario);
  const unsent = (window: number): number =>
    withSuspendPages(scenario, written(window)) -
    pagesCarried(scenario.link, atSeconds - window - host.peekDelaySeconds, atSeconds, pagesPerSecond, most);
  // With pauses and schedules the gap may have several peaks: a grid over all scales finds the highest, then its surroundings are searched.
  const windows = Array.from({ length: GRID }, (_, i) => atSeconds * ratioPower(i + 1 - GRID));
  const best = windows.reduce((a, b) => (unsent(b) > unsent(a) ? b : a), 0);
  let [low, high] = [best / GRID_RATIO, Math.min(atSeconds, best * GRID_RATIO)];
  for (let i = 0; i < 40; i++) {
    const third = (high - low) / 3;
    if (unsent(low + third) < unsent(high - third)) low += third;
    else high -= third;
  }
  return [best, (low + high) / 2]
    .map((windowSeconds) => ({ windowSeconds, pages: unsent(windowSeconds) }))
    .reduce((widest, gap) => (gap.pages > widest.pages ? gap : widest), {
      windowSeconds: 0,
      pages: Math.max(0, unsent(0)),
    });
}

/** Windows of the grid: from the whole time before the suspension down to a ten-millionth of it. */
const GRID = 320;
const GRID_RATIO = 1.05;

function ratioPower(exponent: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(exponent); i++) power *= GRID_RATIO;
  return exponent < 0 ? 1 / power : power;
}

/** The function W at this very suspension: pages expected to be written within a window of simulated time that ends with it. */
export function writtenBefore(
  scenario: WholeGuest,
  atSeconds: number,
  history: Pick<ClockHistory, 'at'>,
): (window: number) => number {
  const activities = activitiesOf(scenario.workload);
  const regions = scenario.workload.map((region) => {
    const clock = clockOf(region, activities);
    const at = (seconds: number): number => history.at(seconds, clock, (full) => activeSeconds(region.activity, full));
    const end = at(atSeconds);
    const from = (window: number): number => at(Math.max(0, atSeconds - window));
    const { pattern } = region;
    if (pattern.kind === 'trace') {
      const last = traceLastWrites(pattern.columns, pattern.repeat, end);
      return (window: number): number => {
        const start = from(window);
        return last.length - firstIndex(0, last.length, (i) => (last[i] ?? Infinity) > start);
      };
    }
    const groups = rateGroups(region);
    return (window: number): number => workingSet(groups, end - from(window));
  });
  return (window) => regions.reduce((sum, written) => sum + written(window), 0);
}

export function mostPagesPerSecond({ host }: Pick<Scenario, 'host'>): number {
  return host.pageCostSeconds > 0 ? 1 / host.pageCostSeconds : Infinity;
}

/** How long so many pages take from a time on, on the link as its schedule leaves it. */
export function timeToCarry(
  scenario: Pick<Scenario, 'host' | 'link'>,
  fromSeconds: number,
  pages: number,
  pagesPerSecond: number,
): number {
  const most = mostPagesPerSecond(scenario);
  const carried = (seconds: number): number =>
    pagesCarried(scenario.link, fromSeconds, fromSeconds + seconds, pagesPerSecond, most);
  let high = pages / Math.min(pagesPerSecond, most);
  while (carried(high) < pages) high = Math.max(1e-9, 2 * high);
  let low = 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (carried(middle) < pages) low = middle;
    else high = middle;
  }
  return high;
}
