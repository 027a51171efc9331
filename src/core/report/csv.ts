// The result as CSV: one row a run, its scalar fields in the order of docs/results.md.
import type { RunResult } from '../engine/events';
import type { PointResult, SweepHead } from '../sweep/result';

const columns: readonly (readonly [name: string, value: (run: RunResult) => string | number | null])[] = [
  ['label', (run) => run.label],
  ['algorithm', (run) => run.algorithm],
  ['repetition', (run) => run.repetition],
  ['seed', (run) => run.seed],
  ['outcome', (run) => run.outcome],
  ['stopReason', (run) => run.stopReason],
  ['totalSeconds', (run) => run.totalSeconds],
  ['downtimeSeconds', (run) => run.downtimeSeconds],
  ['setupSeconds', (run) => run.setupSeconds],
  ['suspendSeconds', (run) => run.downtime?.suspendSeconds ?? null],
  ['transferSeconds', (run) => run.downtime?.transferSeconds ?? null],
  ['deviceSeconds', (run) => run.downtime?.deviceSeconds ?? null],
  ['resumeSeconds', (run) => run.downtime?.resumeSeconds ?? null],
  ['bytesSent', (run) => run.bytesSent],
  ['pagesSent', (run) => run.pagesSent],
  ['pagesResent', (run) => run.pagesResent],
  ['zeroPages', (run) => run.zeroPages],
  ['degradedSeconds', (run) => run.degradedSeconds],
  ['remoteFaults', (run) => run.faults.remote],
  ['stallSeconds', (run) => run.faults.stallSeconds],
  ['floorDowntimeSeconds', (run) => run.floor.downtimeSeconds],
  ['rateOnlyDowntimeSeconds', (run) => run.floor.rateOnlyDowntimeSeconds],
  ['reportedDowntimeSeconds', (run) => run.reportedDowntimeSeconds ?? null],
  ['meanVcpuStallSeconds', (run) => run.faults.meanVcpuStallSeconds ?? null],
  ['rounds', (run) => run.rounds.filter(({ phase }) => phase === 'precopy').length],
];

export function csvHeader(): string {
  return ['file', ...columns.map(([name]) => name)].join(',');
}

export function csvRow(file: string, run: RunResult): string {
  return [file, ...columns.map(([, value]) => value(run))].map(csvField).join(',');
}

/** A field, quoted where it has to be. */
export function csvField(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A sweep as CSV, a line a piece: point and swept values before the columns of a run. */
export function* sweepCsv({ scenario, sweep }: SweepHead, points: Iterable<PointResult>): Generator<string, void> {
  yield `${['point', ...sweep.map(({ path }) => path), csvHeader()].join(',')}\n`;
  for (const { point, values, runs } of points) {
    const start = [String(point), ...Object.values(values).map(csvField)].join(',');
    for (const run of runs) yield `${start},${csvRow(scenario.file, run)}\n`;
  }
}
