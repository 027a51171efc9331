// What a student reads of a check: why points were lost, the hint, and how to see the run.
import type { CheckReport } from '../report';

/** The sentences, one a line; full points need few words. */
export function checkSentences({ status, reason, hint, run, isHidden }: CheckReport): string[] {
  if (status === 'passed') return ['All right.'];
  const seen = run === null || isHidden ? [] : [`To see that run: ${run.scenario}, ${run.label}, seed ${run.seed}.`];
  return [...(reason === null ? [] : [reason]), ...(hint === null ? [] : [`Hint: ${hint.trim()}`]), ...seen];
}
