// One panel: its page, what it is sent (broadcaster.ts) and what it asks for. The panel asks for named actions on its own scenario; addresses and
// commands of its choice are not obeyed.
import * as vscode from 'vscode';
import { checkFromPanel } from '../../core/protocol/guards';
import type { Envelope, ExportMessage, FromPanel, PanelAction, Reference } from '../../core/protocol/messages';
import { systemClock } from '../clock';
import { playbackSpeed } from '../config';
import { placeOf } from '../lab/ranScenarios';
import { type Log, errorText, inBackground } from '../log';
import type { Experiment } from '../runs/experiment';
import type { Pins } from '../runs/pins';
import type { RunStore } from '../runs/runStore';
import type { Workers } from '../runs/workers';
import { Broadcaster } from './broadcaster';
import { FrameFeed } from './frameFeed';
import { builtPage, pageOptions } from './page';
import { saveFiles } from './saveFiles';

export const panelViewType = 'migrationLab.panel';

/** What a person can ask for in the panel. */
export interface PanelActions {
  runAgain(scenario: vscode.Uri): Promise<unknown>;
  showScenario(scenario: vscode.Uri): Promise<unknown>;
  /** Opens the page of an algorithm. */
  explain(algorithm: string): Promise<unknown>;
  cancel(experimentId: string): void;
  /** Keeps an experiment to compare the scenario's next ones with; null: nothing any more. */
  pin(scenario: vscode.Uri, experimentId: string | null): Promise<unknown>;
  /** Asks what to compare with. */
  compareWith(scenario: vscode.Uri): Promise<unknown>;
}

export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly store: RunStore;
  /** For frames alone: runs don't wait for them. */
  readonly frameWorkers: Workers;
  readonly log: Log;
  readonly actions: PanelActions;
  readonly pins: Pins;
  /** What a scenario's results are compared with; null: nothing. */
  readonly reference: (scenario: vscode.Uri) => Promise<Reference | null>;
}

const nameOf = (scenario: vscode.Uri): string => scenario.path.slice(scenario.path.lastIndexOf('/') + 1);

export class PanelController {
  private readonly broadcaster: Broadcaster;
  private readonly frames: FrameFeed;
  private readonly disposables: vscode.Disposable;
  private readonly told = new Set<string>();
  private references = 0;

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly scenario: vscode.Uri,
    private readonly services: PanelServices,
    onClose: () => void,
    isFresh: boolean,
  ) {
    const { webview } = panel;
    this.broadcaster = new Broadcaster(
      { post: (envelope) => webview.postMessage(envelope) },
      systemClock,
      panel.visible,
      playbackSpeed,
      () => {
        this.frames.reset();
      },
    );
    const { store, frameWorkers, log, extensionUri } = services;
    this.frames = new FrameFeed({ workers: frameWorkers, find: (id) => this.findOwn(id), log }, (message) => {
      this.broadcaster.sendFrames(message);
    });
    this.broadcaster.show(store.newest(scenario.toString()) ?? null, isFresh);
    this.disposables = vscode.Disposable.from(
      webview.onDidReceiveMessage((message) => {
        this.receive(message);
      }),
      panel.onDidChangeViewState(() => {
        this.broadcaster.setVisible(panel.visible);
      }),
      panel.onDidDispose(() => {
        this.dispose();
        onClose();
      }),
      store.changes.on(({ kind, experiment }) => {
        this.storeChanged(kind, experiment);
      }),
      services.pins.changes.on((address) => {
        if (address === scenario.toString()) this.compareAnew();
      }),
    );
    this.compareAnew();
    panel.title = vscode.l10n.t('Results: {0}', nameOf(scenario));
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
    };
    webview.options = pageOptions(extensionUri);
    webview.html = builtPage(webview, extensionUri, 'panel', panel.title);
  }

  /** Has the panel make files of all its charts, which it then asks to have saved. */
  exportCharts(wish: Pick<ExportMessage, 'format' | 'forPrint'>): void {
    this.broadcaster.ask({ type: 'export', ...wish });
  }

  /** Does in the panel what its own control does. */
  act(action: PanelAction): void {
    this.broadcaster.ask({ type: 'act', action });
  }

  /** How far the panel is: for the tests. */
  get eventsSent(): number {
    return this.broadcaster.position;
  }

  /** Lets the panel go without closing it: when the window is reloaded, the editor brings it back. */
  dispose(): void {
    this.broadcaster.dispose();
    this.frames.reset();
    this.disposables.dispose();
  }

  private storeChanged(kind: string, experiment: Experiment): void {
    if (experiment.scenarioUri !== this.scenario.toString()) return;
    if (kind === 'added' || kind === 'restored') this.broadcaster.show(experiment, kind === 'added');
    else if (kind !== 'removed') {
      this.broadcaster.changed(experiment);
      this.frames.changed(experiment);
    }
  }

  /** Looks up what the results are compared with; of several at once the last one counts. */
  private compareAnew(): void {
    const turn = ++this.references;
    const { log, reference } = this.services;
    const looking = reference(this.scenario).then((found) => {
      if (turn === this.references) this.broadcaster.compareWith(found);
    });
    inBackground(log, `Looking up what ${this.scenario.path} is compared with`, looking);
  }

  /** An experiment of this panel's scenario; of others it gets nothing. */
  private findOwn(experimentId: string): Experiment | undefined {
    const experiment = this.services.store.find(experimentId);
    return experiment?.scenarioUri === this.scenario.toString() ? experiment : undefined;
  }

  private receive(data: unknown): void {
    const checked = checkFromPanel(data);
    if (!checked.ok) {
      this.tellOnce(checked.reason);
      return;
    }
    this.handle(checked.envelope).catch((error: unknown) => {
      this.services.log.error(`A request of the panel failed: ${errorText(error)}`);
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(vscode.l10n.t('The panel’s request failed: {0}', reason));
    });
  }

  private async handle({ message }: Envelope<FromPanel>): Promise<void> {
    const { actions, log } = this.services;
    switch (message.type) {
      case 'ready':
        this.broadcaster.ready();
        return;
      case 'resync':
        this.broadcaster.resync();
        return;
      case 'drawn':
        this.broadcaster.drawn(message.experimentId, message.upTo);
        return;
      case 'cancel':
        if (this.findOwn(message.experimentId) !== undefined) actions.cancel(message.experimentId);
        return;
      case 'watch':
        this.frames.startWatch(message.experimentId, message.cells);
        return;
      case 'unwatch':
        this.frames.unwatch();
        return;
      case 'framesTaken':
        this.frames.taken(message.experimentId, message.batch);
        return;
      case 'frameAt':
        this.frames.askFor(message.experimentId, message.seconds, message.cells, message.request);
        return;
      case 'save':
        await saveFiles(message.files, placeOf(this.scenario));
        return;
      case 'runAgain':
        await actions.runAgain(this.scenario);
        return;
      case 'showScenario':
        await actions.showScenario(this.scenario);
        return;
      case 'pin':
        if (this.findOwn(message.experimentId) !== undefined) await actions.pin(this.scenario, message.experimentId);
        return;
      case 'unpin':
        await actions.pin(this.scenario, null);
        return;
      case 'compareWith':
        await actions.compareWith(this.scenario);
        return;
      case 'explain':
        await actions.explain(message.algorithm);
        return;
      case 'failure':
        log.error(`The panel failed: ${message.message}`);
    }
  }

  private tellOnce(reason: string): void {
    if (this.told.has(reason)) return;
    this.told.add(reason);
    this.services.log.warn(`From the panel: ${reason}`);
  }
}
