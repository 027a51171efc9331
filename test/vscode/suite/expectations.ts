// What follows a run in the extension host: expectations, the comparison, twenty repetitions, and a sweep with its table.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, laboratory, runScenario, showNewScenario } from './lab';

const expected = `scenario: What is expected
repetitions: 2
vm: { memory: 16MiB }
workload:
  - { name: hot, size: 25%, writes: 2k/s }
link: { bandwidth: 100Mbit/s }
algorithms: [ xen-precopy, hca ]
expect:
  - hca.downtime < 10s
  - hca.total < 1ms
sweep:
  workload.hot.writes: [ 1k/s, 2k/s, 4k/s ]
`;

const name = 'expected.migration.yaml';

export function expectationsSuite(): void {
  describe('after a run', () => {
    afterEach(closeEverything);

    it('expectations hold or fail with their figures', async () => {
      const { runs } = await laboratory();
      const { uri } = await showNewScenario(name, expected);
      const { state } = await runs.whenEnded(await runScenario(uri));
      assert.deepEqual(
        state.expectations?.map(({ text, passed }) => [text, passed]),
        [
          ['hca.downtime < 10s', true],
          ['hca.total < 1ms', false],
        ],
      );
    });

    it('the comparison is shown of results at hand, and else after a run', async () => {
      const { runs } = await laboratory();
      const { uri } = await showNewScenario(name, expected);
      const compare = async (): Promise<string | undefined> =>
        vscode.commands.executeCommand<string | undefined>('migrationLab.compare', uri);
      const first = await compare();
      assert.ok(first);
      assert.equal((await runs.whenEnded(first)).state.reveal, 'comparison');
      assert.equal(await compare(), first, 'fresh results are not made again');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), '# changed\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await eventually('stale results', () => (runs.newest(uri.toString())?.state.stale ? true : undefined));
      const second = await compare();
      assert.ok(second !== undefined && second !== first, 'stale results are made again');
      await runs.whenEnded(second);
    });

    it('twenty repetitions are made on request', async () => {
      const { runs } = await laboratory();
      const { uri } = await showNewScenario(name, expected);
      const experimentId = await vscode.commands.executeCommand<string | undefined>('migrationLab.runRepeatedly', uri);
      assert.ok(experimentId);
      const { state, scenario } = await runs.whenEnded(experimentId);
      assert.equal(scenario.repetitions, 20);
      assert.deepEqual(
        state.summary?.map(({ completed }) => completed),
        [20, 20],
      );
    });

    it('a sweep ends with its table', async () => {
      await laboratory();
      const { uri } = await showNewScenario(name, expected);
      const address = await vscode.commands.executeCommand<vscode.Uri | undefined>('migrationLab.runSweep', uri);
      assert.ok(address);
      const table = (await vscode.workspace.openTextDocument(address)).getText();
      assert.match(table, /3 points · 2 algorithms · 2 repetitions/);
      for (const rate of ['1k/s', '2k/s', '4k/s']) assert.ok(table.includes(rate));
      assert.match(table, /Expectations: 3 of 6 fail\./);
    });

    it('a scenario without a sweep says so', async () => {
      await laboratory();
      const { uri } = await showNewScenario(name, expected.slice(0, expected.indexOf('sweep:')));
      assert.equal(await vscode.commands.executeCommand('migrationLab.runSweep', uri), undefined);
    });

    it('cases of measured migrations end with their page', async () => {
      await laboratory();
      const figure = '{ name: total, metric: total, unit: s, published: 0.6 }';
      const scenario = '{ vm: { memory: 64MiB }, link: { bandwidth: 1Gbit/s }, algorithms: [stop-and-copy] }';
      const one = `{ id: idle, title: idle, label: stop-and-copy, scenario: ${scenario}, figures: [${figure}] }`;
      const source = `{ id: mine, title: Mine, reference: a stopwatch, text: [], reasons: {}, tolerance: { share: 0.1 }, cases: [${one}] }`;
      const { uri } = await showNewScenario('mine.cases.yaml', `format: miglab.cases/1\nsources: [${source}]\n`);
      const validate = (): Thenable<vscode.Uri | undefined> =>
        vscode.commands.executeCommand<vscode.Uri | undefined>('migrationLab.validateCases', uri);
      const address = await validate();
      assert.ok(address);
      const page = (await vscode.workspace.openTextDocument(address)).getText();
      assert.match(page, /# Validation of mine\.cases\.yaml[\s\S]*\| idle {2}\| 0\.6000 → 0\.\d+/);
      const wrong = one.replace('64MiB', 'lots');
      await showNewScenario('mine.cases.yaml', `format: miglab.cases/1\nsources:\n  - ${source.replace(one, wrong)}\n`);
      assert.ok(await validate());
      const [problem] = vscode.languages.getDiagnostics(uri);
      assert.equal(problem?.range.start.line, 2);
      assert.match(problem.message, /^Case 'idle': /);
      await showNewScenario('mine.cases.yaml', 'format: miglab.cases/1\nsources: none\n');
      assert.equal(await validate(), undefined);
      await vscode.workspace.fs.delete(uri);
    });

    it('its lenses run, compare, repeat and sweep, each by a command', async () => {
      const { uri } = await showNewScenario(name, expected);
      const known = new Set(await vscode.commands.getCommands(true));
      const lenses = await eventually('the lenses', async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uri,
          100,
        );
        return found.length >= 4 ? found : undefined;
      });
      const commands = lenses.flatMap(({ command }) => command?.command ?? []);
      for (const command of commands) assert.ok(known.has(command), command);
      for (const wanted of ['run', 'compare', 'runRepeatedly', 'runSweep'])
        assert.ok(commands.includes(`migrationLab.${wanted}`), wanted);
    });
  });
}
