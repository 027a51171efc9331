// Whether a migration slows its guest down at all.
import type { Scenario } from '../scenario/scenario';

/** Some operation on the dirty log, or a fault of the guest, takes the guest's time. */
export function isSlowed({ host }: Pick<Scenario, 'host'>): boolean {
  const { clean, peek } = host;
  const logSeconds = clean.fixedSeconds + clean.perPageSeconds + peek.fixedSeconds + peek.perPageSeconds;
  return host.dirtyFaultSeconds + logSeconds > 0;
}
