// Writes docs/scenario-reference.md and docs/lab-reference.md from the tables in the code (reference.ts of src/core/scenario and of src/core/lab).
//   node scripts/reference.mjs
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'out/reference.mjs');

await build({
  stdin: {
    contents: `export { scenarioReference } from './src/core/scenario/reference';
               export { labReference } from './src/core/lab/reference';
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
const { scenarioReference, labReference, algorithms } = await import(pathToFileURL(bundle));
for (const [name, text] of [
  ['docs/scenario-reference.md', scenarioReference(algorithms)],
  ['docs/lab-reference.md', labReference()],
]) {
  const page = path.join(root, name);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}
