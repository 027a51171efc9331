// The head of the panel: name, guest and link in one line, how the experiment stands, the actions; and the finding, which stands under the control bar of
// simulated time.
import type { FromPanel } from '../../core/protocol/messages';
import type { Arrangement } from '../arrangement';
import type { Experiment } from '../reduce';
import { createAllChartsMenu } from '../export/exportMenu';
import { createButton, createCheckbox } from '../ui/controls';
import { make, setText, show } from '../ui/dom';
import { createProgressRing } from '../ui/progressRing';
import { findingOf, scenarioFacts, statusInWords, warningsOf } from './headFacts';

export interface HeadActions {
  readonly post: (message: FromPanel) => void;
  readonly arrange: (change: Partial<Arrangement>) => void;
}

export interface HeadView {
  readonly element: HTMLElement;
  readonly finding: HTMLElement;
  update(experiment: Experiment): void;
  /** How the switch for tables stands. */
  readonly showAsTables: (asTables: boolean) => void;
}

/** The head; `asTables` is how the switch for tables stands at first. */
export function createHeadView(actions: HeadActions, asTables: boolean): HeadView {
  let experimentId = '';
  const name = make('h1', { class: 'scenario-name' });
  const facts = make('p', { class: 'scenario-facts' });
  const ring = createProgressRing();
  const status = make('span', { class: 'status-text' });
  const cancel = createButton('Cancel', 'secondary', () => {
    actions.post({ type: 'cancel', experimentId });
  });
  const again = createButton('Run again', 'secondary', () => {
    actions.post({ type: 'runAgain' });
  });
  const scenario = createButton('Show scenario', 'secondary', () => {
    actions.post({ type: 'showScenario' });
  });
  const tables = createCheckbox('Show as tables', asTables, (wanted) => {
    actions.arrange({ asTables: wanted });
  });
  const warnings = make('div', { class: 'warnings' });
  const sentence = make('p', { class: 'finding-sentence' });
  const limit = make('p', { class: 'finding-limit' });
  const finding = make('div', { class: 'finding' }, sentence, limit);
  const progress = make(
    'div',
    { class: 'progress', attributes: { role: 'progressbar', 'aria-label': 'Runs of the experiment' } },
    make('div', { class: 'progress-done' }),
  );
  const element = make(
    'header',
    { class: 'head' },
    make(
      'div',
      { class: 'title-line' },
      make('div', { class: 'title' }, name, facts),
      make('div', { class: 'actions' }, tables.element, createAllChartsMenu(), scenario, again, cancel),
    ),
    make('div', { class: 'status-line' }, ring, status),
    progress,
    warnings,
  );
  return {
    element,
    finding,
    showAsTables: tables.set,
    update(experiment) {
      experimentId = experiment.experimentId;
      const { status: standing } = experiment.state;
      const running = standing === 'running';
      setText(name, experiment.scenario.name);
      name.title = experiment.file;
      setText(facts, scenarioFacts(experiment.scenario).join(' · '));
      setText(status, statusInWords(experiment));
      element.dataset['status'] = standing;
      show(ring, running);
      show(cancel, running);
      show(again, !running);
      drawProgress(progress, experiment);
      drawWarnings(warnings, experiment);
      drawFinding(finding, sentence, limit, experiment);
    },
  };
}

function drawProgress(bar: HTMLElement, { state: { progress, status } }: Experiment): void {
  show(bar, status === 'running' && progress !== null && progress.runsTotal > 1);
  if (!progress) return;
  const share = progress.runsTotal === 0 ? 0 : progress.runsFinished / progress.runsTotal;
  bar.setAttribute('aria-valuemin', '0');
  bar.setAttribute('aria-valuemax', String(progress.runsTotal));
  bar.setAttribute('aria-valuenow', String(progress.runsFinished));
  const done = bar.firstElementChild;
  if (done instanceof HTMLElement) done.style.transform = `scaleX(${share})`;
}

function drawWarnings(place: HTMLElement, experiment: Experiment): void {
  const texts = warningsOf(experiment);
  if (texts.join('\n') === [...place.children].map(({ textContent }) => textContent).join('\n')) return;
  const kind = experiment.state.status === 'failed' ? 'warning failed' : 'warning';
  place.replaceChildren(...texts.map((text) => make('p', { class: kind, text })));
}

function drawFinding(place: HTMLElement, sentence: HTMLElement, limit: HTMLElement, experiment: Experiment): void {
  const finding = findingOf(experiment);
  show(place, finding !== null);
  if (!finding) return;
  sentence.replaceChildren(
    ...finding.sentence.map(({ text, strong }) => (strong ? make('strong', { text }) : document.createTextNode(text))),
  );
  setText(limit, finding.limit ?? '');
}
