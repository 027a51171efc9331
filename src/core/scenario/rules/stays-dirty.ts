// A hint at guests that no pre-copy can move without a pause: more pages stay dirty on this link, whatever is done, than the algorithm stops at.
import { pageRate } from '../../link';
import { fixedDowntime } from '../../metrics/downtime';
import { floorOf } from '../../metrics/floor';
import { formatCount, formatPageRate, formatSeconds } from '../../metrics/format';
import type { CheckedAlgorithm } from '../algorithmList';
import { problem } from '../report';
import type { Scenario } from '../scenario';
import type { Advice } from './rule';

/** What no schedule of copies gets below, as far as it can be told before the run. */
interface Limit {
  /** The rate-only line, else the clairvoyant floor. */
  readonly downtimeSeconds: number;
  readonly pagesPerSecond: number;
  readonly dirtyPages: number;
  readonly transferSeconds: number;
}

function limitOf(scenario: Scenario, { definition, parameters }: CheckedAlgorithm): Limit | null {
  const { link, host, pageBytes } = scenario;
  const pagesPerSecond = pageRate(link, host, pageBytes, definition.wire(parameters));
  const floor = floorOf(scenario, pagesPerSecond);
  const downtimeSeconds = floor.rateOnlyDowntimeSeconds ?? floor.downtimeSeconds;
  if (downtimeSeconds === null) return null;
  const transferSeconds = downtimeSeconds - fixedDowntime(scenario);
  return { downtimeSeconds, pagesPerSecond, transferSeconds, dirtyPages: Math.floor(transferSeconds * pagesPerSecond) };
}

/** Whether what stays dirty keeps the algorithm from stopping by its threshold; those without one stop by other rules. */
function isAbove({ dirtyPages, transferSeconds }: Limit, { parameters }: CheckedAlgorithm): boolean {
  const { minPages, downtimeLimit } = parameters;
  if (typeof minPages !== 'number' || dirtyPages <= minPages) return false;
  return typeof downtimeLimit !== 'number' || transferSeconds > downtimeLimit;
}

/** Said once, of the first algorithm that it holds for: the guest and the link are the cause. */
export const staysDirty: Advice = (scenario, { algorithms }) => {
  for (const algorithm of algorithms) {
    const limit = limitOf(scenario, algorithm);
    if (!limit || !isAbove(limit, algorithm)) continue;
    const least = formatSeconds(limit.downtimeSeconds);
    const carried = formatPageRate(limit.pagesPerSecond);
    const stops = formatCount(Number(algorithm.parameters['minPages']));
    const message = `At least ${least} of downtime on this link: ${formatCount(limit.dirtyPages)} pages stay dirty, however often they are sent, as it carries ${carried}, and ${algorithm.label} stops at ${stops}.`;
    return [problem('stays-dirty', algorithm.labelRange, message, { severity: 'hint' })];
  }
  return [];
};
