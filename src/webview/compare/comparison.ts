// The comparison of a scenario's algorithms with one of them, the baseline: from the summary once the experiment has finished, before that from the first repetitions that
// have ended. Pure.
import type { PairedDifference } from '../../core/compare/paired';
import { type Estimate, type SummaryRow, baselineFirst, summarise, waits } from '../../core/compare/summary';
import {
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds,
  formatSecondsInterval,
  formatTimes,
} from '../../core/metrics/format';
import { type Compared, differs, significanceInWords } from '../../core/metrics/words';
import type { ExperimentState } from '../../core/protocol/messages';
import { missingInWords } from '../lanes/outcome';
import { type Experiment, type Lane, baselineLane } from '../reduce';

export interface ComparisonCell {
  readonly value: string;
  /** Relative to the baseline; empty for the baseline itself and where there is nothing to compare. */
  readonly change: string;
  readonly tone: 'better' | 'worse' | 'same';
}

export interface ComparisonRow {
  readonly label: string;
  readonly index: number;
  /** 'not converged', '18 of 20 completed'; empty if all is as hoped. */
  readonly remark: string;
  /** One cell for each of the columns after the first. */
  readonly cells: readonly ComparisonCell[];
}

export interface Comparison {
  /** Headings; a compared column keeps room for its changes. */
  readonly columns: readonly { readonly name: string; readonly compared: boolean }[];
  readonly rows: readonly ComparisonRow[];
  readonly note: string;
  /** What paired tests say, and the Pareto front: a sentence each. */
  readonly findings: readonly string[];
}

/** The summary row and floor of each algorithm, as far as they are known. */
export function comparedOf(experiment: Experiment): readonly Compared[] {
  const summary = summaryOf(experiment);
  return experiment.lanes.flatMap((lane, index) => {
    const row = summary[index];
    const failed = lane.ends.filter(({ outcome }) => outcome === 'failed').length;
    return row ? [{ summary: row, floor: lane.end?.floor ?? lane.start?.floor ?? null, failed }] : [];
  });
}

/** The table of the comparison. */
export function comparisonOf(experiment: Experiment): Comparison {
  const compared = comparedOf(experiment);
  const { scenario, lanes, state } = experiment;
  const baseline = compared[experiment.baseline]?.summary;
  const several = compared.length > 1;
  const isWaiting = compared.some(({ summary }) => waits(summary));
  return {
    columns: [
      { name: 'Algorithm', compared: false },
      { name: 'Downtime', compared: several },
      { name: 'Total', compared: several },
      ...(isWaiting ? [{ name: 'Waited', compared: several }] : []),
      { name: 'Sent', compared: several },
      { name: 'Live rounds', compared: false },
    ],
    rows: compared.map(({ summary }, index) => ({
      label: summary.label,
      index,
      remark: remarkOf(summary, lanes[index], state) || (several && summary === baseline ? 'baseline' : ''),
      cells: [
        cell(summary.downtimeSeconds, baseline?.downtimeSeconds, seconds, summary.downtimeAgainst),
        cell(summary.totalSeconds, baseline?.totalSeconds, seconds, summary.totalAgainst),
        ...(isWaiting
          ? [
              cell(
                summary.meanVcpuStallSeconds ?? null,
                baseline?.meanVcpuStallSeconds,
                seconds,
                summary.meanVcpuStallAgainst,
              ),
            ]
          : []),
        cell(
          summary.bytesSent,
          baseline?.bytesSent,
          (sent) => sentInWords(sent, summary.pagesSent, scenario.pages),
          summary.bytesAgainst,
        ),
        cell(summary.rounds, null, ({ mean }) => formatNumber(mean)),
      ],
    })),
    note: noteOf(experiment, isWaiting),
    // Until all have ended the table shows first repetitions, which prove nothing.
    findings: state.summary
      ? significanceInWords(
          baselineFirst(
            compared.map(({ summary }) => summary),
            labelOfBaseline(experiment),
          ),
        )
      : [],
  };
}

/** What is compared, the baseline first: as the finding wants it. */
export function comparedWithBaseline(experiment: Experiment): readonly Compared[] {
  const { baseline } = experiment;
  const compared = comparedOf(experiment);
  return [...compared.slice(baseline, baseline + 1), ...compared.filter((_, index) => index !== baseline)];
}

function labelOfBaseline(experiment: Experiment): string {
  return baselineLane(experiment)?.choice.label ?? '';
}

/** The summary against the baseline: the experiment's own, which is against the first algorithm, or one made from the ends of all repetitions. */
function summaryOf(experiment: Experiment): readonly SummaryRow[] {
  const { state, lanes, baseline } = experiment;
  if (state.summary === null) return summaryOfFirsts(experiment);
  if (baseline === 0) return state.summary;
  const known = ofOtherBaselines.get(experiment);
  if (known) return known;
  const labels = lanes.map(({ choice }) => choice.label);
  const made = summarise(
    labels,
    lanes.flatMap(({ ends }) => ends),
    labels[baseline],
  );
  ofOtherBaselines.set(experiment, made);
  return made;
}

/** Thousands of repetitions are summed up once, not for each part of the panel that asks. */
const ofOtherBaselines = new WeakMap<Experiment, readonly SummaryRow[]>();

/** The first repetitions that have ended: what is known while an experiment runs, and all that is known of a cancelled one. */
function summaryOfFirsts({ lanes, baseline }: Experiment): readonly SummaryRow[] {
  const ended = lanes.flatMap(({ end }) => end ?? []);
  return summarise(
    lanes.map(({ choice }) => choice.label),
    ended,
    lanes[baseline]?.choice.label,
  );
}

function cell(
  value: Estimate | null,
  baseline: Estimate | null | undefined,
  text: (estimate: Estimate) => string,
  paired: PairedDifference | null = null,
): ComparisonCell {
  if (!value) return { value: '–', change: '', tone: 'same' };
  if (!baseline || baseline === value || baseline.mean === 0) return { value: text(value), change: '', tone: 'same' };
  const change = value.mean / baseline.mean - 1;
  const tone = !differs(value, baseline, paired) ? 'same' : change < 0 ? 'better' : 'worse';
  return { value: text(value), change: formatChange(change), tone };
}

function seconds({ mean, low, high }: Estimate): string {
  return high > low ? formatSecondsInterval(mean, (high - low) / 2) : formatSeconds(mean);
}

function sentInWords(bytes: Estimate, pages: Estimate | null, memory: number): string {
  return pages ? formatTimes(pages.mean / memory) : formatBytes(bytes.mean);
}

function remarkOf(row: SummaryRow, lane: Lane | undefined, state: ExperimentState): string {
  if (row.completed > 0 && row.completed < row.runs) return `${row.completed} of ${row.runs} completed`;
  return lane ? missingInWords(lane, state) : '';
}

function noteOf(experiment: Experiment, isWaiting: boolean): string {
  const { scenario, state, lanes } = experiment;
  const against = lanes.length > 1 ? `Differences are relative to ${labelOfBaseline(experiment)}. ` : '';
  const waited = isWaiting ? 'Waited is what a processor waited for pages after post-copy: no downtime has it. ' : '';
  const unit = `Sent counts pages, as so many times memory. ${waited}`;
  if (scenario.repetitions === 1) return unit + against;
  if (!state.summary) return `${unit}${against}Figures of the first of ${scenario.repetitions} repetitions.`;
  return `${unit}${against}Means of ${scenario.repetitions} repetitions, ± half of the 95 % confidence interval.`;
}
