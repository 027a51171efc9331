// What a person gets while writing a scenario: problems with a code at the exact place, quick fixes, and the lens that runs it.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, showNewScenario, showScenario } from './lab';

const misspelt = `scenario: Wrong on purpose
vm:
  memory: 1GiB
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopi
`;

const diagnosticsOf = async (document: vscode.TextDocument): Promise<readonly vscode.Diagnostic[]> =>
  eventually('problems', () => {
    const found = vscode.languages.getDiagnostics(document.uri);
    return found.length > 0 ? found : undefined;
  });

async function replaceText(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const start = document.getText().indexOf(before);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + before.length));
  edit.replace(document.uri, range, after);
  assert.ok(await vscode.workspace.applyEdit(edit));
  // What is not known to be changed is not reverted after the test.
  await eventually('the edit', () => document.isDirty || undefined);
}

/** The titles of the lenses above a document, and the line they stand at. */
async function lensesOf(document: vscode.TextDocument): Promise<{ title: string; line: number }[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    10,
  );
  return lenses.map(({ command, range }) => ({ title: command?.title ?? '', line: range.start.line }));
}

export function languageSuite(): void {
  describe('a scenario in the editor', () => {
    afterEach(closeEverything);

    it('shows an unknown algorithm as one problem, at the word, with its code', async () => {
      const document = await showNewScenario('misspelt.migration.yaml', misspelt);
      const problems = await diagnosticsOf(document);
      assert.deepEqual(
        problems.map(({ code, severity, range }) => ({ code, severity, text: document.getText(range) })),
        [{ code: 'unknown-algorithm', severity: vscode.DiagnosticSeverity.Error, text: 'xen-precopi' }],
      );
    });

    it('offers to mend it, and has no problems once it is mended', async () => {
      const document = await showNewScenario('misspelt.migration.yaml', misspelt);
      const [problem] = await diagnosticsOf(document);
      assert.ok(problem);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const fix = actions.find(({ title }) => title.includes('xen-precopy'));
      assert.ok(fix?.edit, 'a quick fix names xen-precopy');
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.ok(document.getText().includes('- xen-precopy\n'));
      await eventually('no problems', () => vscode.languages.getDiagnostics(document.uri).length === 0 || undefined);
    });

    it('finds a problem as it is typed', async () => {
      const document = await showScenario(fileInWorkspace('first.migration.yaml'));
      const isHint = ({ severity }: vscode.Diagnostic): boolean => severity > vscode.DiagnosticSeverity.Warning;
      assert.ok(vscode.languages.getDiagnostics(document.uri).every(isHint));
      await replaceText(document, 'algorithms:', 'algorithm:');
      await eventually(
        'the problem',
        () =>
          vscode.languages
            .getDiagnostics(document.uri)
            .some(({ code, range }) => code === 'unknown-key' && document.getText(range) === 'algorithm') || undefined,
      );
    });

    it('checks a scenario again when the trace that it names is made', async () => {
      const text = `vm: { memory: 1GiB }
workload: [ { name: recorded, trace: new.lmtrace } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy ]
`;
      const document = await showNewScenario('traced.migration.yaml', text);
      const problems = await diagnosticsOf(document);
      assert.deepEqual(
        problems.map(({ code, range }) => [code, document.getText(range)]),
        [['missing-file', 'new.lmtrace']],
      );
      const trace = fileInWorkspace('new.lmtrace');
      const rows = '#lmtrace 1\n#page_size 4096\n#pages 64\n#interval_ms 100\n0,3,2\n';
      await vscode.workspace.fs.writeFile(trace, new TextEncoder().encode(rows));
      await eventually('no problems', () => vscode.languages.getDiagnostics(document.uri).length === 0 || undefined);
      await vscode.workspace.fs.writeFile(trace, new TextEncoder().encode(`${rows}x\n`));
      const [malformed] = await diagnosticsOf(document);
      assert.equal(malformed?.code, 'malformed-file');
      assert.match(malformed.message, /line 6/);
      await vscode.workspace.fs.delete(trace);
    });

    it("checks, completes and explains a host preset's file, and a scenario that names it", async () => {
      const file = fileInWorkspace('rack4.migration-host.yaml');
      const scenario = 'vm: { memory: 64MiB }\nhost: rack4.migration-host.yaml\nalgorithms: [ qemu-precopy ]\n';
      const wrong = 'host: { preset: kvm, setp: 12ms }\nlink: { bandwidth: 941Mbit/s }\n';
      const preset = await showNewScenario('rack4.migration-host.yaml', wrong);
      assert.deepEqual(
        (await diagnosticsOf(preset)).map(({ code, range }) => [code, preset.getText(range)]),
        [['unknown-key', 'setp']],
      );
      const at = preset.positionAt(wrong.indexOf('setp'));
      const offers = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        file,
        at,
      );
      assert.ok(offers.items.some(({ label }) => label === 'setup'));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        file,
        preset.positionAt(1),
      );
      const explained = hovers.flatMap(({ contents }) =>
        contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : '')),
      );
      assert.match(explained.join(), /The costs, as under/);
      const named = await showNewScenario('named.migration.yaml', scenario);
      assert.deepEqual(
        (await diagnosticsOf(named)).map(({ code }) => code),
        ['malformed-file'],
      );
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(wrong.replace('setp', 'setup')));
      await eventually('no problems', () => vscode.languages.getDiagnostics(named.uri).length === 0 || undefined);
      await vscode.workspace.fs.delete(file);
      await vscode.workspace.fs.delete(named.uri);
    });

    it('has no errors or warnings in any of the examples', async () => {
      for (const file of await vscode.workspace.findFiles('*.migration.yaml', '{misspelt,traced}.migration.yaml')) {
        const document = await showScenario(file);
        await lensesOf(document);
        const found = vscode.languages.getDiagnostics(document.uri);
        assert.deepEqual(
          found.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning),
          [],
          file.path,
        );
      }
    });

    it('carries the lens that runs it above its algorithms', async () => {
      const document = await showScenario(fileInWorkspace('first.migration.yaml'));
      const [lens] = await lensesOf(document);
      assert.ok(lens);
      assert.match(lens.title, /Run$/);
      assert.match(document.lineAt(lens.line).text, /^algorithms:/);
    });
  });
}
