// npm run hca-grid: runs the guests of hca-grid/guests.mjs with the built command, and writes the tables and the figure of docs/hca.md.
//   node scripts/hcaGrid.mjs [--repetitions N] [--only PATTERN] [--print]    --print writes nothing but to the screen
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { gridGuests, scenarioOf } from '../hca-grid/guests.mjs';
import { gridFigure, gridSection, tuningSection } from '../hca-grid/report.mjs';
import { PlainError, runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

/** @typedef {import('../hca-grid/guests.mjs').GridGuest} GridGuest */
/** @typedef {import('../hca-grid/report.mjs').Row} Row */
/** @typedef {{ name: string, yaml: string }} Variant */

const page = inRoot('docs', 'hca.md');
const folder = inRoot('out', 'hca-grid');

/** @type {Variant} */
const xen = { name: 'xen-precopy', yaml: 'xen-precopy' };
/** @type {Variant} */
const standard = { name: 'as it is by default', yaml: 'hca' };

/** @param {string} parameter @param {string} value @returns {Variant} */
const changed = (parameter, value) => ({
  name: `\`${parameter}: ${value}\``,
  yaml: `{ hca: { ${parameter}: ${value} }, as: ${`${parameter}-${value}`.replace(/\W+/g, '-').replace(/-$/, '')} }`,
});

/** The abstract's two claims, holding, and our stop rule, each by itself; then all that is HCA's at once, with the stop rule and without. */
const ablations = [
  xen,
  standard,
  changed('counting', 'bit'),
  changed('sampling', 'off'),
  changed('hold', 'none'),
  changed('hold', 'tier'),
  changed('minShrink', '0'),
  {
    name: '`counting: bit`, `sampling: off`, `hold: none`',
    yaml: '{ hca: { counting: bit, sampling: off, hold: none }, as: bare }',
  },
  {
    name: 'the same and `minShrink: 0`',
    yaml: '{ hca: { counting: bit, sampling: off, hold: none, minShrink: 0 }, as: bare-and-patient }',
  },
];
const others = {
  capacity: ['80%', '95%', '100%'],
  maxRounds: ['29', '60'],
  minShrink: ['2%', '10%'],
  epochs: ['5', '20'],
  tiers: ['3', '6'],
  demoteAfter: ['1', '4'],
};
const tuning = [
  xen,
  standard,
  ...Object.entries(others).flatMap(([name, values]) => values.map((value) => changed(name, value))),
];

/** Every variant of every guest. @param {GridGuest} guest @param {readonly Variant[]} variants @param {number} repetitions @returns {Row} */
function run(guest, variants, repetitions) {
  const file = path.join(folder, 'guest.migration.yaml');
  const result = path.join(folder, 'result.json');
  writeFileSync(
    file,
    scenarioOf(
      guest,
      variants.map(({ yaml }) => yaml),
      repetitions,
    ),
  );
  const output = openSync(result, 'w');
  const words = [inRoot('dist', 'cli.js'), 'run', '--format', 'json', file];
  const { status, stderr } = spawnSync(process.execPath, words, {
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(output);
  if (status !== 0) throw new PlainError(`${guest.name}: the runs failed.\n${stderr}`);
  const { scenario, summary, runs } = JSON.parse(readFileSync(result, 'utf8'));
  const [first] = runs;
  const { link, pages, pageBytes } = scenario;
  // Xen's format has eight bytes beside each page.
  const pagesPerSecond = (link.bandwidthBitsPerSecond * link.efficiency) / 8 / (pageBytes + 8);
  return {
    guest,
    rateOnlySeconds: first.floor.rateOnlyDowntimeSeconds,
    leastTotalSeconds:
      pages / pagesPerSecond + first.downtimeSeconds - first.downtime.transferSeconds + first.setupSeconds,
    outcomes: summary.map((/** @type {any} */ one) => ({
      downtime: one.downtimeSeconds,
      total: one.totalSeconds,
    })),
  };
}

/** @param {readonly GridGuest[]} guests @param {readonly Variant[]} variants @param {number} repetitions */
function runAll(guests, variants, repetitions) {
  return guests.map((guest, i) => {
    process.stderr.write(`${i + 1} of ${guests.length}: ${guest.name}\n`);
    return run(guest, variants, repetitions);
  });
}

/** @param {string} text @param {string} name @param {string} section */
function replaced(text, name, section) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new PlainError(`docs/hca.md has no place for the ${name}: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}

await runMain(async () => {
  if (!existsSync(inRoot('dist', 'cli.js'))) throw new PlainError('Build first: npm run build');
  const { values } = parseArgs({
    options: {
      repetitions: { type: 'string', default: '10' },
      only: { type: 'string', default: '' },
      print: { type: 'boolean', default: false },
    },
  });
  const repetitions = Number(values.repetitions);
  if (!Number.isInteger(repetitions) || repetitions < 2)
    throw new PlainError('--repetitions wants a whole number from 2 on.');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const wanted = new RegExp(values.only);
  const guests = gridGuests(inRoot()).filter(({ family, name }) => wanted.test(`${family}: ${name}`));
  if (guests.length === 0) throw new PlainError(`No guest of the grid matches ${values.only}.`);
  const rows = runAll(guests, ablations, repetitions);
  // Larger guests and hosts with costs take most of the time and would tell the same.
  const small = guests.filter(
    ({ half, family }) => half === 'tuning' && family !== 'larger' && family !== 'with costs',
  );
  const grid = gridSection(rows, ablations, repetitions);
  const defaults = tuningSection(runAll(small, tuning, repetitions), tuning);
  if (values.print) {
    process.stdout.write(`${grid}\n\n${defaults}\n`);
    return;
  }
  const text = replaced(replaced(readFileSync(page, 'utf8'), 'grid', grid), 'defaults', defaults);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
  writeFileSync(inRoot('docs', 'images', 'hca-grid.svg'), gridFigure(rows));
  process.stdout.write('docs/hca.md and docs/images/hca-grid.svg written\n');
});
