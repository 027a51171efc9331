// What the editor offers while a scenario is typed: completion, hovers, the shape of expectations, Fix All, and new scenarios from templates.
import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, showNewScenario } from './lab';

const scenario = `vm: { memory: 1GiB }
link: { bandwidth: 1Gbit/s }
algorithms:
  - xen-precopy
  - hca: {  }
expect:
  - max(hca.)
`;

/** Scenarios that were written for a test: each has a name of its own, as the editor keeps a text for a while that it has closed. */
const typed: vscode.Uri[] = [];

async function showTyped(text: string): Promise<vscode.TextDocument> {
  const document = await showNewScenario(`typed-${typed.length + 1}.migration.yaml`, text);
  typed.push(document.uri);
  return document;
}

/** The position behind a text's first appearance. */
function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `'${text}' is in the file`);
  return document.positionAt(at + text.length);
}

async function offersAt(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  // The editor adds words of the file.
  return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
}

const labelsOf = (items: readonly vscode.CompletionItem[]): string[] =>
  items.map(({ label }) => (typeof label === 'string' ? label : label.label));

const errorsOf = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);

export function typingSuite(): void {
  describe('typing a scenario', () => {
    afterEach(closeEverything);
    after(async () => {
      for (const uri of typed) await vscode.workspace.fs.delete(uri);
    });

    it('is offered the parameters of its algorithm, with their defaults', async () => {
      const document = await showTyped(scenario);
      const offers = await offersAt(document, behind(document, 'hca: { '));
      const tiers = offers.find(({ label }) => label === 'tiers');
      assert.ok(tiers, labelsOf(offers).join(', '));
      assert.equal(tiers.detail, 'default 4');
      assert.equal(tiers.insertText instanceof vscode.SnippetString && tiers.insertText.value, 'tiers: ${1:4}');
    });

    it('is offered the traces that lie in its folder', async () => {
      const text = 'workload:\n  - trace: \n';
      const document = await showTyped(text);
      const offers = await offersAt(document, behind(document, 'trace: '));
      assert.ok(labelsOf(offers).includes('traces/shop.lmtrace'), labelsOf(offers).join(', '));
    });

    it('is offered whole scenarios while it is empty', async () => {
      const document = await showTyped('');
      const offers = await offersAt(document, new vscode.Position(0, 0));
      assert.ok(labelsOf(offers).includes('A first migration'), labelsOf(offers).join(', '));
    });

    it('is told what a value comes to', async () => {
      const document = await showTyped(scenario);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        behind(document, 'memory: 1'),
      );
      const text = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
        .join('\n');
      assert.match(text.replaceAll('\u202f', ' '), /262 144 pages of 4 KiB/);
    });

    it('is shown what goes into the parentheses of an expectation', async () => {
      const document = await showTyped(scenario);
      const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
        'vscode.executeSignatureHelpProvider',
        document.uri,
        behind(document, 'max('),
      );
      assert.deepEqual(
        help.signatures.map(({ label }) => label),
        ['max(LABEL.METRIC)'],
      );
    });

    it('is mended all at once', async () => {
      const wrong = 'vm: { memmory: 1GiB }\nlink: { bandwidth: 1Gbit/s, rtt: 1msec }\nalgorithms: [ xen-precopi ]\n';
      const document = await showTyped(wrong);
      const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(0, 0, 0, 0),
        'source.fixAll.migrationLab',
      );
      assert.ok(action?.edit, 'there is an action');
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      assert.equal(
        document.getText(),
        'vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s, rtt: 1ms }\nalgorithms: [ xen-precopy ]\n',
      );
    });
  });

  describe('a new scenario', () => {
    afterEach(closeEverything);

    it('comes from a template, is not saved yet, and has no problem', async () => {
      const document = await vscode.commands.executeCommand<vscode.TextDocument | undefined>(
        'migrationLab.newScenario',
        { template: 'first' },
      );
      assert.ok(document);
      assert.equal(document.isUntitled, true);
      assert.equal(document.languageId, 'migration-scenario');
      assert.match(document.getText(), /scenario: A first migration/);
      await eventually('its editor', () => vscode.window.activeTextEditor?.document === document || undefined);
      assert.deepEqual(errorsOf(document), []);
    });

    it('that needs a trace is put into a folder with it, and overwrites nothing', async () => {
      const folder = fileInWorkspace('recorded');
      await vscode.workspace.fs.createDirectory(folder);
      const make = async (): Promise<vscode.TextDocument | undefined> =>
        vscode.commands.executeCommand('migrationLab.newScenario', { template: 'trace', folder });
      const [first, second] = [await make(), await make()];
      assert.ok(first && second);
      assert.match(first.uri.path, /recorded\/trace\.migration\.yaml$/);
      assert.match(second.uri.path, /recorded\/trace-2\.migration\.yaml$/);
      const trace = vscode.Uri.joinPath(folder, 'shop.lmtrace');
      assert.ok((await vscode.workspace.fs.readFile(trace)).length > 1000);
      await vscode.workspace.fs.writeFile(trace, new TextEncoder().encode('mine'));
      assert.equal(await make(), undefined);
      assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(trace)), 'mine');
      await vscode.workspace.fs.delete(folder, { recursive: true });
    });
  });
}
