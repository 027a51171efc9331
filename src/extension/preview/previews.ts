// The live preview: one at most, which follows the scenario that is edited. Opens it, finds it again, takes over what the editor restores.
import * as vscode from 'vscode';
import { isPreviewMemory } from '../../core/protocol/previewGuards';
import type { Log } from '../log';
import { pageOptions } from '../panel/page';
import { PreviewController, type PreviewServices, previewViewType } from './controller';

export class Previews {
  private open: PreviewController | null = null;

  constructor(private readonly services: PreviewServices) {}

  /** The preview, if there is one. */
  get current(): PreviewController | null {
    return this.open;
  }

  /** Shows the preview of a scenario beside the active editor, or where it is already. The focus stays. */
  show(document: vscode.TextDocument): void {
    if (this.open !== null) {
      this.open.follow(document);
      this.open.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = pageOptions(this.services.extensionUri);
    this.control(vscode.window.createWebviewPanel(previewViewType, '', place, options), document);
  }

  /** Takes over a panel that the editor brought back; a second one is closed. */
  adopt(panel: vscode.WebviewPanel, document: vscode.TextDocument): void {
    if (this.open === null) this.control(panel, document);
    else panel.dispose();
  }

  dispose(): void {
    this.open?.dispose();
    this.open = null;
  }

  private control(panel: vscode.WebviewPanel, document: vscode.TextDocument): void {
    const controller = new PreviewController(panel, document, this.services, () => {
      if (this.open === controller) this.open = null;
    });
    this.open = controller;
  }
}

/** Brings the preview back after a window reload, with the scenario that it followed. */
export function restorePreview(previews: Previews, log: Log): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(previewViewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      try {
        if (!isPreviewMemory(state)) throw new Error('what it remembered cannot be read');
        previews.adopt(panel, await vscode.workspace.openTextDocument(vscode.Uri.parse(state.scenarioUri)));
      } catch (error) {
        log.warn(`A preview was closed: ${error instanceof Error ? error.message : String(error)}.`);
        panel.dispose();
      }
    },
  });
}
