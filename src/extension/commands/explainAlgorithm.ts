// Explain Algorithm: the page of an algorithm (docs/algorithms/<id>.md, shipped with the extension) in the editor's own Markdown preview.
import * as vscode from 'vscode';
import { isScenarioDocument } from '../language/scenarioDocuments';
import { showPage } from '../markdownPage';

export const explainCommand = 'migrationLab.explainAlgorithm';

/** Opens the page of the algorithm that is given, else of the one at the cursor, else of the one that the person picks. */
export async function explainAlgorithm(extension: vscode.Uri, given?: unknown): Promise<void> {
  const { algorithms } = await import('../../core/algorithms/registry');
  const wanted = typeof given === 'string' ? given : ((await algorithmAtCursor()) ?? (await pick(algorithms)));
  const id = algorithms.find((algorithm) => algorithm.id === wanted)?.id;
  if (id === undefined) {
    if (wanted !== undefined) throw new Error(vscode.l10n.t('There is no algorithm {0}.', wanted));
    return;
  }
  await showPage(vscode.Uri.joinPath(extension, 'docs', 'algorithms', `${id}.md`));
}

async function algorithmAtCursor(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isScenarioDocument(editor.document)) return undefined;
  const { algorithmAt } = await import('../../core/language/algorithmAt');
  const { document, selection } = editor;
  return algorithmAt(document.getText(), document.offsetAt(selection.active)) ?? undefined;
}

interface Explained {
  readonly id: string;
  readonly title: string;
  readonly documentation: string;
}

async function pick(algorithms: readonly Explained[]): Promise<string | undefined> {
  const items = algorithms.map(({ id, title, documentation }) => ({
    label: id,
    description: title,
    // The first sentence: the rest is on the page.
    detail: documentation.split(/(?<=\.)\s/)[0] ?? documentation,
  }));
  const placeHolder = vscode.l10n.t('Which algorithm?');
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.label;
}
