// What physics allows: the clairvoyant floor and the rate-only line of a guest on a link (docs/model.md, 'The floor').
//
// Floor: every page of the final state whose last write lies within w of the suspension must be sent within w + D, so W(w) <= R (w + D) and
// D >= max over w of W(w)/R - w, with W the expected working-set function (Denning). Rate-only: an algorithm that knows rates but not
// the future can keep pages clean only at the speed R at which the link re-sends them; the hottest rest is dirty at the switch.
import type { Floor } from '../engine/events';
import { rateGroups } from '../guest/guest';
import type { RateGroup } from '../guest/writer';
import { exp, writtenShare } from '../math';
import type { Scenario } from '../scenario/scenario';
import { fixedDowntime } from './downtime';

/** Both limits in seconds of downtime, fixed costs included; `pagesPerSecond` is R. */
export function floorOf(scenario: Scenario, pagesPerSecond: number): Floor {
  const groups = scenario.workload.flatMap(rateGroups);
  const fixed = fixedDowntime(scenario);
  const rateOnly = rateOnlySeconds(groups, pagesPerSecond);
  return {
    downtimeSeconds: fixed + clairvoyantSeconds(groups, pagesPerSecond),
    rateOnlyDowntimeSeconds: rateOnly === null ? null : fixed + rateOnly,
  };
}

/** W(w): pages expected to be written within `seconds`. */
export function workingSet(groups: readonly RateGroup[], seconds: number): number {
  return groups.reduce((sum, group) => sum + groupWorkingSet(group, seconds), 0);
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

function clairvoyantSeconds(groups: readonly RateGroup[], pagesPerSecond: number): number {
  // W is concave, so the gap is widest where pages turn up as fast as the link carries them.
  if (freshPages(groups, 0) <= pagesPerSecond) return 0;
  let high = 1e-6;
  while (freshPages(groups, high) > pagesPerSecond) high *= 2;
  let low = high / 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (freshPages(groups, middle) > pagesPerSecond) low = middle;
    else high = middle;
  }
  return Math.max(0, workingSet(groups, high) / pagesPerSecond - high);
}

/** Null with sweeping writers, whose rate says nothing about when a page comes by. */
function rateOnlySeconds(groups: readonly RateGroup[], pagesPerSecond: number): number | null {
  if (groups.some((group) => group.kind === 'sweep')) return null;
  let left = pagesPerSecond;
  let dirty = 0;
  for (const { pages, rate } of [...groups].sort((a, b) => a.rate - b.rate)) {
    const kept = rate === 0 ? pages : Math.min(pages, left / rate);
    left -= kept * rate;
    dirty += pages - kept;
  }
  return dirty / pagesPerSecond;
}
