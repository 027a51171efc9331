// How the extension starts: on its own when a scenario is shown, quickly, and for its own language. Rules: docs of the product, 'Fast'.
import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, extension, fileInWorkspace, laboratory, showScenario } from './lab';

/** The product's budget is 50 ms on a person's machine; a busy test machine gets ten times as much. */
const activationBudgetMilliseconds = 500;

export function activationSuite(): void {
  describe('activation', () => {
    after(closeEverything);

    it('is within its budget, and waits for a file of ours in the folder or on the screen, or for a link', async () => {
      // The examples have a policy: whether the extension is active before a scenario is shown depends on a search of the folder.
      const { activationEvents } = extension().packageJSON as { activationEvents: string[] };
      assert.ok(activationEvents.every((event) => /^(?:onWebviewPanel:|workspaceContains:|onUri$)/.test(event)));
      const document = await showScenario(fileInWorkspace('first.migration.yaml'));
      assert.equal(document.languageId, 'migration-scenario');
      await eventually('the extension to be active', () => extension().isActive || undefined);
      const { activationMilliseconds } = await laboratory();
      assert.ok(activationMilliseconds < activationBudgetMilliseconds, `activation took ${activationMilliseconds} ms`);
    });

    it('gives its commands to the editor', async () => {
      const known = await vscode.commands.getCommands(true);
      for (const command of ['migrationLab.run', 'migrationLab.cancel', 'migrationLab.showPanel']) {
        assert.ok(known.includes(command), `${command} is registered`);
      }
    });
  });
}
