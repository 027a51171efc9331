// The history of runs in a real extension host: runs are stored as they end, come back from there, are pinned, kept in the workspace and deleted.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, fileInWorkspace, laboratory, runScenario, showNewScenario } from './lab';

const text = `scenario: A small guest
vm: { memory: 64MiB }
workload: [ { name: index, size: 20%, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, hca ]
`;

/** Fails with the name of a step that takes too long. */
async function within<Value>(step: string, work: Thenable<Value>): Promise<Value> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => {
      reject(new Error(`${step} takes too long`));
    }, 25_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}

export function historySuite(): void {
  describe('the history', () => {
    afterEach(closeEverything);

    it('keeps a run that has ended: it is pinned, opened again, kept in the workspace and deleted', async function () {
      this.timeout(180_000);
      const { runs, archive, panels } = await laboratory();
      const { uri } = await showNewScenario('pinned.migration.yaml', text);
      const address = uri.toString();
      const first = await within('a run', runs.whenEnded(await within('its start', runScenario(uri))));
      const { experimentId } = first;
      const stored = async (): Promise<{ readonly isKept: boolean } | undefined> =>
        (await archive.all()).find((run) => run.experimentId === experimentId);
      await eventually('the stored run', stored);

      assert.equal(
        await within('migrationLab.pin', vscode.commands.executeCommand('migrationLab.pin', uri)),
        experimentId,
      );
      assert.equal(archive.pinned(address), experimentId);
      const second = await within('a run', runs.whenEnded(await within('its start', runScenario(uri))));
      assert.equal(runs.newest(address)?.experimentId, second.experimentId);
      await eventually('both runs', async () => (await archive.all()).length >= 2 || undefined);

      assert.equal(
        await within(
          'migrationLab.history.open',
          vscode.commands.executeCommand('migrationLab.history.open', experimentId),
        ),
        experimentId,
      );
      const opened = runs.newest(address);
      assert.equal(opened?.experimentId, experimentId);
      assert.deepEqual(opened.events, first.events);
      assert.equal(opened.state.stale, false);
      assert.equal(panels.all().length, 1);

      await within(
        'migrationLab.history.keep',
        vscode.commands.executeCommand('migrationLab.history.keep', experimentId),
      );
      assert.equal((await stored())?.isKept, true);
      const kept = fileInWorkspace(`.migration-lab/runs/${experimentId}.run.ndjson`);
      const head = new TextDecoder().decode(await vscode.workspace.fs.readFile(kept)).split('\n')[0] ?? '';
      assert.match(head, /"scenarioUri":null,"file":"pinned\.migration\.yaml"/);

      await within('migrationLab.unpin', vscode.commands.executeCommand('migrationLab.unpin', uri));
      assert.equal(archive.pinned(address), null);
      await within(
        'migrationLab.history.delete',
        vscode.commands.executeCommand('migrationLab.history.delete', second.experimentId),
      );
      assert.ok((await archive.all()).every((run) => run.experimentId !== second.experimentId));
      await vscode.workspace.fs.delete(kept);
      await eventually('the history without it', async () => ((await stored()) === undefined ? true : undefined));
    });
  });
}
