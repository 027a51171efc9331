// The charts of all algorithms together, below the lanes: why (the working set against the link, the pages left against the stop rules) and so what
// (downtime in its parts, total against downtime).
import { choiceHasFloor } from '../../core/algorithms/registry';
import type { EndEvent } from '../../core/engine/events';
import { fixedDowntime } from '../../core/metrics/downtime';
import { noFloorBehind, workingSetCurve } from '../../core/metrics/workingSet';
import { type ChartPage, type ChartView, createChartView } from '../charts/chartView';
import { downtimeChart } from '../charts/downtime';
import { nominalPageRate } from '../charts/laneScales';
import { remainingChart } from '../charts/remaining';
import type { ChartSpec } from '../charts/spec';
import { tradeoffChart } from '../charts/tradeoff';
import { workingSetChart } from '../charts/workingSet';
import { missingInWords } from '../lanes/outcome';
import type { Experiment, Lane } from '../reduce';
import type { Theme } from '../theme';
import { comparedOf } from './comparison';

interface ChartOfAll {
  readonly name: string;
  readonly view: ChartView;
  /** What it is made from: it is drawn again when one of these changes. */
  readonly inputs: (experiment: Experiment) => readonly unknown[];
  readonly spec: (experiment: Experiment) => ChartSpec;
}

export interface ComparisonCharts {
  /** Known while the guests still move. */
  readonly why: readonly HTMLElement[];
  /** Known once one has arrived. */
  readonly downtime: HTMLElement;
  readonly tradeoff: HTMLElement;
  update(experiment: Experiment, theme: Theme): void;
  catchUp(streams: boolean): void;
  showAsTables(asTables: boolean): void;
  destroy(): void;
}

/** The charts about `lanes` algorithms; a new one is one more function here, and a file in charts/. */
export function createComparisonCharts(page: ChartPage, lanes: number): ComparisonCharts {
  const why = whyCharts(page);
  const downtime = downtimeOfAll(page, lanes);
  const tradeoff = tradeoffOfAll(page);
  const charts = [...why, downtime, tradeoff];
  const drawn = new Map<string, readonly unknown[]>();
  return {
    why: why.map(({ view }) => view.element),
    downtime: downtime.view.element,
    tradeoff: tradeoff.view.element,
    update(experiment, theme) {
      for (const { name, view, inputs, spec } of charts) {
        const now = [theme, ...inputs(experiment)];
        const before = drawn.get(name);
        if (before?.length === now.length && now.every((input, index) => input === before[index])) continue;
        drawn.set(name, now);
        view.draw(() => spec(experiment), theme);
      }
    },
    catchUp(streams) {
      for (const { view } of charts) view.catchUp(streams);
    },
    showAsTables(asTables) {
      for (const { view } of charts) view.showAsTable(asTables);
    },
    destroy() {
      for (const { view } of charts) view.destroy();
    },
  };
}

const nobody = (): void => undefined;

function whyCharts(page: ChartPage): readonly ChartOfAll[] {
  return [
    {
      name: 'working set',
      view: createChartView(page, 'shape-plane', 'the guest', nobody),
      inputs: ({ lanes }) => [lanes[0]?.start, suspendedLane(lanes)?.rounds],
      spec: workingSetSpec,
    },
    {
      name: 'remaining',
      view: createChartView(page, 'shape-plane', 'all algorithms', nobody),
      inputs: ({ lanes }) => lanes.flatMap(({ rounds, start }) => [rounds, start]),
      spec: ({ lanes, scenario }) =>
        remainingChart(
          lanes.map(({ choice, index, rounds, start }) => {
            const pages = start?.pages ?? scenario.pages;
            const rule = start?.stopRule ?? noRule;
            return { label: choice.label, series: index, rounds, pages, rule };
          }),
        ),
    },
  ];
}

/** Of an algorithm that has not started. */
const noRule = { fewPages: null, liveRounds: null, sentPages: null, shrink: null };

/** What the charts of the outcome are made from. */
function outcomeOf({ state, lanes }: Experiment): readonly unknown[] {
  return [state.summary, state.status, ...lanes.flatMap(({ end, start }) => [end, start])];
}

function downtimeOfAll(page: ChartPage, lanes: number): ChartOfAll {
  return {
    name: 'downtime',
    view: createChartView(page, `shape-downtime rows-${lanes}`, 'all algorithms', nobody),
    inputs: outcomeOf,
    spec: (experiment) =>
      downtimeChart(
        experiment.lanes.map((lane) => ({
          label: lane.choice.label,
          series: lane.index,
          ends: endsShown(lane, experiment),
          floor: lane.end?.floor ?? lane.start?.floor ?? null,
          missing: missingInWords(lane, experiment.state),
        })),
      ),
  };
}

function tradeoffOfAll(page: ChartPage): ChartOfAll {
  return {
    name: 'tradeoff',
    view: createChartView(page, 'shape-plane', 'all algorithms', nobody),
    inputs: outcomeOf,
    spec: (experiment) => tradeoffChart(comparedOf(experiment).map((compared, series) => ({ ...compared, series }))),
  };
}

/** All repetitions once they are summed up; until then the first alone, as in the table beside. */
function endsShown({ end, ends }: Lane, { state }: Experiment): readonly EndEvent[] {
  if (state.summary) return ends;
  return end ? [end] : [];
}

/** The first lane whose guest was suspended: where suspensions differ, the curve is of this one. */
function suspendedLane(lanes: readonly Lane[]): Lane | null {
  return lanes.find((lane) => lane.end?.downtime && !hasNoFloor(lane)) ?? null;
}

/** No page moves while its guest stands still, or less than whole pages do: no floor is defined. */
function hasNoFloor({ choice }: Lane): boolean {
  return !choiceHasFloor(choice);
}

function workingSetSpec({ lanes, scenario }: Experiment): ChartSpec {
  if (lanes.length > 0 && lanes.every(hasNoFloor))
    return workingSetChart({ curve: noFloorBehind, fixedSeconds: fixedDowntime(scenario), label: '' });
  const lane = suspendedLane(lanes);
  const copy = lane?.rounds.find(({ phase }) => phase === 'stop-and-copy');
  const suspendedAt = copy ? copy.startSeconds - (lane?.end?.downtime?.suspendSeconds ?? 0) : null;
  const pagesPerSecond =
    (lane ?? lanes.find((one) => !hasNoFloor(one)))?.start?.pagesPerSecond ?? nominalPageRate(scenario);
  return workingSetChart({
    curve: workingSetCurve(scenario, pagesPerSecond, suspendedAt),
    fixedSeconds: fixedDowntime(scenario),
    label: lane?.choice.label ?? '',
  });
}
