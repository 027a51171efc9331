// npm run bench: how fast the engine is, and how much memory it takes, for guests of 1 GiB to 1 TiB; beside it the engine that draws every write, and a
// C program that does so. Each case runs in a process of its own, one after the other.
//   node bench/bench.mjs                      the quick cases, in less than two minutes; after a build, policies beside the built-in algorithms too
//   node bench/bench.mjs --all                all of them
//   node bench/bench.mjs --cases 4GiB,1TiB --algorithms hca    these only
//   node bench/bench.mjs --budgets            what the panel and the extension's process cost alone, against their budgets (after npm run build -- --production)
//   node bench/bench.mjs --write              and put the table into docs/performance.md
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { PlainError, run, runMain } from '../scripts/commands.mjs';
import { inRoot } from '../scripts/paths.mjs';
import { guests, scenarioText, smallGuest, writtenPages } from './guests.mjs';

/** @typedef {import('./guests.mjs').Guest} Guest */
/** @typedef {import('./measure').Measured} Measured */

const quick = ['1GiB', '4GiB', '64GiB'];
const usual = 'xen-precopy,hca';
/** Besides, on these guests: what is to be done in seconds. */
const besides = { memory: ['64GiB', '1TiB'], algorithms: ['postcopy', 'hybrid'] };
/** The C program draws every write of these in a reasonable time. */
const largestInC = { quick: 64 * 262_144, all: Infinity };
const page = inRoot('docs', 'performance.md');
const measureBundle = inRoot('out', 'bench', 'measure.cjs');
const [tableBegin, tableEnd] = ['<!-- bench: begin -->', '<!-- bench: end -->'];

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

function options() {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      budgets: { type: 'boolean', default: false },
      cases: { type: 'string' },
      algorithms: { type: 'string', default: usual },
      write: { type: 'boolean', default: false },
    },
  });
  const names = values.cases?.split(',') ?? (values.all ? guests.map(({ memory }) => memory) : quick);
  const unknown = names.find((name) => !guests.some(({ memory }) => memory === name));
  if (unknown !== undefined)
    throw new PlainError(`There is no case ${unknown}: there are ${guests.map(({ memory }) => memory).join(', ')}.`);
  return {
    ...values,
    algorithms: values.algorithms.split(','),
    others: values.algorithms === usual ? besides.algorithms : [],
    cases: guests.filter((g) => names.includes(g.memory)),
  };
}

