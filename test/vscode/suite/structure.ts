// The structure of a scenario in a real editor: outline, folding, names, links, formatting, colours, inlay hints, each asked for as the editor asks.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, showNewScenario, showScenario } from './lab';

const text = `# Two guests
# and a link
scenario: Structured
vm: { memory: 1GiB }
workload:
  - name: hot
    size: 10%
    writes: 48MiB/s
    pattern: uniform
  - { name: recorded, trace: traces/shop.lmtrace }
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopy # the baseline
  - hca: { tiers: 8 }
    as: hca-8
expect:
  - hca-8.downtime < 2 * xen-precopy.downtime
sweep:
  workload.hot.writes: [4k/s, 8k/s]
  algorithms.hca-8.tiers: [4, 8]
`;

const name = 'structured.migration.yaml';

function positionOf(document: vscode.TextDocument, part: string): vscode.Position {
  const at = document.getText().indexOf(part);
  assert.ok(at >= 0, part);
  return document.positionAt(at + part.length);
}

/** What the editor gets from a provider. */
async function ask<Answer>(
  command: string,
  document: vscode.TextDocument,
  ...rest: readonly unknown[]
): Promise<Answer> {
  return vscode.commands.executeCommand<Answer>(command, document.uri, ...rest);
}

async function rename(document: vscode.TextDocument, part: string, to: string): Promise<void> {
  const position = positionOf(document, part);
  const edit = await ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document, position, to);
  assert.ok(await vscode.workspace.applyEdit(edit));
  // What is not known to be changed is not reverted after the test.
  await eventually('the edit', () => document.isDirty || undefined);
}

const wholeOf = (document: vscode.TextDocument): vscode.Range =>
  new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));

