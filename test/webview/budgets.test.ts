// What panel and process may cost, at ten times the budgets that `npm run bench` prints: a short measurement on a busy machine finds what is wrong by an order.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hostBudgets, panelBudgets, shortEffort } from './support/budgets';
import { openBrowser, servePanel } from './support/panelPage';

it('panel and process stay within ten times their budgets', async (context) => {
  const server = await servePanel();
  const browser = await openBrowser();
  try {
    const found = [...(await panelBudgets(browser, server, shortEffort)), ...(await hostBudgets(shortEffort))];
    for (const { name, value, budget, unit } of found) {
      context.diagnostic(`${name}: ${value.toFixed(1)} ${unit}, budget ${budget.toFixed(1)} ${unit}`);
      assert.ok(value < 10 * budget, name);
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
