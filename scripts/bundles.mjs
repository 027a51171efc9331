// Loads TypeScript of this project into a script: bundled first, so that every Node that runs the scripts can read it.
import { createRequire } from 'node:module';
import { build } from 'esbuild';

/**
 * What a TypeScript file exports; the caller says its type.
 * @param {string} entryPoint
 * @param {string} outfile where the bundle is put
 */
export async function loadBundle(entryPoint, outfile) {
  await build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile);
}
