// What physics sets to a guest on a link, for the preview: the working-set curve against the link's line, and floor and rate-only line. Of writes and
// links that change over time they depend on when the guest is suspended, which a prediction tells.
import { choiceHasFloor, findAlgorithm } from '../algorithms/registry';
import type { Floor } from '../engine/events';
import { pageRate } from '../link';
import { floorOf, isStationary } from '../metrics/floor';
import { type NoCurve, type WorkingSetCurve, workingSetCurve } from '../metrics/workingSet';
import type { Scenario } from '../scenario/scenario';
import type { Prediction } from './prediction';

export interface Limits {
  /** R: full pages a second that the link carries in the first algorithm's wire format. */
  readonly pagesPerSecond: number;
  readonly curve: WorkingSetCurve | NoCurve;
  readonly floor: Floor;
  /** The algorithm whose predicted suspension they are of; null if they hold for every one, or if none is known yet. */
  readonly suspendedBy: string | null;
}

/** The limits as they can be told before any run; null without an algorithm. */
export function limitsBefore(scenario: Scenario): Limits | null {
  const pagesPerSecond = rateOf(scenario);
  if (pagesPerSecond === null) return null;
  return {
    pagesPerSecond,
    curve: workingSetCurve(scenario, pagesPerSecond, null),
    floor: floorOf(scenario, pagesPerSecond),
    suspendedBy: null,
  };
}

/** The limits of the suspension that an algorithm was predicted to make; null where that changes nothing, or where it was not made. */
export function limitsAfter(scenario: Scenario, { label, run }: Prediction): Limits | null {
  const pagesPerSecond = rateOf(scenario);
  if (pagesPerSecond === null || run.downtimeSeconds === null || isStationary(scenario)) return null;
  const choice = scenario.algorithms.find((one) => one.label === label);
  if (choice && !choiceHasFloor(choice)) return null;
  const curve = workingSetCurve(scenario, pagesPerSecond, run.totalSeconds - run.downtimeSeconds);
  return { pagesPerSecond, curve, floor: run.floor, suspendedBy: label };
}

function rateOf({ algorithms, link, host, pageBytes }: Scenario): number | null {
  // No limit is defined for post-copy, nor for senders of less than whole pages.
  const first = algorithms.find(choiceHasFloor);
  const definition = first && findAlgorithm(first.algorithm);
  return definition ? pageRate(link, host, pageBytes, definition.wire(first.parameters)) : null;
}
