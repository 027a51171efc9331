// The live preview's entry: joins host, theme, paint queue and view. The conversation: ready -> show, each acknowledged by `drawn` once it is on the
// screen; every `show` is all there is to know.
import { checkToPreview, isPreviewMemory } from '../../core/protocol/previewGuards';
import { protocolVersion } from '../../core/protocol/messages';
import type { FromPreview, PreviewMemory, PreviewSnapshot } from '../../core/protocol/previewMessages';
import { createAnnouncer } from '../a11y/announcer';
import { createExporter } from '../export/exporter';
import { findHost } from '../host';
import { createPaintQueue } from '../paintQueue';
import { createSight } from '../sight';
import { observeTheme, readTheme } from '../theme';
import { registerControls } from '../ui/controls';
import { predictionsInWords } from './previewFacts';
import { createPreviewView } from './previewView';

function start(): void {
  registerControls();
  const host = findHost<FromPreview, PreviewMemory>(isPreviewMemory);
  const remembered = host.remembered();
  let asTables = remembered?.asTables ?? false;
  let forPrint = remembered?.forPrint ?? true;
  let theme = readTheme(document);
  let shown: PreviewSnapshot | null = null;
  /** Number of the newest message that has not been acknowledged. */
  let arrived: number | null = null;
  let sent = 0;

  const post = (message: FromPreview): void => {
    host.post({ protocol: protocolVersion, sequence: sent, message });
    sent += 1;
  };
  const failed = (error: unknown): void => {
    post({ type: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  };
  const remember = (): void => {
    if (shown !== null) host.remember({ schema: 1, scenarioUri: shown.scenarioUri, asTables, forPrint });
  };
  const queue = createPaintQueue(() => {
    if (arrived === null || !sight.isKnown) return;
    post({ type: 'drawn', sequence: arrived });
    arrived = null;
  }, failed);
  // What has come into sight has put itself into the queue by then: this ends behind it.
  const sight = createSight(() => {
    queue.add('sight', () => undefined);
  });
  const announcer = createAnnouncer();
  const place = document.createElement('div');
  (document.getElementById('panel') ?? document.body).replaceChildren(place, announcer.element);
  createExporter(place, {
    forPrint: () => forPrint,
    choose(wanted) {
      forPrint = wanted;
      remember();
    },
    theme: () => theme,
    shown: () => (shown?.picture ? { scenario: shown.picture.scenario, file: shown.file } : null),
    save(files) {
      post({ type: 'save', files });
    },
    failed,
  });
  const view = createPreviewView(
    place,
    { queue, sight },
    {
      post,
      asTables(wanted) {
        asTables = wanted;
        view.showAsTables(wanted);
        remember();
      },
    },
    asTables,
  );

  const strange = new Set<string>();
  host.listen((data) => {
    const checked = checkToPreview(data);
    if (!checked.ok) {
      if (!strange.has(checked.reason)) failed(checked.reason);
      strange.add(checked.reason);
      return;
    }
    const before = shown;
    shown = checked.envelope.message.preview;
    arrived = checked.envelope.sequence;
    if (before?.scenarioUri !== shown.scenarioUri) remember();
    // Not while one types: once what was typed has come to an end.
    if (shown.picture?.stage === 'done' && before?.picture?.stage !== 'done' && shown.problems === null)
      announcer.say(predictionsInWords(shown.picture));
    view.update(shown, theme);
  });
  observeTheme(document, (next) => {
    theme = next;
    view.update(shown, theme);
  });
  window.addEventListener('error', (event) => {
    failed(event.error ?? event.message);
  });
  window.addEventListener('unhandledrejection', (event) => {
    failed(event.reason);
  });
  view.update(shown, theme);
  post({ type: 'ready' });
}

start();
