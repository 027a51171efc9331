// The parts of a downtime, and what of it no algorithm can change.
import type { DowntimeParts } from '../engine/events';
import { sentBy } from '../link';
import type { Scenario } from '../scenario/scenario';

/** The last copy of a run. */
export interface LastCopy {
  /** When it begins. */
  readonly fromSeconds: number;
  /** From the suspend request until then. */
  readonly suspendSeconds: number;
  readonly transferSeconds: number;
}

/** The downtime of a run with this last copy (docs/model.md, 'Time'). */
export function downtimeParts(
  { host, link, deviceStateBytes }: Pick<Scenario, 'host' | 'link' | 'deviceStateBytes'>,
  { fromSeconds, suspendSeconds, transferSeconds }: LastCopy,
): DowntimeParts {
  const copied = fromSeconds + transferSeconds;
  return {
    suspendSeconds,
    transferSeconds,
    deviceSeconds: sentBy(link, copied, deviceStateBytes) - copied,
    resumeSeconds: host.resumeSeconds + link.rttSeconds,
  };
}

/** The downtime in seconds. */
export function sumOf({ suspendSeconds, transferSeconds, deviceSeconds, resumeSeconds }: DowntimeParts): number {
  return suspendSeconds + transferSeconds + deviceSeconds + resumeSeconds;
}

/** Seconds of downtime with no page left to send, on a link that is the same at all times and with a dirty log that costs nothing. */
export function fixedDowntime(scenario: Pick<Scenario, 'host' | 'link' | 'deviceStateBytes'>): number {
  const { suspendSeconds } = scenario.host;
  return sumOf(downtimeParts(scenario, { fromSeconds: 0, suspendSeconds, transferSeconds: 0 }));
}
