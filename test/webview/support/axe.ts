// What axe finds in a page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(path.join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** Rule and place of each violation that axe finds in the page as it stands, of all rules or of those named. */
export async function violations(page: Page, rules: readonly string[] | null = null): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async (named) => {
    interface Axe {
      run(
        context: Document,
        options: {
          readonly runOnly?: readonly string[];
          readonly rules?: Readonly<Record<string, { enabled: boolean }>>;
        },
      ): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
    }
    const { axe } = window as unknown as { axe: Axe };
    const { violations: found } = await axe.run(
      document,
      named === null
        ? {}
        : { runOnly: named, rules: Object.fromEntries(named.map((rule) => [rule, { enabled: true }])) },
    );
    return found.flatMap(({ id: rule, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${rule}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  }, rules);
}
