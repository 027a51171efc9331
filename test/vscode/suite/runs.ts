// Runs of scenarios by their commands, from start to end, in a real extension host with a real worker.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/api';
import {
  closeEverything,
  eventually,
  fileInWorkspace,
  laboratory,
  largeScenario,
  panelTabs,
  runScenario,
  showNewScenario,
  showScenario,
} from './lab';

/** Closes the panel, waits until the extension knows, and gives how many parts listen then. */
async function closePanel(api: TestApi): Promise<number> {
  const tab = await eventually('the panel’s tab', () => panelTabs()[0]);
  await vscode.window.tabGroups.close(tab);
  await eventually('no panel', () => api.panels.all().length === 0 || undefined);
  return api.listeners();
}

export function runsSuite(): void {
  describe('a run', () => {
    afterEach(closeEverything);

    it('of the first example ends with a result for each of its algorithms, its panel beside it', async () => {
      const { runs, panels } = await laboratory();
      const { uri } = await showScenario(fileInWorkspace('first.migration.yaml'));
      const { state, scenario, events } = await runs.whenEnded(await runScenario(uri));
      assert.equal(state.status, 'finished', state.error ?? '');
      const labels = scenario.algorithms.map(({ label }) => label);
      assert.deepEqual(labels, ['xen-precopy', 'hca']);
      const ends = events.filter((event) => event.type === 'end' && event.repetition === 0);
      assert.deepEqual(
        ends.map(({ label }) => label),
        labels,
      );
      for (const end of ends) {
        assert.ok(end.type === 'end' && end.downtimeSeconds !== null && end.downtimeSeconds > 0);
        assert.ok(end.totalSeconds > end.downtimeSeconds);
      }
      assert.deepEqual(
        state.summary?.map(({ label }) => label),
        labels,
      );
      assert.deepEqual(
        panels.all().map(({ scenarioUri }) => scenarioUri),
        [uri.toString()],
      );
      await eventually('the panel’s tab', () => panelTabs().length === 1 || undefined);
    });

    it('made again gives the same events', async () => {
      const { runs, panels } = await laboratory();
      const { uri } = await showScenario(fileInWorkspace('first.migration.yaml'));
      const first = await runs.whenEnded(await runScenario(uri));
      const second = await runs.whenEnded(await runScenario(uri));
      assert.notEqual(first.experimentId, second.experimentId);
      assert.deepEqual(second.events, first.events);
      assert.equal(panels.all().length, 1, 'the second run has taken the first one’s panel');
    });

    it('of a large guest is cancelled at once and keeps its rounds so far', async () => {
      const { runs } = await laboratory();
      const { uri } = await showNewScenario('large.migration.yaml', largeScenario);
      const experimentId = await runScenario(uri);
      await eventually('the first round', () =>
        runs.newest(uri.toString())?.events.find(({ type }) => type === 'round'),
      );
      const begin = performance.now();
      await vscode.commands.executeCommand('migrationLab.cancel', uri);
      const { state, events } = await runs.whenEnded(experimentId);
      const milliseconds = performance.now() - begin;
      assert.equal(state.status, 'cancelled');
      assert.ok(events.some(({ type }) => type === 'round'));
      // The worker looks for a cancel message every 100 ms at the latest; the rest is the machine's.
      assert.ok(milliseconds < 1000, `cancelling took ${milliseconds} ms`);
    });

    it('goes on while its panel is closed and opened again', async () => {
      const { runs, panels } = await laboratory();
      const { uri } = await showNewScenario('large.migration.yaml', largeScenario);
      const experimentId = await runScenario(uri);
      await eventually('a panel', () => panelTabs()[0]);
      await vscode.window.tabGroups.close([...panelTabs()]);
      await eventually('no panel', () => panels.all().length === 0 || undefined);
      const seen = runs.newest(uri.toString())?.events.length ?? 0;
      await eventually('more events', () => (runs.newest(uri.toString())?.events.length ?? 0) > seen || undefined);
      await vscode.commands.executeCommand('migrationLab.showPanel', uri);
      await eventually('the panel to be fed', () => panels.all().find(({ eventsSent }) => eventsSent > seen));
      assert.equal(runs.newest(uri.toString())?.experimentId, experimentId);
      assert.equal(runs.newest(uri.toString())?.state.status, 'running');
      await vscode.commands.executeCommand('migrationLab.cancel', uri);
      await runs.whenEnded(experimentId);
    });

    it('is not started for a scenario with errors', async () => {
      const { runs } = await laboratory();
      const before = runs.all().length;
      const { uri } = await showNewScenario('wrong.migration.yaml', 'vm:\n  memory: lots\n');
      assert.equal(await vscode.commands.executeCommand('migrationLab.run', uri), undefined);
      assert.equal(runs.all().length, before);
      assert.equal(panelTabs().length, 0);
    });

    it('marks its results as stale once the text has changed, and as fresh once it is as before', async () => {
      const { runs } = await laboratory();
      const { uri } = await showScenario(fileInWorkspace('first.migration.yaml'));
      await runs.whenEnded(await runScenario(uri));
      const isStale = (): boolean => runs.newest(uri.toString())?.state.stale ?? false;
      assert.equal(isStale(), false);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), '# a remark\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await eventually('stale results', () => isStale() || undefined);
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
      await vscode.commands.executeCommand('undo');
      await eventually('fresh results', () => !isStale() || undefined);
    });

    it('leaves nothing listening when its panel is opened and closed fifty times', async () => {
      const api = await laboratory();
      const { runs, panels } = api;
      const { uri } = await showScenario(fileInWorkspace('first.migration.yaml'));
      await runs.whenEnded(await runScenario(uri));
      const before = await closePanel(api);
      for (let time = 0; time < 50; time += 1) {
        await vscode.commands.executeCommand('migrationLab.showPanel', uri);
        await eventually('a panel', () => panels.all()[0]);
        assert.equal(await closePanel(api), before, `listeners after the panel was closed ${time + 1} times`);
      }
    });
  });
}
