// Runs the journeys of test/vscode/screen: a person's clicks and keys in a real VS Code in a browser, with the extension installed from its package.
// One window serves most of them, since opening one takes longer than most journeys.
import { mkdir } from 'node:fs/promises';
import { chromiumArguments, setUpChromium } from '../../scripts/chromium.mjs';
import { setUpEditor } from '../../scripts/editor.mjs';
import { installExtension, startServer, temporaryFolder } from '../../scripts/editorServer.mjs';
import { packExtension } from '../../scripts/package.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { runNodeTests, testFiles } from '../rings/nodeTests.mjs';
import { exampleWorkspace } from './workspace.mjs';

/** @param {(text: string) => void} say */
export async function screenRing(say) {
  await setUpEditor(say);
  const chromium = await setUpChromium(say);
  const extensionsFolder = await temporaryFolder('extensions');
  await installExtension((await packExtension()).file, extensionsFolder);
  const screenshots = inRoot('out', 'screenshots');
  await mkdir(screenshots, { recursive: true });
  // What a closed window still runs must not slow the next one down.
  const server = await startServer({ extensionsFolder, trusted: true, graceSeconds: 1 });
  try {
    const workspace = await exampleWorkspace();
    const setting = {
      chromium,
      chromiumArguments,
      screenshots,
      workspace,
      address: server.address(workspace),
      settings: server.settingsFile,
    };
    const env = { MIGRATION_LAB_SCREEN: JSON.stringify(setting) };
    return await runNodeTests('test/vscode/screen', await testFiles('vscode/screen'), env);
  } finally {
    await server.stop();
  }
}
