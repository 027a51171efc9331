// Why a command ends with status 1 though its result is complete: for the forms of a result that nobody reads line by line.
import { formatCount, formatCounted } from '../core/metrics/format';
import type { Output } from './output';

/** Says how many expectations fail; nothing if all hold. */
export function tellUnmet(expected: number, unmet: number, output: Output): void {
  if (unmet > 0)
    output.message(
      `${formatCount(unmet)} of ${formatCounted(expected, 'expectation')} fail: the result is complete, and the exit status 1.`,
    );
}
