// The live preview beside the text, in a real extension host with a real worker; and the pages of the algorithms.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { PreviewSnapshot } from '../../../src/core/protocol/previewMessages';
import { closeEverything, eventually, fileInWorkspace, laboratory, showNewScenario, showScenario } from './lab';

const viewTypes = (): string[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputWebview ? input.viewType : []));

const previewIsOpen = (): boolean => viewTypes().some((type) => type.endsWith('migrationLab.preview'));

async function openPreview(document: vscode.TextDocument): Promise<void> {
  await vscode.commands.executeCommand('migrationLab.openPreview', document.uri);
  await eventually('the preview’s tab', () => previewIsOpen() || undefined);
}

/** What the preview shows, once it is so. */
async function previewIs(awaited: string, isSo: (snapshot: PreviewSnapshot) => boolean): Promise<PreviewSnapshot> {
  const lab = await laboratory();
  return eventually(awaited, () => {
    const snapshot = lab.preview();
    return snapshot !== null && isSo(snapshot) ? snapshot : undefined;
  });
}

/** Replaces a text in the document, as typing does. */
async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `'${text}' is in the file`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
  edit.replace(document.uri, range, by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The product's budget from a keystroke to the new curve is 100 ms on a person's machine; a busy test machine gets ten times as much. */
const budgetMilliseconds = 1000;

export function previewSuite(): void {
  describe('the live preview', () => {
    afterEach(closeEverything);

    it('shows the limits and a prediction for each algorithm, of the very run that the file asks for', async () => {
      const { runs } = await laboratory();
      const document = await showScenario(fileInWorkspace('first.migration.yaml'));
      await openPreview(document);
      const { picture } = await previewIs('finished predictions', (shown) => shown.picture?.stage === 'done');
      assert.ok(picture);
      assert.equal(picture.limits?.curve.kind, 'curve');
      const id = await vscode.commands.executeCommand<string>('migrationLab.run', document.uri);
      const { events } = await runs.whenEnded(id);
      for (const { label, prediction } of picture.algorithms) {
        const end = events.find((event) => event.type === 'end' && event.label === label);
        assert.ok(end?.type === 'end' && prediction);
        assert.equal(prediction.factor, 1);
        assert.equal(prediction.run.downtimeSeconds, end.downtimeSeconds);
        assert.equal(prediction.run.totalSeconds, end.totalSeconds);
      }
    });

    it('follows each change of the text, keeps its picture through errors, and the scenario that is edited', async () => {
      const text = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [xen-precopy]\n';
      const document = await showNewScenario('previewed.migration.yaml', text);
      await openPreview(document);
      await previewIs('a picture', ({ picture }) => picture?.stage === 'done');
      const begin = performance.now();
      await replace(document, '64MiB', '32MiB');
      await previewIs('the limits of the new guest', ({ picture }) => picture?.scenario.memoryBytes === 32 << 20);
      const milliseconds = performance.now() - begin;
      assert.ok(milliseconds < budgetMilliseconds, `the preview took ${milliseconds} ms`);
      await replace(document, 'memory', 'memry');
      const wrong = await previewIs('the problems', ({ problems }) => problems !== null);
      assert.equal(wrong.picture?.scenario.memoryBytes, 32 << 20);
      assert.equal(wrong.problems?.first.line, 1);
      await replace(document, 'memry', 'memory');
      await previewIs('no problems', ({ problems }) => problems === null);
      await showScenario(fileInWorkspace('never-converges.migration.yaml'));
      await previewIs('the other scenario', ({ picture }) => picture?.scenario.name === 'Never converges');
    });

    it('comes to the large guest itself, whatever it showed on the way', async () => {
      const document = await showScenario(fileInWorkspace('never-converges.migration.yaml'));
      await openPreview(document);
      const { picture } = await previewIs('the guest itself', (shown) => shown.picture?.stage === 'done');
      assert.ok(picture);
      assert.deepEqual(new Set(picture.algorithms.map(({ prediction }) => prediction?.factor)), new Set([1]));
    });

    it('is one at most, and nothing is left of it when it is closed', async () => {
      const lab = await laboratory();
      const document = await showScenario(fileInWorkspace('first.migration.yaml'));
      await openPreview(document);
      await openPreview(document);
      assert.equal(viewTypes().filter((type) => type.endsWith('migrationLab.preview')).length, 1);
      await closeEverything();
      await eventually('no preview', () => lab.preview() === null || undefined);
    });
  });

  describe('the page of an algorithm', () => {
    afterEach(closeEverything);

    /** The editor shows Markdown in a webview of its own, newer ones in a custom editor. */
    const isMarkdownPreview = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputCustom
        ? input.viewType === 'vscode.markdown.preview.editor'
        : input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview');

    it('opens in the editor’s own Markdown preview', async () => {
      await vscode.commands.executeCommand('migrationLab.explainAlgorithm', 'hca');
      const tab = await eventually('the page', () =>
        vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('hca.md')),
      );
      assert.ok(isMarkdownPreview(tab), `${tab.label} is ${JSON.stringify(tab.input)}`);
    });

    it('is that of the algorithm at the cursor', async () => {
      const text = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [xen-precopy, microwiper]\n';
      const document = await showNewScenario('explained.migration.yaml', text);
      const { activeTextEditor } = vscode.window;
      assert.ok(activeTextEditor);
      const at = document.positionAt(text.indexOf('microwiper') + 3);
      activeTextEditor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand('migrationLab.explainAlgorithm');
      await eventually('a Markdown preview of it', () => {
        const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
        return labels.some((label) => label.includes('microwiper.md')) || undefined;
      });
    });

    it('is linked from the hover of an algorithm, by a command that is trusted alone', async () => {
      const text = 'vm: { memory: 64MiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [xen-precopy, hca]\n';
      const document = await showNewScenario('hovered.migration.yaml', text);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(text.indexOf('hca') + 1),
      );
      const contents = hovers
        .flatMap((hover) => hover.contents)
        .filter((part) => part instanceof vscode.MarkdownString);
      const page = contents.find(({ value }) => value.includes('command:migrationLab.explainAlgorithm?'));
      assert.ok(page, contents.map(({ value }) => value).join('\n'));
      assert.match(page.value, /%5B%22hca%22%5D/);
      assert.deepEqual(page.isTrusted, { enabledCommands: ['migrationLab.explainAlgorithm'] });
    });
  });
}
