// The panel of the live preview: its page, the scenario that it follows, and what it asks for, by name alone.
import * as vscode from 'vscode';
import { checkFromPreview } from '../../core/protocol/previewGuards';
import type { FromPreview, PreviewSnapshot } from '../../core/protocol/previewMessages';
import { systemClock } from '../clock';
import { type ScenarioDocuments, isScenarioDocument } from '../language/scenarioDocuments';
import { type Log, inBackground } from '../log';
import { builtPage, pageOptions } from '../panel/page';
import { saveFiles } from '../panel/saveFiles';
import type { Workers } from '../runs/workers';
import { PreviewSender } from './sender';
import { PreviewSession } from './session';
import { previewText, showFirstProblem } from './text';

export const previewViewType = 'migrationLab.preview';

export interface PreviewServices {
  readonly extensionUri: vscode.Uri;
  readonly documents: ScenarioDocuments;
  readonly workers: Workers;
  readonly log: Log;
  readonly run: (scenario: vscode.Uri) => Promise<unknown>;
  readonly explain: (algorithm: string) => Promise<unknown>;
}

export class PreviewController {
  private readonly session: PreviewSession;
  private readonly sender: PreviewSender;
  private readonly disposables: vscode.Disposable;
  private readonly told = new Set<string>();

  constructor(
    readonly panel: vscode.WebviewPanel,
    private document: vscode.TextDocument,
    private readonly services: PreviewServices,
    onClose: () => void,
  ) {
    const { webview } = panel;
    const { workers, log, documents, extensionUri } = services;
    this.sender = new PreviewSender({ post: (envelope) => webview.postMessage(envelope) });
    const sentence = (reason: string): string =>
      vscode.l10n.t('The prediction broke off: {0}. Change the text or report it with the log.', reason);
    this.session = new PreviewSession(workers, systemClock, log, sentence, (snapshot) => {
      this.sender.show(snapshot);
    });
    const files = documents.files.changes.on((scenarios) => {
      if (scenarios.includes(this.scenario.toString())) this.changed();
    });
    this.disposables = vscode.Disposable.from(
      new vscode.Disposable(() => {
        files.dispose();
      }),
      webview.onDidReceiveMessage((message) => {
        this.receive(message);
      }),
      panel.onDidChangeViewState(() => {
        this.visibilityChanged();
      }),
      panel.onDidDispose(() => {
        this.dispose();
        onClose();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined && isScenarioDocument(editor.document)) this.follow(editor.document);
      }),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === this.document && change.contentChanges.length > 0) this.changed();
      }),
      vscode.workspace.onDidOpenTextDocument((opened) => {
        // The document that is followed was closed, and is another object now that it is open again.
        if (opened.uri.toString() === this.scenario.toString() && opened !== this.document) this.follow(opened);
      }),
    );
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'preview-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'preview-dark.svg'),
    };
    this.nameIt();
    webview.options = pageOptions(extensionUri);
    webview.html = builtPage(webview, extensionUri, 'preview', panel.title);
    this.session.setActive(panel.visible);
    this.changed();
  }

  /** The scenario that is followed. */
  get scenario(): vscode.Uri {
    return this.document.uri;
  }

  /** What is shown: for the tests. */
  get snapshot(): PreviewSnapshot | null {
    return this.session.snapshot;
  }

  /** Follows another scenario from now on. */
  follow(document: vscode.TextDocument): void {
    if (document === this.document) return;
    this.document = document;
    this.nameIt();
    this.changed();
  }

  /** Lets the panel go without closing it: when the window is reloaded, the editor brings it back. */
  dispose(): void {
    this.session.dispose();
    this.disposables.dispose();
  }

  private nameIt(): void {
    const { path } = this.scenario;
    this.panel.title = vscode.l10n.t('Preview: {0}', path.slice(path.lastIndexOf('/') + 1));
  }

  private changed(): void {
    this.session.changed(previewText(this.services.documents, this.document));
  }

  private visibilityChanged(): void {
    const { visible } = this.panel;
    if (!visible) this.sender.hidden();
    this.session.setActive(visible);
  }

  private receive(data: unknown): void {
    const { log } = this.services;
    const checked = checkFromPreview(data);
    if (checked.ok) {
      const { message } = checked.envelope;
      inBackground(log, `The preview's request '${message.type}'`, this.handle(message));
    } else if (!this.told.has(checked.reason)) {
      this.told.add(checked.reason);
      log.warn(`From the preview: ${checked.reason}`);
    }
  }

  private async handle(message: FromPreview): Promise<void> {
    const { documents, explain, log, run } = this.services;
    switch (message.type) {
      case 'ready':
        this.sender.ready();
        return;
      case 'drawn':
        this.sender.drawn(message.sequence);
        return;
      case 'run':
        await run(this.scenario);
        return;
      case 'save':
        await saveFiles(message.files, this.scenario);
        return;
      case 'showProblem':
        await showFirstProblem(documents, this.document);
        return;
      case 'explain':
        await explain(message.algorithm);
        return;
      case 'failure':
        log.error(`The preview failed: ${message.message}`);
    }
  }
}
