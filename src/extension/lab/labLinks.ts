// Follows links of tasks: addresses of the product's own scheme (core/lab/links.ts says which there are). They come from a task's preview, or from anywhere else, so
// that they do harmless things alone, with files of labs of this workspace; whatever else they ask for is answered by a message.
import * as vscode from 'vscode';
import { type LabLink, readLabLink } from '../../core/lab/links';
import { newPolicy } from '../commands/newPolicy';
import { runScenario } from '../commands/run';
import type { Laboratory } from '../laboratory';
import { errorText } from '../log';
import { readIfThere } from '../newFiles';
import { exportSubmission } from './labCommands';
import { folderOf } from './labFolder';
import type { LabTests } from './labTests';

export interface LabLinkServices {
  readonly laboratory: Laboratory;
  readonly extension: vscode.Uri;
  readonly tests: LabTests;
}

export function provideLabLinks(services: LabLinkServices): vscode.Disposable {
  return vscode.window.registerUriHandler({ handleUri: (uri) => followLabLink(services, uri) });
}

/** Does what a link asks for, or says why not. Never rejects. */
export async function followLabLink(services: LabLinkServices, uri: vscode.Uri): Promise<void> {
  const read = readLabLink(uri.path, uri.query);
  try {
    const refusal = 'reason' in read ? read.reason : await follow(services, read.link);
    if (refusal === null) return;
    services.laboratory.log.warn(`A link was not followed: ${refusal}`);
    void vscode.window.showWarningMessage(refusal);
  } catch (error) {
    services.laboratory.log.error(`Following a link failed: ${errorText(error)}`);
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('This did not work: {0}', reason));
  }
}

/** A file that is there in one of the workspace's folders. */
async function fileInWorkspace(path: string): Promise<vscode.Uri | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(uri, path);
    if ((await readIfThere(file)) !== undefined) return file;
  }
  return undefined;
}

/** Null, or why nothing was done. */
async function follow({ laboratory, extension, tests }: LabLinkServices, link: LabLink): Promise<string | null> {
  const lab = await fileInWorkspace(link.lab);
  if (lab === undefined)
    return vscode.l10n.t(
      '{0} is not in this workspace: open the folder in which you started the lab, then click again.',
      link.lab,
    );
  const file = link.file === null ? null : vscode.Uri.joinPath(folderOf(lab), link.file);
  if (file !== null && (await readIfThere(file)) === undefined)
    return vscode.l10n.t('The lab has no file {0} any more.', link.file ?? '');
  if (file !== null) await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One, preview: false });
  switch (link.action) {
    case 'open':
      return null;
    case 'run':
      await runScenario(laboratory, file);
      return null;
    case 'check':
      await tests.runChecks(lab, link.checks.length === 0 ? null : link.checks);
      return null;
    case 'export':
      await exportSubmission(laboratory, extension, lab);
      return null;
    case 'new-policy':
      await newPolicy(extension, { folder: folderOf(lab) });
      return null;
  }
}