export function structureSuite(): void {
  describe('the structure of a scenario', () => {
    afterEach(closeEverything);

    it('is its outline', async () => {
      const document = await showNewScenario(name, text);
      const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document);
      assert.deepEqual(
        symbols.map((symbol) => symbol.name),
        ['scenario', 'vm', 'workload', 'link', 'algorithms', 'expect', 'sweep'],
      );
      const algorithms = symbols.find((symbol) => symbol.name === 'algorithms');
      assert.deepEqual(
        algorithms?.children.map((symbol) => [symbol.name, symbol.detail]),
        [
          ['xen-precopy', ''],
          ['hca-8', 'hca { tiers: 8 }'],
        ],
      );
    });

    it('folds maps, lists and comments', async () => {
      const document = await showNewScenario(name, text);
      const folds = await ask<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document);
      const found = folds.map(({ start, end, kind }) => [start, end, kind]);
      for (const fold of [
        [0, 1, vscode.FoldingRangeKind.Comment],
        [4, 9, undefined],
        [5, 8, undefined],
        [10, 11, undefined],
      ])
        assert.ok(
          found.some(([start, end, kind]) => start === fold[0] && end === fold[1] && kind === fold[2]),
          JSON.stringify(found),
        );
    });

    it('grows a selection from the word to the entry', async () => {
      const document = await showNewScenario(name, text);
      const [chain] = await ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document, [
        positionOf(document, 'memory: 1G'),
      ]);
      const texts: string[] = [];
      for (let range = chain; range !== undefined; range = range.parent) texts.push(document.getText(range.range));
      // The editor adds steps of its own, such as parts of words.
      const ours = ['1GiB', 'memory: 1GiB', '{ memory: 1GiB }', 'vm: { memory: 1GiB }'];
      assert.deepEqual(
        texts.filter((one) => ours.includes(one)),
        ours,
      );
    });

    it('leads from a label in an expectation to its algorithm, and to all of its uses', async () => {
      const document = await showNewScenario(name, text);
      const position = positionOf(document, '- hca-8');
      const [link] = await ask<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document, position);
      assert.equal(document.getText(link?.targetSelectionRange), 'hca-8');
      assert.equal(link?.targetSelectionRange?.start.line, 15);
      const references = await ask<vscode.Location[]>('vscode.executeReferenceProvider', document, position);
      assert.deepEqual(
        references.map(({ range }) => range.start.line),
        [15, 17, 20],
      );
      const highlights = await ask<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', document, position);
      assert.equal(highlights.length, 3);
    });

    it('leads from the name of a trace to the file', async () => {
      const document = await showNewScenario(name, text);
      const trace = fileInWorkspace('traces/shop.lmtrace').toString();
      const [link] = await ask<vscode.LocationLink[]>(
        'vscode.executeDefinitionProvider',
        document,
        positionOf(document, 'traces/shop'),
      );
      assert.equal(link?.targetUri.toString(), trace);
      const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', document);
      assert.ok(links.some(({ target }) => target?.toString() === trace));
    });

    it('is renamed through expectations and the sweep', async () => {
      const document = await showNewScenario(name, text);
      await rename(document, 'name: hot', 'index');
      assert.equal(
        document.getText(),
        text.replace('name: hot', 'name: index').replace('workload.hot', 'workload.index'),
      );
    });

    it('gets a label where only the id stood', async () => {
      const document = await showNewScenario(name, text);
      await rename(document, '- xen-precopy', 'base');
      assert.equal(
        document.getText(),
        text
          .replace('- xen-precopy # the baseline', '- xen-precopy: {} # the baseline\n    as: base')
          .replace('xen-precopy.downtime', 'base.downtime'),
      );
    });

    it('says why something cannot be renamed', async () => {
      const document = await showNewScenario(name, text);
      const taken = ask(
        'vscode.executeDocumentRenameProvider',
        document,
        positionOf(document, 'as: hca-8'),
        'xen-precopy',
      );
      await assert.rejects(taken, /Another label is called 'xen-precopy'/);
      const nothing = ask('vscode.prepareRename', document, positionOf(document, 'memory'));
      await assert.rejects(nothing, /Only a region's name/);
    });

    it('is formatted as the examples are, and they are as they should be', async () => {
      const untidy = text.replace('{ memory: 1GiB }', '{memory:   1GiB}');
      const document = await showNewScenario(name, untidy.replace('[4, 8]', '[ 4,8 ]  '));
      const edits = await ask<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document, {
        tabSize: 8,
        insertSpaces: false,
      });
      const change = new vscode.WorkspaceEdit();
      change.set(document.uri, edits);
      assert.ok(await vscode.workspace.applyEdit(change));
      await eventually('the edit', () => document.isDirty || undefined);
      assert.equal(document.getText(), text);
      for (const example of ['first', 'whole-language', 'measured-guest']) {
        const shown = await showScenario(fileInWorkspace(`${example}.migration.yaml`));
        const none = await ask<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', shown, {});
        assert.deepEqual(none ?? [], [], example);
      }
    });

    it('has colours by meaning', async () => {
      const document = await showNewScenario(name, text);
      const legend = await ask<vscode.SemanticTokensLegend>('vscode.provideDocumentSemanticTokensLegend', document);
      const tokens = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document);
      assert.ok(tokens.data.length > 5 * 50);
      for (const type of ['property', 'variable', 'type', 'function', 'number'])
        assert.ok(legend.tokenTypes.includes(type), type);
    });

    it('shows what values come to, unless a setting says no', async () => {
      const document = await showNewScenario(name, text);
      const hints = async (): Promise<string[]> => {
        const found = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document, wholeOf(document));
        return found.map(({ label }) => (typeof label === 'string' ? label.replaceAll('\u202f', ' ') : ''));
      };
      assert.deepEqual(await hints(), ['= 262 144 pages', '= 26 214 pages', '= 12 288 pages/s', '≈ 28 600 pages/s']);
      const settings = vscode.workspace.getConfiguration('migrationLab');
      await settings.update('inlayHints', false, vscode.ConfigurationTarget.Workspace);
      try {
        assert.deepEqual(await hints(), []);
      } finally {
        await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });

    it('is there while it is not complete', async () => {
      const document = await showNewScenario(name, `${text}host: {`);
      const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document);
      assert.equal(symbols.length, 8);
    });
  });
}
