// What the suites in the extension host share: the extension, its interface for tests, and waiting for a state.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/api';

const extensionId = 'hca-migration-lab.hca-migration-lab';

/** Long enough for a slow machine; a test that gets here fails. */
const patienceMilliseconds = 30_000;

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(extensionId);
  assert.ok(found, `the extension ${extensionId} is there`);
  return found;
}

export async function laboratory(): Promise<TestApi> {
  return extension().activate();
}

/** Waits until `look` gives something; fails saying what was awaited. */
export async function eventually<Value>(
  awaited: string,
  look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `waited in vain for ${awaited}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return folder.uri;
}

/** A file of the opened folder, which holds the examples. */
export function fileInWorkspace(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), name);
}

/** Writes a scenario into the opened folder and shows it. */
export async function showNewScenario(name: string, text: string): Promise<vscode.TextDocument> {
  const file = fileInWorkspace(name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  const document = await showScenario(file);
  // One that an earlier test has left in memory is read again only once its change is noticed.
  await eventually('the new text', () => document.getText() === text || undefined);
  return document;
}

export async function showScenario(file: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** Runs a scenario as a menu does, and gives the id of its experiment. */
export async function runScenario(file: vscode.Uri): Promise<string> {
  const experimentId = await vscode.commands.executeCommand<string | undefined>('migrationLab.run', file);
  assert.ok(experimentId, `${file.path} was run`);
  return experimentId;
}

/** The tabs of panels of ours; the editor puts a prefix of its own before the type. */
export function panelTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('migrationLab.panel'));
}

/** Leaves nothing open and nothing changed, whatever a test left behind when it failed. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** A guest so large that its runs take far longer than any test waits. */
export const largeScenario = `scenario: A large guest
repetitions: 400
vm:
  memory: 16GiB
workload:
  - name: everything
    size: 12GiB
    writes: 400k/s
    pattern: uniform
link:
  bandwidth: 10Gbit/s
algorithms:
  - xen-precopy
  - hca
`;
