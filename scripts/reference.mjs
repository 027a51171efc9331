// Writes docs/scenario-reference.md from the tables in the code (src/core/scenario/reference.ts).
//   node scripts/reference.mjs
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const page = path.join(root, 'docs/scenario-reference.md');
const bundle = path.join(root, 'out/reference.mjs');

await build({
  stdin: {
    contents: `export { scenarioReference } from './src/core/scenario/reference';
               export { algorithms } from './src/core/algorithms/registry';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  // seedrandom asks for Node's crypto the old way.
  external: ['crypto'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  outfile: bundle,
  logLevel: 'warning',
});
const { scenarioReference, algorithms } = await import(pathToFileURL(bundle));
const options = await resolveConfig(page);
writeFileSync(page, await format(scenarioReference(algorithms), { ...options, parser: 'markdown' }));
