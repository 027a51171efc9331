// The parts of a downtime, and what of it no algorithm can change.
import type { DowntimeParts } from '../engine/events';
import { goodput } from '../link';
import type { Scenario } from '../scenario/scenario';

/** The downtime of a run whose final pages took `transferSeconds` (docs/model.md, 'Time'). */
export function downtimeParts({ host, link, deviceStateBytes }: Scenario, transferSeconds: number): DowntimeParts {
  return {
    suspendSeconds: host.suspendSeconds,
    transferSeconds,
    deviceSeconds: deviceStateBytes / goodput(link),
    resumeSeconds: host.resumeSeconds + link.rttSeconds,
  };
}

/** The downtime in seconds. */
export function sumOf({ suspendSeconds, transferSeconds, deviceSeconds, resumeSeconds }: DowntimeParts): number {
  return suspendSeconds + transferSeconds + deviceSeconds + resumeSeconds;
}

/** Seconds of downtime with no page left to send. */
export function fixedDowntime(scenario: Scenario): number {
  return sumOf(downtimeParts(scenario, 0));
}
