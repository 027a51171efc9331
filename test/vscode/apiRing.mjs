// Runs the suites of test/vscode/suite inside the extension host of a real VS Code: once in a trusted folder, once in Restricted Mode.
// The extension comes from the development folder; the packed one is what the screen tests use.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setUpEditor } from '../../scripts/editor.mjs';
import { startServer, temporaryFolder } from '../../scripts/editorServer.mjs';
import { inRoot, root } from '../../scripts/paths.mjs';
import { failedOnce, outcomeOfLastLine, sum } from '../rings/outcome.mjs';
import { launchBrowser } from './browser.mjs';
import { exampleWorkspace } from './workspace.mjs';

/** The tests of the extension host take a minute or two; an editor that says nothing for this long hangs. */
const longestMinutes = 12;

/**
 * @param {import('playwright-core').Page} page
 * @param {string} address
 * @returns {Promise<void>} when the tests have ended, well or not
 */
async function openAndWait(page, address) {
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    // The editor's driver calls these two by name; the suite reports by a file instead, which also survives a crash of the page.
    void page.exposeFunction('codeAutomationExit', () => resolve());
    void page.exposeFunction('codeAutomationLog', () => undefined);
  });
  /** @type {NodeJS.Timeout | undefined} */
  let alarm;
  const tooLong = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error(`no result after ${longestMinutes} minutes`)), longestMinutes * 60_000);
  });
  try {
    await page.goto(address);
    await Promise.race([exited, tooLong]);
  } finally {
    clearTimeout(alarm);
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {'trusted' | 'restricted'} suite
 */
async function runSuite(browser, suite) {
  const results = path.join(await temporaryFolder('results'), 'results.txt');
  const server = await startServer({
    extensionsFolder: await temporaryFolder('extensions'),
    trusted: suite === 'trusted',
    driven: true,
    // In a browser the editor saves by itself after a second: what a test changes would then be there for the next one.
    // The server's package lacks the TypeScript that its JavaScript is completed and checked by: ours is there.
    settings: { 'files.autoSave': 'off', 'js/ts.tsdk.path': inRoot('node_modules', 'typescript', 'lib') },
    env: { MIGRATION_LAB_SUITE: suite, MIGRATION_LAB_RESULTS: results },
  });
  const page = await browser.newPage();
  try {
    const address = server.address(await exampleWorkspace(), [
      ['extensionDevelopmentPath', server.uri(root)],
      ['extensionTestsPath', server.uri(inRoot('out', 'test', 'vscode', 'suite', 'index.js'))],
    ]);
    await openAndWait(page, address);
    return outcomeOfLastLine(`The suite ${suite}`, { code: 0, output: await readFile(results, 'utf8') });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failedOnce(`The suite ${suite} did not run in the editor: ${reason}\n${server.log().trimEnd()}\n`);
  } finally {
    await page.close();
    await server.stop();
  }
}

/** @param {(text: string) => void} say */
export async function apiRing(say) {
  await setUpEditor(say);
  const browser = await launchBrowser(say);
  try {
    return sum([await runSuite(browser, 'trusted'), await runSuite(browser, 'restricted')]);
  } finally {
    await browser.close();
  }
}
