// Holds the figures of many runs of two engines against each other: every figure of every round, by its mean, its spread and its
// distribution. Seeds are fixed, so a verdict never flickers; the error probability says what a change of the streams risks.
import assert from 'node:assert/strict';
import type { RunResult } from '../../../src/core/engine/events';
import { distributionsTest, mean, meansTest, spreadsTest } from './statistics';

/** What is compared of a run, by name. */
export type Figures = ReadonlyMap<string, number>;

type Run = Omit<RunResult, 'floor' | 'downtimeSeconds' | 'reportedDowntimeSeconds'>;

/** Rounds compared one by one; later ones count in the totals. */
const roundsCompared = 8;

/** All figures of a run by name; a round or tier that a run does not have counts as 0, so that its absence is compared too. */
export function figuresOf({ rounds, ...run }: Run): Figures {
  const figures = new Map<string, number>([
    ['total seconds', run.totalSeconds],
    ['seconds of the suspension', run.downtime?.suspendSeconds ?? 0],
    ['seconds of the last copy', run.downtime?.transferSeconds ?? 0],
    ['seconds of the device state', run.downtime?.deviceSeconds ?? 0],
    ['degraded seconds', run.degradedSeconds],
    ['completed', run.outcome === 'completed' ? 1 : 0],
    ['rounds', rounds.length],
    ['bytes sent', run.bytesSent],
    ['pages sent', run.pagesSent],
    ['pages resent', run.pagesResent],
    ['zero pages', run.zeroPages],
    ['remote faults', run.faults.remote],
    ['stall seconds', run.faults.stallSeconds],
    ['seconds with all stalled', rounds.at(-1)?.faults?.allStalledSeconds ?? 0],
    [`stopped by ${run.stopReason ?? 'nothing'}`, 1],
  ]);
  for (const [i, { startSeconds, tiers, ...round }] of rounds.slice(0, roundsCompared).entries()) {
    const { seconds, pagesToSend, pagesSent, pagesSkipped, pagesHeld, pagesResent, bytesSent } = round;
    const { pagesDirtied, pagesDirtiedSuspending, throttle } = round;
    const columns = {
      throttle,
      startSeconds,
      seconds,
      pagesToSend,
      pagesSent,
      pagesSkipped,
      pagesHeld,
      pagesResent,
      pagesDirtied,
      pagesDirtiedSuspending,
      bytesSent,
    };
    for (const [name, value] of Object.entries(columns)) figures.set(`round ${i + 1} ${name}`, value);
    for (const { tier, ...counts } of tiers)
      for (const [name, value] of Object.entries(counts)) figures.set(`round ${i + 1} tier ${tier} ${name}`, value);
  }
  return figures;
}

/** Each figure's values over the runs; a run without it has 0. */
function columnsOf(runs: readonly Figures[], names: Iterable<string>): Map<string, number[]> {
  return new Map([...names].map((name) => [name, runs.map((figures) => figures.get(name) ?? 0)]));
}

const tests = [
  ['means', meansTest],
  ['spreads', spreadsTest],
  ['distributions', distributionsTest],
] as const;

/**
 * Throws if any figure of the two sets of runs differs more than chance allows. If both engines are right, that happens with
 * at most this probability over all figures together (Bonferroni; the tests of means and spreads lean on the central limit).
 */
export function assertAgree(fast: readonly Figures[], slow: readonly Figures[], errorProbability: number): void {
  const names = new Set([...fast, ...slow].flatMap((run) => [...run.keys()]));
  const [fastColumns, slowColumns] = [columnsOf(fast, names), columnsOf(slow, names)];
  const level = errorProbability / (names.size * tests.length);
  const apart: string[] = [];
  for (const name of names) {
    const [a, b] = [fastColumns.get(name) ?? [], slowColumns.get(name) ?? []];
    for (const [kind, test] of tests) {
      const p = test(a, b);
      if (p < level)
        apart.push(`${name}: ${kind} differ (fast mean ${mean(a)}, slow mean ${mean(b)}, p = ${p.toExponential(1)})`);
    }
  }
  assert.equal(apart.length, 0, `${apart.length} of ${names.size} figures differ:\n${apart.join('\n')}`);
}
