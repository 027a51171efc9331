// The whole panel: an empty page, or head, lanes and comparison of an experiment. It is told of every new state and puts what has changed into the
// paint queue; a new experiment gets new elements.
import type { PanelAction } from '../core/protocol/messages';
import type { Arrangement } from './arrangement';
import { type Announcer, createAnnouncer, newsBetween } from './a11y/announcer';
import { laneScales, nominalPageRate } from './charts/laneScales';
import { type ChangesView, createChangesView } from './compare/changesView';
import type { ChartPage } from './charts/chartView';
import { type CompareView, createCompareView } from './compare/compareView';
import { type HeadActions, type HeadView, createHeadView } from './head/headView';
import { type LaneView, createLaneView } from './lanes/laneView';
import { type Maps, type PageStates, createMaps } from './map/maps';
import type { PaintQueue } from './paintQueue';
import { type PlaybackView, createPlaybackView } from './playback/playbackView';
import type { Experiment, PanelState } from './reduce';
import type { Theme } from './theme';
import { createButton } from './ui/controls';
import { make } from './ui/dom';

export interface PanelView {
  /** Queues what differs from what is shown. */
  update(state: PanelState, theme: Theme): void;
  arrange(arrangement: Arrangement): void;
  /** Does what a control of the panel does. */
  act(action: PanelAction): void;
}

/** The parts that show one experiment; its algorithms do not change. */
interface ExperimentView {
  readonly experimentId: string;
  readonly element: HTMLElement;
  readonly head: HeadView;
  readonly lanes: readonly LaneView[];
  readonly compare: CompareView;
  readonly changes: ChangesView;
}

/** What a stream leaves behind is caught up with at most so often while it runs. */
const catchUpEveryMilliseconds = 1000;

/** Fills `root`. */
export function createPanelView(
  root: HTMLElement,
  charts: ChartPage,
  actions: HeadActions,
  pages: PageStates,
  arrangedFirst: Arrangement,
): PanelView {
  const { queue } = charts;
  const announcer = createAnnouncer();
  const place = make('main', { class: 'panel' });
  root.replaceChildren(place, announcer.element);
  let arrangement = arrangedFirst;
  const context = { queue, arrange: actions.arrange, arrangement: () => arrangement };
  const maps = createMaps(context, pages);
  const playback = createPlaybackView(document, context, maps);
  let view: ExperimentView | null = null;
  let shown: Experiment | null = null;
  let caughtUpAt = -Infinity;
  let blank: 'waiting' | 'empty' | null = null;

  const showBlank = (kind: 'waiting' | 'empty'): void => {
    if (blank === kind) return;
    blank = kind;
    view = closed(view, queue);
    playback.end();
    maps.end();
    shown = null;
    place.replaceChildren(kind === 'empty' ? emptyPage(actions) : waitingPage());
  };

  const catchUp = ({ state }: Experiment): void => {
    const streams = state.status === 'running';
    if (streams && performance.now() - caughtUpAt < catchUpEveryMilliseconds) return;
    caughtUpAt = performance.now();
    for (const lane of view?.lanes ?? []) lane.catchUp(streams);
    view?.compare.catchUp(streams);
  };

  return {
    update(state, theme) {
      const { hydrated, experiment } = state;
      if (!experiment) {
        showBlank(hydrated ? 'empty' : 'waiting');
        return;
      }
      if (view?.experimentId !== experiment.experimentId || view.lanes.length !== experiment.lanes.length) {
        closed(view, queue);
        maps.end();
        blank = null;
        view = createExperimentView(experiment, charts, actions, arrangement, playback, maps);
        place.replaceChildren(view.element);
        playback.begin(view.lanes, state);
      }
      updateExperiment(view, experiment, theme, queue);
      view.changes.update(experiment, state.reference, queue);
      maps.update(experiment, theme);
      playback.update(experiment);
      catchUp(experiment);
      announce(announcer, shown, experiment);
      shown = experiment;
    },
    arrange(wanted) {
      if (wanted.asTables !== arrangement.asTables) {
        for (const lane of view?.lanes ?? []) lane.showAsTables(wanted.asTables);
        view?.compare.showAsTables(wanted.asTables);
        view?.head.showAsTables(wanted.asTables);
      }
      arrangement = wanted;
    },
    act(action) {
      if (action === 'showAsTables') actions.arrange({ asTables: !arrangement.asTables });
      else playback.act(action);
    },
  };
}

