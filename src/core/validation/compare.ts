// From runs to comparisons: a figure of each repetition, their mean with its interval, the difference to what was published.
import { estimate } from '../compare/summary';
import type { RoundRecord, RunResult } from '../engine/events';
import type { Scenario } from '../scenario/scenario';
import type { ResultDocument } from '../result';
import type {
  Case,
  CasesFile,
  Figure,
  InlineScenario,
  MeasuredCase,
  MeasuredFile,
  MeasuredRun,
  Metric,
  Outcome,
  Tolerance,
  Unit,
} from './cases';
import { onMeasuredLink, type MeasuredFiles } from './measuredLink';

/** Above this, a difference needs a sentence. */
export const LARGE = 0.1;
/** Below this, it must have none. Between the two, other random numbers could make it large. */
export const SMALL = 0.05;

/** In the reasons of a measured run: why its rounds are off. */
export const ROUNDS = 'rounds';

export interface Comparison {
  readonly figure: Figure;
  readonly published: number | Outcome;
  /** The mean over the repetitions that have the figure; null if none has it. */
  readonly simulated: number | Outcome | null;
  /** Half of the 95 % interval of the mean. */
  readonly half: number;
  /** Simulated less published, as a share of the published; null where it makes no sense. */
  readonly difference: number | null;
  readonly isLarge: boolean;
}

/** Results by the key of a case. */
export type Results = ReadonlyMap<string, ResultDocument>;

/** A case as it is to be run: the scenario and what stands in for its values. */
export interface Job {
  readonly key: string;
  readonly scenario: string | InlineScenario;
  readonly set: Readonly<Record<string, string>>;
}

/** Every scenario that the cases need, once; those of measured runs also with the link as the run measured it, where `data` has it. */
export function jobsOf({ sources }: CasesFile, data: MeasuredFiles = new Map()): Job[] {
  const wanted = sources.flatMap((source) => {
    const { cases = [], measured = [] } = source;
    return [...cases, ...measured, ...measured.flatMap((one) => onMeasuredLink(one, data.get(source) ?? noRuns) ?? [])];
  });
  return [
    ...new Map(
      wanted.map((one) => [keyOf(one), { key: keyOf(one), scenario: one.scenario, set: setOf(one) }]),
    ).values(),
  ];
}

const noRuns: MeasuredFile = { format: 'miglab.measured/1', pageBytes: 4096, runs: [] };

function setOf(one: Case | MeasuredCase): Readonly<Record<string, string>> {
  return 'set' in one ? (one.set ?? {}) : {};
}

export function keyOf(one: Case | MeasuredCase): string {
  const { scenario } = one;
  return `${typeof scenario === 'string' ? scenario : JSON.stringify(scenario)} ${JSON.stringify(setOf(one))}`;
}

export function compareCase(one: Case, results: Results): Comparison[] {
  const document = documentOf(one, results);
  return one.figures.map((figure) => compareFigure(figure, runsOf(one, document, figure.label ?? one.label), document));
}

/** The figures of a measured run: what its stream and its guest's clock have recorded. */
export function compareMeasured(one: MeasuredCase, measured: MeasuredFile, results: Results): Comparison[] {
  const document = documentOf(one, results);
  const { totals } = measuredRun(one, measured);
  const figures: Figure[] = [
    { name: 'live rounds', metric: 'rounds', unit: 'rounds', published: totals.liveRounds },
    { name: 'pages sent', metric: 'pages', unit: 'pages', published: totals.pagesSent },
    { name: 'last copy', metric: 'sent', round: 'last', unit: 'pages', published: totals.finalPages },
    { name: 'total', metric: 'total', unit: 's', published: totals.totalSeconds },
    { name: 'gap', metric: 'downtime', unit: 'ms', published: totals.gapMs },
  ];
  return figures.map((figure) => {
    const because = one.because?.[figure.name];
    const explained = because === undefined ? figure : { ...figure, because };
    return compareFigure(explained, runsOf(one, document, one.label), document);
  });
}

/** A set or an epoch of a measured round beside the simulated one. */
export interface RoundComparison {
  readonly run: string;
  readonly loop: MeasuredRun['loop'];
  readonly kind: 'set' | 'sent' | 'epoch';
  readonly round: number;
  readonly measured: number;
  readonly simulated: number;
  readonly difference: number;
  /** Pages of the round's measured set. */
  readonly set: number;
}

