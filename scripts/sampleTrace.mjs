// Writes examples/traces/shop.lmtrace: 30 seconds of a made-up shop in 2 048 pages, as a recorder that looks every 200 ms would see it. A few pages
// of counters are written all the time, orders walk through a table, and every 10 s the database writes its checkpoint. The same bytes each time.
//   node scripts/sampleTrace.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const pages = 2048;
const intervalMs = 200;
const seconds = 30;
/** A checkpoint writes 512 pages, in this time. */
const checkpointMs = 2000;

/** A linear congruential generator (Numerical Recipes): the example has to be the same each time, and no more. */
let state = 2010;
/** @param {number} below */
function draw(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

/** @type {string[]} */
const rows = [];
let order = 256;
for (let ms = 0; ms < seconds * 1000; ms += intervalMs) {
  rows.push(`${ms},0,24,${240 + draw(120)}`);
  const written = 6 + draw(10);
  rows.push(`${ms},${order},${written},${2 * written}`);
  order = order + written < pages - 512 ? order + written - 1 : 256;
  for (let session = 0; session < 4; session++) rows.push(`${ms},${32 + draw(220)},${1 + draw(3)}`);
  const since = ms % 10_000;
  if (since < checkpointMs) rows.push(`${ms},${pages - 512 + Math.round((since / checkpointMs) * 512)},51`);
}

const head = [
  '#lmtrace 1',
  '#page_size 4096',
  `#pages ${pages}`,
  `#interval_ms ${intervalMs}`,
  '#loop all',
  '#source made up by scripts/sampleTrace.mjs',
];
mkdirSync(inRoot('examples', 'traces'), { recursive: true });
writeFileSync(inRoot('examples', 'traces', 'shop.lmtrace'), `${[...head, ...rows].join('\n')}\n`);