function createExperimentView(
  experiment: Experiment,
  charts: ChartPage,
  actions: HeadActions,
  { asTables }: Arrangement,
  playback: PlaybackView,
  maps: Maps,
): ExperimentView {
  const head = createHeadView(actions, asTables);
  const drawings = maps.begin(experiment);
  const lanes = experiment.lanes.flatMap(({ choice, index }, place) => {
    const map = drawings[place];
    const explain = (): void => {
      actions.post({ type: 'explain', algorithm: choice.algorithm });
    };
    return map ? [createLaneView(charts, index, choice.label, map, explain)] : [];
  });
  const labels = experiment.lanes.map(({ choice }) => choice.label);
  const compare = createCompareView(charts, labels, (baseline) => {
    actions.arrange({ baseline });
  });
  const changes = createChangesView(actions.post);
  for (const part of [...lanes, compare]) part.showAsTables(asTables);
  const place = make('div', { class: `lanes count-${lanes.length}` }, ...lanes.map(({ element }) => element));
  const parts = [head.element, playback.element, head.finding, place, compare.element, changes.element];
  const element = make('div', { class: 'experiment' }, ...parts);
  return { experimentId: experiment.experimentId, element, head, lanes, compare, changes };
}

function updateExperiment(
  { head, lanes, compare }: ExperimentView,
  experiment: Experiment,
  theme: Theme,
  queue: PaintQueue,
): void {
  queue.add('head', () => {
    head.update(experiment);
  });
  const { scenario } = experiment;
  const nominal = nominalPageRate(scenario);
  const scaled = experiment.lanes.map(({ rounds, start }) => ({
    rounds,
    pages: start?.pages ?? scenario.pages,
    pagesPerSecond: start?.pagesPerSecond ?? nominal,
  }));
  const open = experiment.lanes.some(({ end }) => !end) && experiment.state.status === 'running';
  const scales = laneScales(scaled, open);
  experiment.lanes.forEach((lane, index) => {
    lanes[index]?.update(lane, experiment, scales, theme);
  });
  compare.update(experiment, theme);
  const { reveal, status } = experiment.state;
  if (reveal === 'comparison' && status !== 'running') {
    queue.add('reveal', () => {
      compare.reveal();
    });
  }
}

function announce(announcer: Announcer, before: Experiment | null, now: Experiment): void {
  const news = newsBetween(before, now);
  if (news !== null) announcer.say(news);
}

function closed(view: ExperimentView | null, queue: PaintQueue): null {
  queue.clear();
  for (const lane of view?.lanes ?? []) lane.destroy();
  view?.compare.destroy();
  return null;
}

function emptyPage(actions: HeadActions): HTMLElement {
  const run = createButton('Run the scenario', 'primary', () => {
    actions.post({ type: 'runAgain' });
  });
  const open = createButton('Show scenario', 'secondary', () => {
    actions.post({ type: 'showScenario' });
  });
  return make(
    'div',
    { class: 'blank' },
    make('h1', { text: 'Nothing has been run yet' }),
    make('p', {
      text: 'Run the scenario to see its migration here: round by round while it is simulated, side by side when it has ended.',
    }),
    make('div', { class: 'actions' }, run, open),
  );
}

function waitingPage(): HTMLElement {
  return make('div', { class: 'blank waiting' }, make('p', { text: 'Waiting for the experiment …' }));
}
