// The whole live preview: head, what is wrong with the text, the working-set curve against the link's line, and the predictions. It is given whole snapshots and
// changes what differs; other algorithms get new elements.
import type { FromPreview, PreviewPicture, PreviewSnapshot } from '../../core/protocol/previewMessages';
import { type ChartPage, type ChartView, createChartView } from '../charts/chartView';
import { downtimeChart } from '../charts/downtime';
import { createExpectationsView } from '../compare/expectationsView';
import { scenarioFacts } from '../head/headFacts';
import type { Theme } from '../theme';
import { createButton, createCheckbox } from '../ui/controls';
import { freshId, make, setText, show } from '../ui/dom';
import { createProgressRing } from '../ui/progressRing';
import { firstProblemInWords, isBusy, problemsInWords, stageInWords } from './previewFacts';
import { type PredictionView, createPredictionView } from './predictionView';

export interface PreviewActions {
  readonly post: (message: FromPreview) => void;
  readonly asTables: (asTables: boolean) => void;
}

export interface PreviewView {
  /** Queues what differs from what is shown. */
  update(snapshot: PreviewSnapshot | null, theme: Theme): void;
  showAsTables(asTables: boolean): void;
}

/** The parts that show predictions; the algorithms and their labels do not change. */
interface Predictions {
  readonly labels: string;
  readonly element: HTMLElement;
  readonly views: readonly PredictionView[];
  readonly downtime: ChartView;
}

/** What typing leaves behind is caught up with at most so often while one types. */
const catchUpEveryMilliseconds = 1000;

/** Fills `root`. */
export function createPreviewView(
  root: HTMLElement,
  charts: ChartPage,
  actions: PreviewActions,
  tablesFirst: boolean,
): PreviewView {
  const { queue } = charts;
  const head = createHead(actions, tablesFirst);
  const expectations = createExpectationsView();
  const place = make('div', { class: 'predictions-place' });
  const picture = make('div', { class: 'picture' }, place, expectations.element);
  const main = make('main', { class: 'panel preview' }, head.element, picture);
  root.replaceChildren(main);
  let predictions: Predictions | null = null;
  let asTables = tablesFirst;
  let caughtUpAt = -Infinity;

  const update = (shown: PreviewPicture, theme: Theme): void => {
    const labels = JSON.stringify(shown.algorithms.map(({ label, algorithm }) => [label, algorithm]));
    if (predictions?.labels !== labels) {
      predictions?.downtime.destroy();
      predictions = createPredictions(charts, shown, labels, actions);
      predictions.downtime.showAsTable(asTables);
      place.replaceChildren(predictions.element);
    }
    const { views, downtime } = predictions;
    shown.algorithms.forEach((one, index) => {
      queue.add(`prediction ${index}`, () => views[index]?.update(one));
    });
    downtime.draw(() => downtimeChart(downtimeRows(shown)), theme);
    const types = shown.stage !== 'done';
    if (types && performance.now() - caughtUpAt < catchUpEveryMilliseconds) return;
    caughtUpAt = performance.now();
    downtime.catchUp(types);
  };

  return {
    update(snapshot, theme) {
      const shown = snapshot?.picture ?? null;
      queue.add('head', () => {
        head.update(snapshot);
        show(picture, shown !== null);
        main.classList.toggle('stale', (snapshot?.problems ?? null) !== null && shown !== null);
        expectations.update(shown?.expectations ?? []);
      });
      if (shown !== null) update(shown, theme);
    },
    showAsTables(wanted) {
      asTables = wanted;
      predictions?.downtime.showAsTable(wanted);
    },
  };
}

interface Head {
  readonly element: HTMLElement;
  update(snapshot: PreviewSnapshot | null): void;
}

function createHead(actions: PreviewActions, asTables: boolean): Head {
  const name = make('h1', { class: 'scenario-name', text: 'Preview' });
  const facts = make('p', { class: 'scenario-facts' });
  const tables = createCheckbox('Show as tables', asTables, actions.asTables);
  const run = createButton('Run', 'primary', () => {
    actions.post({ type: 'run' });
  });
  const ring = createProgressRing();
  const stage = make('span', { class: 'status-text' });
  const statusLine = make('div', { class: 'status-line' }, ring, stage);
  const problems = make('p', { class: 'problems-count' });
  const first = make('p', { class: 'problems-first' });
  const go = createButton('Show in the text', 'secondary', () => {
    actions.post({ type: 'showProblem' });
  });
  const warning = make(
    'div',
    { class: 'warning failed problems' },
    make('div', { class: 'problems-words' }, problems, first),
    go,
  );
  const error = make('p', { class: 'warning failed' });
  const element = make(
    'header',
    { class: 'head' },
    make(
      'div',
      { class: 'title-line' },
      make('div', { class: 'title' }, name, facts),
      make('div', { class: 'actions' }, tables.element, run),
    ),
    statusLine,
    make('div', { class: 'warnings' }, warning, error),
  );
  return {
    element,
    update(snapshot) {
      const picture = snapshot?.picture ?? null;
      const wrong = snapshot?.problems ?? null;
      setText(name, picture?.scenario.name ?? fileName(snapshot?.file ?? 'Preview'));
      name.title = snapshot?.file ?? '';
      setText(facts, picture === null ? '' : scenarioFacts(picture.scenario).join(' · '));
      setText(stage, stageOf(snapshot));
      show(statusLine, wrong === null);
      show(ring, wrong === null && (picture === null || isBusy(picture)));
      show(run, wrong === null && picture !== null);
      show(warning, wrong !== null);
      setText(problems, snapshot === null ? '' : problemsInWords(snapshot));
      setText(first, wrong === null ? '' : firstProblemInWords(wrong));
      show(error, (picture?.error ?? null) !== null);
      setText(error, picture?.error ?? '');
    },
  };
}

function stageOf(snapshot: PreviewSnapshot | null): string {
  if (snapshot === null) return 'Waiting for the scenario …';
  return snapshot.picture === null ? 'Reading the scenario …' : stageInWords(snapshot.picture);
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function createPredictions(
  charts: ChartPage,
  { algorithms }: PreviewPicture,
  labels: string,
  actions: PreviewActions,
): Predictions {
  const views = algorithms.map(({ label, algorithm }, index) =>
    createPredictionView(index, label, () => {
      actions.post({ type: 'explain', algorithm });
    }),
  );
  const downtime = createChartView(charts, `shape-downtime rows-${views.length}`, 'all algorithms', () => undefined);
  const titleId = freshId('predictions');
  const element = make(
    'section',
    { class: 'predictions', attributes: { 'aria-labelledby': titleId } },
    make('h2', { class: 'visually-hidden', text: 'Predictions', attributes: { id: titleId } }),
    make('div', { class: 'preview-part' }, downtime.element),
    make('ul', { class: 'prediction-list' }, ...views.map((view) => view.element)),
  );
  return { labels, element, views, downtime };
}

function downtimeRows({ algorithms, limits }: PreviewPicture): Parameters<typeof downtimeChart>[0] {
  return algorithms.map(({ label, prediction, gaveUp }, series) => ({
    label,
    series,
    ends: prediction === null ? [] : [prediction.run],
    floor: limits?.floor ?? prediction?.run.floor ?? null,
    missing: missingInWords(prediction, gaveUp),
  }));
}

function missingInWords(
  prediction: PreviewPicture['algorithms'][number]['prediction'],
  gaveUp: PreviewPicture['algorithms'][number]['gaveUp'],
): string {
  if (prediction === null) return gaveUp === null ? 'being predicted' : 'given up';
  return prediction.run.outcome === 'not-converged' ? 'not converged' : 'failed';
}
