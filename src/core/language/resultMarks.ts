// What is written beside the lines of a scenario after a run: each algorithm's figures, and whether each expectation holds.
import { waits, type SummaryRow } from '../compare/summary';
import type { ExpectationResult } from '../expect/evaluate';
import { figuresInWords } from '../expect/words';
import { formatSeconds } from '../metrics/format';
import type { ScenarioCheck } from '../scenario/check';
import { locateAlgorithms } from '../scenario/locate';

export interface ResultMark {
  /** Somewhere on the line that it belongs to. */
  readonly offset: number;
  readonly kind: 'figures' | 'holds' | 'fails';
  readonly text: string;
}

/** What a run has shown. */
export interface ShownResults {
  readonly summary: readonly SummaryRow[] | null;
  readonly expectations: readonly ExpectationResult[] | null;
  /** The text has changed since. */
  readonly stale: boolean;
}

const earlier = 'earlier: ';

function figuresOf(row: SummaryRow): string {
  const { downtimeSeconds, totalSeconds, meanVcpuStallSeconds, completed, runs } = row;
  const missing = runs - completed;
  if (downtimeSeconds === null || totalSeconds === null) return runs === 1 ? 'does not arrive' : 'never arrives';
  const waited = meanVcpuStallSeconds && waits(row) ? ` · ${formatSeconds(meanVcpuStallSeconds.mean)} waited` : '';
  const figures = `${formatSeconds(downtimeSeconds.mean)} downtime${waited} · ${formatSeconds(totalSeconds.mean)} total`;
  return missing === 0 ? figures : `${figures} · ${missing} of ${runs} do not arrive`;
}

/** The marks of a file as it is now; results of labels and expectations that it no longer has are left out. */
export function resultMarks(
  { document, scenario, expectations }: Pick<ScenarioCheck, 'document' | 'scenario' | 'expectations'>,
  results: ShownResults,
): ResultMark[] {
  const start = results.stale ? earlier : '';
  const entries = locateAlgorithms(document)?.entries ?? [];
  const algorithms = (scenario?.algorithms ?? []).flatMap(({ label }, index): ResultMark[] => {
    const row = results.summary?.find((candidate) => candidate.label === label);
    const entry = entries[index];
    return row && entry ? [{ offset: entry.start, kind: 'figures', text: start + figuresOf(row) }] : [];
  });
  const expected = expectations.flatMap(({ text, node }): ResultMark[] => {
    const result = results.expectations?.find((candidate) => candidate.text === text);
    // A fresh failure is written there by the Test Explorer.
    if (result === undefined || (!result.passed && !results.stale)) return [];
    const verdict = result.passed ? '✓ holds' : '✗ fails';
    return [
      {
        offset: node.range.start,
        kind: result.passed ? 'holds' : 'fails',
        text: `${start}${verdict}, ${figuresInWords(result)}`,
      },
    ];
  });
  return [...algorithms, ...expected];
}
