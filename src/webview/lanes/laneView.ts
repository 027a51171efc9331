// One lane on the page: the algorithm's mark and label, how far it is at the playhead, three large figures, a sentence, and its charts. All lanes have the
// same shape.
import { findAlgorithm } from '../../core/algorithms/registry';
import { behindChart } from '../charts/behind';
import type { LaneScales } from '../charts/laneScales';
import { type ChartPage, type ChartView, createChartView } from '../charts/chartView';
import { ratesChart } from '../charts/rates';
import { roundsChart } from '../charts/rounds';
import type { ChartSpec } from '../charts/spec';
import { tiersChart } from '../charts/tiers';
import type { MemoryMap } from '../map/mapView';
import type { Experiment, Lane } from '../reduce';
import type { Theme } from '../theme';
import { freshId, make, setText } from '../ui/dom';
import { createExplainButton } from '../ui/explainButton';
import { createFigures, drawFigures } from '../ui/figures';
import { createSwatch, seriesClass } from '../ui/swatch';
import { laneAt } from './laneAt';
import { laneFacts } from './laneFacts';
import { createLogView } from './logView';

export interface LaneView {
  readonly element: HTMLElement;
  /** Charts whose data have changed are drawn soon. */
  update(lane: Lane, experiment: Experiment, scales: LaneScales, theme: Theme): void;
  /** What is said of so many simulated seconds. */
  drawFacts(seconds: number): void;
  /** Draws pale what comes after so many simulated seconds; null: nothing does. */
  drawComing(seconds: number | null): void;
  /** Brings charts up to date in what a stream leaves behind (chartView.ts). */
  catchUp(streams: boolean): void;
  showAsTables(asTables: boolean): void;
  destroy(): void;
}

interface ChartOfLane {
  readonly name: string;
  readonly view: ChartView;
  readonly spec: (lane: Lane, experiment: Experiment, scales: LaneScales) => ChartSpec;
}

/** The lane of one algorithm with its map; `label` names it to a screen reader, `explain` opens its page. */
export function createLaneView(
  page: ChartPage,
  index: number,
  label: string,
  map: MemoryMap,
  explain: () => void,
): LaneView {
  const headingId = freshId('lane');
  const progress = make('span', { class: 'lane-progress' });
  const figures = createFigures();
  const sentence = make('p', { class: 'lane-sentence' });
  const log = createLogView(label);
  const heading = make(
    'h2',
    { class: 'lane-label', attributes: { id: headingId } },
    createSwatch(index),
    document.createTextNode(label),
  );
  const charts = chartsOf(page, label);
  const element = make(
    'section',
    { class: `lane ${seriesClass(index)}`, attributes: { 'aria-labelledby': headingId } },
    make('header', { class: 'lane-head' }, heading, progress, createExplainButton(label, explain)),
    figures,
    make('div', { class: 'lane-words' }, sentence, log.element),
    map.element,
    make('div', { class: 'lane-charts' }, ...charts.map(({ view }) => view.element)),
  );
  let drawn: readonly unknown[] = [];
  let shown: { readonly lane: Lane; readonly experiment: Experiment } | null = null;
  return {
    element,
    drawFacts(seconds) {
      if (!shown) return;
      const { scenario, state } = shown.experiment;
      const at = laneAt(shown.lane, seconds);
      const facts = laneFacts(at, scenario, state);
      setText(progress, facts.progress);
      setText(sentence, facts.sentence);
      drawFigures(figures, facts.figures);
      log.draw(shown.lane.log, at.lane.log.length);
    },
    drawComing(seconds) {
      for (const { view } of charts) view.at(seconds);
    },
    update(lane, experiment, scales, theme) {
      shown = { lane, experiment };
      const inputs = [lane.rounds, lane.start, JSON.stringify(scales), theme];
      if (inputs.every((input, position) => input === drawn[position])) return;
      drawn = inputs;
      for (const { view, spec } of charts) view.draw(() => spec(lane, experiment, scales), theme);
    },
    catchUp(streams) {
      for (const { view } of charts) view.catchUp(streams);
    },
    showAsTables(asTables) {
      map.showAsTable(asTables);
      for (const { view } of charts) view.showAsTable(asTables);
    },
    destroy() {
      for (const { view } of charts) view.destroy();
    },
  };
}

/** A new chart of a lane is one more entry here and one file in charts/. A point that is read in one is marked in all. */
function chartsOf(page: ChartPage, label: string): readonly ChartOfLane[] {
  const charts: ChartOfLane[] = [];
  const follow = (from: string) => (reading: number | null) => {
    for (const { name, view } of charts) if (name !== from) view.read(reading, false);
  };
  charts.push(
    {
      name: 'rounds',
      view: createChartView(page, 'shape-rounds', label, follow('rounds')),
      spec: (lane, { scenario }, scales) => {
        const pages = lane.start?.pages ?? scenario.pages;
        return roundsChart({ label, series: lane.index, rounds: lane.rounds, pages }, scales);
      },
    },
    {
      name: 'tiers',
      view: createChartView(page, 'shape-tiers', label, follow('tiers')),
      // What post-copy's pages were found dirty before tells little; what the guest waits for is its story.
      spec: (lane, _, scales) =>
        findAlgorithm(lane.choice.algorithm)?.isPostcopy === true
          ? behindChart({ label, series: lane.index, rounds: lane.rounds }, scales)
          : tiersChart({ label, rounds: lane.rounds }, scales),
    },
    {
      name: 'rates',
      view: createChartView(page, 'shape-rates', label, follow('rates')),
      spec: (lane, _, scales) => {
        const pagesPerSecond = lane.start?.pagesPerSecond ?? null;
        return ratesChart({ label, series: lane.index, rounds: lane.rounds, pagesPerSecond }, scales);
      },
    },
  );
  return charts;
}
