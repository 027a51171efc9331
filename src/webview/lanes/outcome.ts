// How a lane stands in the comparison when it has no figures, in two words. Pure.
import type { ExperimentState } from '../../core/protocol/messages';
import type { Lane } from '../reduce';

/** 'not converged', 'failed', 'running', 'not finished' or 'not run'; empty once a repetition has completed. */
export function missingInWords({ start, ends }: Lane, { status }: ExperimentState): string {
  if (ends.some(({ outcome }) => outcome === 'completed')) return '';
  if (ends.length > 0) return ends.some(({ outcome }) => outcome === 'not-converged') ? 'not converged' : 'failed';
  if (status === 'running') return start ? 'running' : 'not run yet';
  return start ? 'not finished' : 'not run';
}