/** All rounds after the first of a measured run, as far as the simulated runs have them. */
export function compareRounds(one: MeasuredCase, measured: MeasuredFile, results: Results): RoundComparison[] {
  const run = measuredRun(one, measured);
  // Sampling before round 1 is no round of the measured runs.
  const runs = runsOf(one, documentOf(one, results), one.label).map(({ rounds, downtime }) => ({
    rounds: rounds.filter(({ phase }) => phase !== 'sampling'),
    suspendSeconds: downtime?.suspendSeconds ?? 0,
  }));
  return run.rounds.flatMap((real, index) => {
    const compared = (
      kind: RoundComparison['kind'],
      value: number,
      of: (rounds: readonly RoundRecord[], suspendSeconds: number) => number,
    ) => {
      const simulated = mean(
        runs.flatMap(({ rounds, suspendSeconds }) =>
          sameRound(rounds, index, real.live) ? of(rounds, suspendSeconds) : [],
        ),
      );
      if (simulated === null || value === 0) return [];
      const difference = simulated / value - 1;
      return [
        { run: run.id, loop: run.loop, kind, round: index + 1, measured: value, simulated, difference, set: real.set },
      ];
    };
    const ofRound = (at: number, value: (round: RoundRecord) => number) => (rounds: readonly RoundRecord[]) => {
      const round = rounds[at];
      return round === undefined ? NaN : value(round);
    };
    return [
      ...(index === 0
        ? []
        : compared(
            'set',
            real.set,
            ofRound(index, ({ pagesToSend }) => pagesToSend),
          )),
      ...compared(
        'sent',
        real.pages,
        ofRound(index, ({ pagesSent }) => pagesSent),
      ),
      ...(real.epochSeconds === undefined
        ? []
        : compared('epoch', real.epochSeconds, (rounds, suspendSeconds) => {
            // The epoch of the final set ends with the CLEAN of the suspended guest.
            const afterwards = real.live ? 0 : suspendSeconds;
            return (rounds[index - 1]?.seconds ?? NaN) + afterwards;
          })),
    ];
  });
}

/** The simulated run has that round too, live as the measured one or not. */
function sameRound(rounds: readonly RoundRecord[], index: number, live: boolean): boolean {
  const round = rounds[index];
  return round !== undefined && (round.phase === 'precopy') === live;
}

function compareFigure(figure: Figure, runs: readonly RunResult[], { scenario }: ResultDocument): Comparison {
  if (typeof figure.published === 'string') {
    const [outcome] = runs.map((run) => run.outcome);
    const simulated =
      runs.every((run) => run.outcome === outcome) && outcome !== 'failed' && outcome !== undefined ? outcome : null;
    return {
      figure,
      published: figure.published,
      simulated,
      half: 0,
      difference: null,
      isLarge: simulated !== figure.published,
    };
  }
  const values = estimate(runs.flatMap((run) => valueOf(figure, run, scenario.pageBytes) ?? []));
  if (values === null) {
    return { figure, published: figure.published, simulated: null, half: 0, difference: null, isLarge: true };
  }
  // Of nothing there is no share.
  const difference = figure.published === 0 ? null : values.mean / figure.published - 1;
  const half = values.high - values.mean;
  const isLarge = difference === null ? values.mean !== 0 : Math.abs(difference) > LARGE;
  return { figure, published: figure.published, simulated: values.mean, half, difference, isLarge };
}

/** Whether a figure is within its tolerance, or within what was measured; null: it has neither. */
export function isWithin({ figure, published, simulated }: Comparison, usual: Tolerance | undefined): boolean | null {
  const tolerance = figure.tolerance ?? usual;
  if (typeof published === 'string') return simulated === published;
  if (simulated === null || typeof simulated === 'string') return false;
  const [least, most] = figure.range ?? [published, published];
  if (simulated >= least && simulated <= most) return true;
  if (tolerance === undefined) return figure.range === undefined ? null : false;
  const allowed = Math.max((tolerance.share ?? 0) * Math.abs(published), tolerance.amount ?? 0);
  return Math.abs(simulated - published) <= allowed;
}

/** What is wrong with the sentences: a large difference without one, a small difference with one, a reason that the source lacks. */
export function faultsOf(
  where: string,
  reasons: Readonly<Record<string, string>>,
  comparisons: readonly Comparison[],
): string[] {
  return comparisons.flatMap(({ figure, isLarge, difference, simulated, published }) => {
    const place = `${where}, ${figure.name}`;
    const { because } = figure;
    const found = `published ${published}, simulated ${simulated ?? 'nothing'}`;
    if (because === undefined) return isLarge ? [`${place}: ${found}: above 10 %, and no sentence says why`] : [];
    if (reasons[because] === undefined) return [`${place}: there is no reason '${because}'`];
    const isSmall = !isLarge && Math.abs(difference ?? 0) < SMALL;
    return isSmall ? [`${place}: ${found}: below 5 %, and yet a sentence explains it`] : [];
  });
}

/** A figure of one run, in its unit; null if the run lacks it. */
function valueOf(figure: Figure, run: RunResult, pageBytes: number): number | null {
  const base = isOfRounds(figure.metric) ? roundValue(figure, run) : runValue(figure.metric, run);
  if (base === null) return null;
  // Bytes are counted as they are, pages by their content.
  return inUnit(base, figure.unit, figure.metric === 'bytes' ? 1 : pageBytes);
}

