// The one build: extension (desktop and web), workers, panel, command line; with --tests the test bundles too.
//   node esbuild.mjs [--production] [--watch] [--tests]
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  target: 'es2022',
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const browser = { ...common, platform: 'browser', format: 'iife' };

/** How QuickJS's WebAssembly is started: one file for each surrounding. */
const emscripten = '@jitl/quickjs-wasmfile-release-sync/emscripten-module';
/** The code that runs inside of the sandbox goes along as text. */
const sandbox = { entryPoints: ['src/sandbox/main.ts'], loader: { '.guest.js': 'text', '.wasm': 'binary' } };

/**
 * Bundles by name, with the budget of each in KiB (minified); the build fails over it. The extension's two hold the YAML parser (about 110) and the
 * checks (about 95, with the reading of traces, labs and host presets and the fit of dirty curves), which are evaluated at the first check alone; the web host takes one
 * file only, and the other one loads in 6 ms as it is. The workers' hold the engine, the checks of their messages, predictions and frames, and all algorithms, which grow in number.
 */
const bundles = [
  {
    budget: 670,
    options: { ...node, entryPoints: ['src/extension/main.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  },
  {
    budget: 670,
    options: {
      ...browser,
      format: 'cjs',
      entryPoints: ['src/extension/main.web.ts'],
      outfile: 'dist/web/extension.js',
      external: ['vscode'],
    },
  },
  { budget: 240, options: { ...node, entryPoints: ['src/worker/sim.ts'], outfile: 'dist/worker.js' } },
  { budget: 240, options: { ...browser, entryPoints: ['src/worker/sim.web.ts'], outfile: 'dist/web/worker.js' } },
  {
    budget: 500,
    options: {
      ...browser,
      entryPoints: [
        { in: 'src/webview/main.ts', out: 'panel' },
        { in: 'src/webview/styles/panel.css', out: 'panel' },
      ],
      outdir: 'dist/panel',
    },
  },
  // The sandbox for policies, QuickJS and its WebAssembly (491 KiB, as text a third more) in one file: loaded when a scenario has a policy.
  {
    budget: 800,
    options: {
      ...node,
      ...sandbox,
      // As a CommonJS module it asks for nothing that a bundle lacks.
      alias: {
        [emscripten]: path.resolve(`node_modules/${emscripten.replace('/emscripten', '/dist/emscripten')}.cjs`),
      },
      outfile: 'dist/sandbox.js',
    },
  },
  {
    budget: 800,
    options: {
      ...browser,
      ...sandbox,
      // Where it would look for its WebAssembly if it had not been handed it.
      define: { ...common.define, 'import.meta.url': 'location.href' },
      globalName: 'migrationLabSandbox',
      outfile: 'dist/web/sandbox.js',
    },
  },
  {
    budget: 400,
    options: {
      ...browser,
      entryPoints: [
        { in: 'src/webview/preview/main.ts', out: 'preview' },
        { in: 'src/webview/styles/preview.css', out: 'preview' },
      ],
      outdir: 'dist/panel',
    },
  },
  {
    // Everything in one file: what the extension's bundle has, and the engine.
    budget: 690,
    options: {
      ...node,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: '#!/usr/bin/env node' },
    },
  },
];

async function testEntries(folder) {
  const found = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  return found.filter((file) => file.endsWith('.test.ts')).map((file) => path.join(folder, file));
}

/** Test files are bundled one by one, so that Node 20 runs TypeScript as it stands; packages stay outside. */
async function testBundles() {
  const run = {
    ...node,
    outdir: 'out/test',
    outbase: 'test',
    sourcemap: 'inline',
    packages: 'external',
    minify: false,
  };
  const folders = ['core', 'extension', 'cli', 'webview', 'vscode/screen'];
  const entryPoints = (await Promise.all(folders.map((folder) => testEntries(`test/${folder}`)))).flat();
  return [
    { options: { ...run, entryPoints } },
    { options: { ...run, entryPoints: ['test/vscode/suite/index.ts'], external: ['vscode', 'mocha'] } },
  ];
}

function checkBudget({ budget, options }, result) {
  if (!production || budget === undefined) return;
  for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
    if (file.endsWith('.js') && bytes > budget * 1024)
      throw new Error(`${file} is ${(bytes / 1024).toFixed(0)} KiB, over its budget of ${budget} KiB`);
  }
  void options;
}

/** core runs anywhere: of packages, it may pull in these two and nothing else. */
function checkCore(result) {
  for (const [input, { imports }] of Object.entries(result.metafile.inputs)) {
    if (!input.startsWith('src/core/')) continue;
    const stranger = imports.find(
      ({ path: to }) => to.includes('node_modules/') && !/node_modules\/(yaml|seedrandom)\//.test(to),
    );
    if (stranger) throw new Error(`${input} pulls in ${stranger.path}: core may use yaml and seedrandom alone`);
  }
}

const chosen = [...bundles, ...(tests ? await testBundles() : [])];
if (watch) {
  for (const { options } of chosen) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
} else {
  await rm('dist', { recursive: true, force: true });
  if (tests) await rm('out/test', { recursive: true, force: true });
  for (const bundle of chosen) {
    const result = await esbuild.build(bundle.options);
    checkBudget(bundle, result);
    checkCore(result);
  }
}
