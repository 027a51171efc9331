// Measures what the built panel and the extension's process cost, in full; prints it as a line of JSON. It runs in the repository's folder, after a build.
import process from 'node:process';
import { fullEffort, hostBudgets, panelBudgets } from '../test/webview/support/budgets';
import { openBrowser, servePanel } from '../test/webview/support/panelPage';

async function main(): Promise<void> {
  const server = await servePanel();
  const browser = await openBrowser();
  const found = await panelBudgets(browser, server, fullEffort);
  await browser.close();
  await server.close();
  process.stdout.write(`${JSON.stringify([...found, ...(await hostBudgets(fullEffort))])}\n`);
}

void main();