function isOfRounds(metric: Metric): metric is 'toSend' | 'sent' | 'dirtied' | 'seconds' {
  return metric === 'toSend' || metric === 'sent' || metric === 'dirtied' || metric === 'seconds';
}

function runValue(metric: Metric, run: RunResult): number | null {
  const live = run.rounds.filter(({ phase }) => phase === 'precopy');
  switch (metric) {
    case 'rounds':
      return live.length;
    case 'pages':
      return run.pagesSent;
    case 'downtime':
      return run.downtimeSeconds;
    case 'transfer':
      return run.downtime?.transferSeconds ?? null;
    case 'reported':
      return run.reportedDowntimeSeconds ?? run.downtimeSeconds;
    case 'bytes':
      return run.bytesSent;
    case 'syncs':
      return syncsOf(run);
    case 'throttle':
      return Math.max(0, ...run.rounds.map(({ throttle }) => throttle)) * 100;
    case 'zero':
      return run.zeroPages;
    case 'setup':
      return run.setupSeconds;
    case 'latency':
      return run.faults.remote === 0 ? null : run.faults.stallSeconds / run.faults.remote;
    case 'total':
      return run.downtimeSeconds === null ? null : run.totalSeconds;
    case 'live':
      return run.downtimeSeconds === null ? null : run.totalSeconds - run.downtimeSeconds;
    default:
      return null;
  }
}

/**
 * QEMU's `dirty-sync-count`: one in setup, one at the end of each live round, and one more with the guest stopped. A switch to post-copy in the middle of a
 * round ends it with that last one (`postcopy_start`), and a run that did not arrive has had neither this nor the end of its last round.
 */
export function syncsOf({ outcome, stopReason, rounds }: RunResult): number {
  const live = rounds.filter(({ phase }) => phase === 'precopy');
  if (outcome !== 'completed') return live.length;
  const last = live.at(-1);
  const isCut = stopReason === 'switch' && last !== undefined && last.pagesSent < last.pagesToSend;
  return live.length + (isCut ? 1 : 2);
}

function roundValue({ metric, round: which }: Figure, { rounds }: RunResult): number | null {
  const last = rounds.at(-1);
  const live = rounds.filter(({ phase }) => phase === 'precopy');
  const chosen =
    which === 'last'
      ? [last?.phase === 'stop-and-copy' ? last : undefined]
      : typeof which === 'number'
        ? [live[which - 1]]
        : live.slice((which?.[0] ?? 1) - 1, which?.[1]);
  let sum = 0;
  for (const round of chosen) {
    if (round === undefined) return null;
    sum +=
      metric === 'sent'
        ? round.pagesSent
        : metric === 'toSend'
          ? round.pagesToSend
          : metric === 'dirtied'
            ? round.pagesDirtied
            : round.seconds;
  }
  return sum;
}

/** From seconds, or from pages. */
function inUnit(value: number, unit: Unit, pageBytes: number): number {
  switch (unit) {
    case 'ms':
      return value * 1000;
    case 'MiB':
      return (value * pageBytes) / 1_048_576;
    case 'MB':
      return (value * pageBytes) / 1e6;
    default:
      return value;
  }
}

export function measuredRun({ run }: MeasuredCase, measured: MeasuredFile): MeasuredRun {
  const found = measured.runs.find(({ id }) => id === run);
  if (found === undefined) throw new Error(`There is no measured run '${run}'.`);
  return found;
}

function documentOf(one: Case | MeasuredCase, results: Results): ResultDocument {
  const document = results.get(keyOf(one));
  if (document === undefined) throw new Error(`The scenario of ${keyOf(one)} was not run.`);
  return document;
}

function runsOf(one: Case | MeasuredCase, { runs }: ResultDocument, label: string): RunResult[] {
  const chosen = runs.filter((run) => run.label === label);
  if (chosen.length === 0) {
    const labels = [...new Set(runs.map((run) => run.label))].join("', '");
    throw new Error(
      `Case '${'run' in one ? one.run : one.id}': its scenario has no algorithm labelled '${label}'; it has '${labels}'.`,
    );
  }
  return chosen;
}

/** What cases ask for by a label that their scenarios lack: known before anything is run. */
export function labelsThatLack({ sources }: CasesFile, ready: ReadonlyMap<string, Scenario>): string[] {
  return sources
    .flatMap(({ cases = [] }) => cases)
    .flatMap((one) => {
      const labels = ready.get(keyOf(one))?.algorithms.map(({ label }) => label);
      const asked = [...new Set([one.label, ...one.figures.flatMap(({ label = one.label }) => label)])];
      const lost = labels === undefined ? [] : asked.filter((label) => !labels.includes(label));
      return lost.map(
        (label) =>
          `case '${one.id}': its scenario has no algorithm labelled '${label}': it has '${(labels ?? []).join("', '")}'.`,
      );
    });
}

function mean(values: readonly number[]): number | null {
  return estimate(values)?.mean ?? null;
}