async function buildMeasure() {
  await build({
    entryPoints: [inRoot('bench', 'measure.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: measureBundle,
    logLevel: 'warning',
  });
}

/**
 * Runs one case in a child process.
 * @param {'fast' | 'reference'} engine
 * @param {Guest} guest
 * @param {string} algorithm
 * @returns {Promise<Measured>}
 */
async function measure(engine, guest, algorithm) {
  const args = [measureBundle, engine, String(guest.runs), scenarioText(guest, algorithm)];
  const { code, output } = await run(process.execPath, args);
  if (code !== 0) throw new PlainError(`The case ${guest.memory} ${algorithm} has failed:\n${output}`);
  return JSON.parse(output);
}

/** The compiled C program; null without a compiler. */
async function compileC() {
  const program = inRoot('out', 'bench', process.platform === 'win32' ? 'drawEveryWrite.exe' : 'drawEveryWrite');
  await mkdir(path.dirname(program), { recursive: true });
  for (const compiler of [process.env['CC'] ?? 'cc', 'gcc', 'clang']) {
    const source = inRoot('bench', 'drawEveryWrite.c');
    const { code } = await run(compiler, ['-O2', '-o', program, source, '-lm']).catch(() => ({ code: 1 }));
    if (code === 0 && existsSync(program)) return program;
  }
  return null;
}

/**
 * Processor milliseconds of the C program for a guest: the best of three runs, of one if it takes long.
 * @param {string} program
 * @param {Guest} guest
 * @param {number} pagesPerSecond
 */
async function timeC(program, guest, pagesPerSecond) {
  const args = [guest.pages, writtenPages(guest), guest.writesPerSecond, pagesPerSecond].map(String);
  let best = Infinity;
  for (let i = 0; i < (guest.runs > 3 ? 3 : 1); i++) {
    const { code, output } = await run(program, args);
    if (code !== 0) throw new PlainError(`The C program has failed:\n${output}`);
    best = Math.min(best, JSON.parse(output).milliseconds);
  }
  return best;
}

/**
 * The least elapsed and the least processor time of the warm runs.
 * @param {Measured} measured
 */
function bestOf({ warm }) {
  return {
    elapsed: Math.min(...warm.map(({ elapsed }) => elapsed)),
    processor: Math.min(...warm.map(({ processor }) => processor)),
  };
}

/** @param {number} milliseconds */
function time(milliseconds) {
  if (milliseconds < 100) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** @param {number} ratio */
const times = (ratio) => (ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0));

const head = [
  'guest',
  'algorithm',
  'rounds',
  'simulated',
  'best',
  'best, processor',
  'first run',
  'ns a page and round',
  'peak memory',
  'C program / engine',
];

/**
 * A row of the table.
 * @param {Guest} guest
 * @param {string} algorithm
 * @param {Measured} measured
 * @param {number | null} cMilliseconds
 */
function row(guest, algorithm, measured, cMilliseconds) {
  const { first, rounds, simulatedSeconds, peakMegabytes } = measured;
  const best = bestOf(measured);
  return [
    `${guest.memory}, ${guest.bandwidth}, ${guest.writesPerSecond / 1000} k writes/s`,
    algorithm,
    String(rounds),
    `${simulatedSeconds.toFixed(1)} s`,
    time(best.elapsed),
    time(best.processor),
    time(first.elapsed),
    ((best.processor * 1e6) / (guest.pages * rounds)).toFixed(2),
    `${peakMegabytes.toFixed(0)} MB`,
    cMilliseconds === null ? '-' : times(cMilliseconds / best.processor),
  ];
}

/** @param {readonly (readonly string[])[]} rows */
function inColumns(rows) {
  const widths = head.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {readonly (readonly string[])[]} rows */
function asMarkdown(rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const [first = [], ...rest] = rows;
  return [line(first), line(first.map(() => '---')), ...rest.map(line)].join('\n');
}

/** How many times faster than the engine that draws every write, each algorithm in a sentence. */
async function againstReference(/** @type {readonly string[]} */ algorithms) {
  const sentences = [];
  for (const algorithm of algorithms) {
    const fast = await measure('fast', smallGuest, algorithm);
    const slow = await measure('reference', { ...smallGuest, runs: 3 }, algorithm);
    const [ours, theirs] = [bestOf(fast).processor, bestOf(slow).processor];
    sentences.push(
      `${algorithm}, ${smallGuest.memory}, ${smallGuest.writesPerSecond / 1000} k writes/s: ${time(ours)}; the reference engine takes ${time(theirs)}, ${times(theirs / ours)} times as long.`,
    );
  }
  return sentences;
}

/** The policies that ship and the built-in algorithms that they retell, with the parameters of both. */
const policies = [
  { policy: 'xen.policy.js', name: 'xen-precopy', builtIn: 'xen-precopy' },
  {
    policy: 'hca.policy.js',
    name: 'hca',
    builtIn: '{ hca: { thresholds: fixed, hold: tier, adapt: decay, demoteAfter: 16 } }',
  },
];

/** How many times the processor time of a built-in algorithm the same rules take as a policy, on 4 GiB; each in a sentence. */
async function policiesAgainstBuiltIn() {
  if (!existsSync(inRoot('dist', 'sandbox.js'))) return ['Policies were not measured: build first (npm run build).'];
  const guest = guests.find(({ memory }) => memory === '4GiB');
  if (guest === undefined) throw new PlainError('There is no guest of 4 GiB any more.');
  const sentences = [];
  for (const { policy, name, builtIn } of policies) {
    const own = bestOf(await measure('fast', guest, builtIn)).processor;
    const written = bestOf(await measure('fast', guest, `{ policy: ${policy} }`)).processor;
    sentences.push(
      `${name} as a policy (\`${policy}\`), ${guest.memory}: ${time(written)}; built in, ${time(own)}: ${times(written / own)} times as long, the start of the sandbox not counted.`,
    );
  }
  return sentences;
}

/**
 * @param {string} table
 * @param {readonly string[]} sentences
 */
async function writePage(table, sentences) {
  const text = await readFile(page, 'utf8');
  const [begin, end] = [text.indexOf(tableBegin), text.indexOf(tableEnd)];
  if (begin < 0 || end < begin) throw new PlainError('docs/performance.md has lost the marks around its table.');
  const load = os.loadavg()[0] ?? 0;
  const busy = load > os.cpus().length ? `, a busy machine (load ${load.toFixed(0)}): read the processor times` : '';
  const machine = `${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${os.platform()}${busy}.`;
  const list = sentences.map((sentence) => `- ${sentence}`).join('\n');
  const made = `${text.slice(0, begin)}${tableBegin}\n\n${machine}\n\n${table}\n\n${list}\n\n${text.slice(end)}`;
  await writeFile(page, await format(made, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

/** What the built panel and the extension's process cost, against their budgets: a table of Markdown. */
async function budgetTable() {
  const outfile = inRoot('out', 'bench', 'budgets.cjs');
  await build({
    entryPoints: [inRoot('bench', 'budgets.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    logLevel: 'warning',
  });
  const { code, output } = await run(process.execPath, [outfile]);
  if (code !== 0) throw new PlainError(`The budgets could not be measured (build first):\n${output}`);
  /** @type {readonly import('../test/webview/support/budgets').Budget[]} */
  const found = JSON.parse(output.trim().split('\n').at(-1) ?? '[]');
  return asMarkdown([
    ['what', 'measured', 'budget', ''],
    ...found.map(({ name, value, budget, unit }) => [
      name,
      `${value.toFixed(1)} ${unit}`,
      `${budget.toFixed(1)} ${unit}`,
      value <= budget ? 'ok' : 'missed',
    ]),
  ]);
}

/**
 * Puts the table of budgets between its marks.
 * @param {string} table
 */
async function writeBudgets(table) {
  const text = await readFile(page, 'utf8');
  const [beginMark, endMark] = ['<!-- budgets: begin -->', '<!-- budgets: end -->'];
  const [begin, end] = [text.indexOf(beginMark), text.indexOf(endMark)];
  if (begin < 0 || end < begin) throw new PlainError('docs/performance.md has lost the marks around its budgets.');
  const load = (os.loadavg()[0] ?? 0).toFixed(0);
  const machine = `${os.cpus().length} cores without a graphics processor, load ${load} before the measurement, Node ${process.versions.node}, headless Chromium.`;
  const made = `${text.slice(0, begin)}${beginMark}\n\n${machine}\n\n${table}\n\n${text.slice(end)}`;
  await writeFile(page, await format(made, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

async function main() {
  const { cases, algorithms, others, all, write, budgets } = options();
  const table = await budgetTable();
  say(table);
  if (write) await writeBudgets(table);
  if (budgets) return;
  await buildMeasure();
  const program = await compileC();
  if (program === null) say('No C compiler was found: the column of the C program stays empty.');
  const rows = [head];
  for (const guest of cases) {
    /** @type {number | null} */
    let cMilliseconds = null;
    for (const algorithm of algorithms) {
      const measured = await measure('fast', guest, algorithm);
      const inC = program !== null && guest.pages <= (all ? largestInC.all : largestInC.quick);
      if (inC && program !== null) cMilliseconds ??= await timeC(program, guest, measured.pagesPerSecond);
      const cells = row(guest, algorithm, measured, cMilliseconds);
      rows.push(cells);
      say(cells.join(', '));
    }
    for (const algorithm of besides.memory.includes(guest.memory) ? others : []) {
      const cells = row(guest, algorithm, await measure('fast', guest, algorithm), null);
      rows.push(cells);
      say(cells.join(', '));
    }
  }
  const sentences = [...(await againstReference(algorithms)), ...(await policiesAgainstBuiltIn())];
  say(`\n${inColumns(rows)}\n\n${sentences.join('\n')}`);
  if (write) await writePage(asMarkdown(rows), sentences);
}

await runMain(main);
