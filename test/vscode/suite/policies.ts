// Policies in the editor: made from a template with the types that complete them, checked while they are typed, run in a trusted folder and there alone.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, laboratory, runScenario, showScenario } from './lab';

const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Migration Lab');

/** Codes, lines and sentences. */
const said = (uri: vscode.Uri): string[] =>
  ours(uri).map(
    ({ code, range, message }) =>
      `${typeof code === 'string' ? code : ''} ${range.start.line + 1}:${range.start.character + 1} ${message}`,
  );

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function newPolicy(folder: vscode.Uri): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.createDirectory(folder);
  const document = await vscode.commands.executeCommand<vscode.TextDocument | undefined>('migrationLab.newPolicy', {
    template: 'xen',
    folder,
    withScenario: true,
  });
  assert.ok(document);
  return document;
}

export function policiesSuite(isTrusted: boolean): void {
  describe('a policy', () => {
    afterEach(async () => {
      await closeEverything();
      await vscode.workspace.fs.delete(fileInWorkspace('policies'), { recursive: true });
    });

    it('is made from a template, with its types and a scenario, overwrites nothing, and is checked while it is typed', async () => {
      const folder = fileInWorkspace('policies');
      const document = await newPolicy(folder);
      assert.match(document.uri.path, /policies\/my-xen\.policy\.js$/);
      const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
      assert.deepEqual(names.sort(), ['migration-policy.d.ts', 'my-xen.migration.yaml', 'my-xen.policy.js']);
      assert.deepEqual(said(document.uri), []);

      await replace(document, 'await send(toSend); //', 'send(toSend); //');
      const [warning] = await eventually('a warning', () => {
        const found = ours(document.uri);
        return found.length > 0 ? found : undefined;
      });
      assert.equal(warning?.code, 'policy-await');
      const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        warning.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      assert.ok(action?.edit, 'there is a fix');
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      await eventually('no warning', () => said(document.uri).length === 0 || undefined);

      await replace(document, 'let sentInAll = 0;', 'let sentInAll = ;');
      await eventually('an error', () => said(document.uri).length > 0 || undefined);
      assert.deepEqual(said(document.uri), [
        "policy-syntax 8:19 JavaScript does not read like this: unexpected token in expression: ';'.",
      ]);
      const second = await newPolicy(folder);
      assert.match(second.uri.path, /my-xen-2\.policy\.js$/);
    });

    if (isTrusted) {
      it('is completed and checked by the editor’s own JavaScript, from the types beside it', async () => {
        const document = await newPolicy(fileInWorkspace('policies'));
        const at = document.positionAt(document.getText().indexOf('log.clean()') + 'log.'.length);
        const labels = await eventually('completions of the log', async () => {
          const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
            'vscode.executeCompletionItemProvider',
            document.uri,
            at,
          );
          const found = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
          return found.includes('clean') ? found : undefined;
        });
        assert.deepEqual(labels.filter((label) => ['clean', 'peek', 'constructor'].includes(label)).sort(), [
          'clean',
          'peek',
        ]);
        const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          at,
        );
        const text =
          hover?.contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')).join('\n') ?? '';
        assert.match(text, /CLEAN: the pages written since the last CLEAN/, 'its documentation');

        await replace(document, 'log.clean()', 'log.cleen()');
        const wrong = await eventually('what the types say', () =>
          vscode.languages.getDiagnostics(document.uri).find(({ message }) => message.includes('cleen')),
        );
        assert.equal(wrong.range.start.line, at.line);
        await replace(document, 'log.cleen()', 'log.clean()');
        await eventually(
          'nothing wrong',
          () => vscode.languages.getDiagnostics(document.uri).length === 0 || undefined,
        );
      });

      it('is run as it stands in the editor; its scenario says what keeps it from running, and runs the others', async () => {
        const { runs } = await laboratory();
        const policy = await newPolicy(fileInWorkspace('policies'));
        const scenario = fileInWorkspace('policies/my-xen.migration.yaml');
        await showScenario(scenario);
        const outcomes = async (): Promise<string[]> => {
          const { events } = await runs.whenEnded(await runScenario(scenario));
          return events.flatMap((event) =>
            event.type === 'end' && event.repetition === 0 ? [`${event.label} ${event.outcome}`] : [],
          );
        };
        assert.deepEqual(await outcomes(), ['xen-precopy completed', 'my-xen completed']);
        await replace(policy, 'let sentInAll = 0;', 'let sentInAll = ;');
        await eventually('the scenario’s warning', () =>
          said(scenario).find((text) => text.includes('malformed-file')),
        );
        assert.match(said(scenario).join(), /'my-xen\.policy\.js', line 8: JavaScript does not read/);
        assert.deepEqual(await outcomes(), ['xen-precopy completed', 'my-xen failed']);
      });
    } else {
      it('does not run in Restricted Mode, says so, and the built-in algorithms run', async () => {
        const { runs } = await laboratory();
        await newPolicy(fileInWorkspace('policies'));
        const scenario = fileInWorkspace('policies/my-xen.migration.yaml');
        await showScenario(scenario);
        const { state, events } = await runs.whenEnded(await runScenario(scenario));
        assert.equal(state.status, 'finished');
        const ends = events.flatMap((event) => (event.type === 'end' && event.repetition === 0 ? [event] : []));
        assert.deepEqual(
          ends.map(({ label, outcome, error }) => [label, outcome, error?.message]),
          [
            ['xen-precopy', 'completed', undefined],
            [
              'my-xen',
              'failed',
              'my-xen.policy.js, before round 1: A policy runs in a trusted workspace alone: trust the workspace, then run it again.',
            ],
          ],
        );
      });
    }
  });
}
