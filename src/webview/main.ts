// The panel's entry: joins host, connection, store, theme, paint queue and view. The conversation: ready -> hydrate -> events and
// states, each batch acknowledged by `drawn` once it is on the screen.
import { isPanelMemory } from '../core/protocol/guards';
import type { FramesMessage, FromPanel, PanelMemory } from '../core/protocol/messages';
import { type Arrangement, arrangementOf } from './arrangement';
import { connect } from './connection';
import { createExporter } from './export/exporter';
import { findHost } from './host';
import { createPaintQueue } from './paintQueue';
import { createPanelView } from './panelView';
import { createFrameStore } from './playback/frameStore';
import { createFrameWatch } from './playback/frameWatch';
import type { Experiment } from './reduce';
import { createSight } from './sight';
import { createStore } from './store';
import { observeTheme, readTheme } from './theme';
import { registerControls } from './ui/controls';

function start(): void {
  registerControls();
  const host = findHost<FromPanel, PanelMemory>(isPanelMemory);
  let arrangement = arrangementOf(host.remembered());
  let theme = readTheme(document);
  let acknowledged: string | null = null;

  const remember = (experiment: Experiment | null): void => {
    if (!experiment) return;
    const { scenarioUri, experimentId } = experiment;
    host.remember({ ...arrangement, schema: 1, scenarioUri, experimentId });
  };
  const failed = (error: unknown): void => {
    connection.post({ type: 'failure', message: describe(error) });
  };
  const drawn = (): void => {
    const { experiment } = store.state;
    if (!experiment || !sight.isKnown) return;
    const upTo = `${experiment.experimentId} ${experiment.eventsSeen}`;
    if (upTo === acknowledged) return;
    acknowledged = upTo;
    connection.post({ type: 'drawn', experimentId: experiment.experimentId, upTo: experiment.eventsSeen });
  };

  const frames = createFrameStore();
  const takeFrames = (message: FramesMessage): void => {
    frames.take(message);
    const { experimentId, batch } = message;
    if (batch !== null) connection.post({ type: 'framesTaken', experimentId, batch });
  };
  const frameWatch = createFrameWatch((message) => {
    connection.post(message);
  });
  const queue = createPaintQueue(drawn, failed);
  // What has come into sight has put itself into the queue by then: this ends behind it.
  const sight = createSight(() => {
    queue.add('sight', () => undefined);
  });
  const store = createStore((before) => {
    const { state } = store;
    if (state.lacking) connection.resync();
    const experimentId = state.experiment?.experimentId;
    if (experimentId !== before.experiment?.experimentId) {
      frames.show(experimentId ?? null);
      remember(state.experiment);
    }
    view.update(state, theme);
  }, arrangement.baseline);
  const connection = connect(
    host,
    (message) => {
      // A hydrate is answered even if it brings nothing new: who sent it waits for it.
      if (message.type === 'hydrate') acknowledged = null;
      if (message.type === 'frames') takeFrames(message);
      else if (message.type === 'export') exporter.saveAll(message);
      else if (message.type === 'act') view.act(message.action);
      else store.take(message);
      if (message.type === 'hydrate') frameWatch.hydrated(message.experiment?.experimentId ?? null);
    },
    (reason) => {
      connection.post({ type: 'failure', message: reason });
    },
  );
  const arrange = (change: Partial<Arrangement>): void => {
    arrangement = { ...arrangement, ...change };
    view.arrange(arrangement);
    if (change.baseline !== undefined) store.chooseBaseline(change.baseline);
    remember(store.state.experiment);
  };
  const root = document.getElementById('panel') ?? document.body;
  const exporter = createExporter(root, {
    forPrint: () => arrangement.forPrint ?? true,
    choose(forPrint) {
      arrange({ forPrint });
    },
    theme: () => theme,
    shown: () => store.state.experiment,
    save(files) {
      connection.post({ type: 'save', files });
    },
    failed,
  });
  const view = createPanelView(
    root,
    { queue, sight },
    { post: connection.post, arrange },
    { frames, watch: frameWatch },
    arrangement,
  );

  observeTheme(document, (next) => {
    theme = next;
    view.update(store.state, theme);
  });
  window.addEventListener('error', (event) => {
    failed(event.error ?? event.message);
  });
  window.addEventListener('unhandledrejection', (event) => {
    failed(event.reason);
  });
  view.update(store.state, theme);
  connection.post({ type: 'ready' });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

start();
