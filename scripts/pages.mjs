// npm run pages: writes the generated parts of the algorithms' pages (docs/algorithms/*.md) and their figures, from the tables and from real runs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { loadBundle } from './bundles.mjs';
import { runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

const folder = inRoot('docs', 'algorithms');

/** @param {string} id */
const pageOf = (id) => path.join(folder, `${id}.md`);

await runMain(async () => {
  /** @type {typeof import('../src/core/pages/page')} */
  const { algorithmPages } = await loadBundle(inRoot('src', 'core', 'pages', 'page.ts'), inRoot('out', 'pages.cjs'));
  mkdirSync(path.join(folder, 'figures'), { recursive: true });
  const pages = algorithmPages((id) => (existsSync(pageOf(id)) ? readFileSync(pageOf(id), 'utf8') : null));
  for (const { id, text, figure } of pages) {
    writeFileSync(path.join(folder, 'figures', `${id}.svg`), figure);
    const options = { ...(await resolveConfig(pageOf(id))), parser: 'markdown' };
    writeFileSync(pageOf(id), await format(text, options));
  }
  process.stdout.write(`${pages.length} pages in docs/algorithms, and their figures, written\n`);
});
