// npm run fuzz: breaks scenarios by the hundred thousand and looks at each answer (test/core/scenario/mutate.ts, answer.ts). Fails at the first one that is
// wrong, with its text. A text has a number: `--seed S --from N --count 1` makes it again.
//   node scripts/fuzz.mjs [--count N] [--seed S] [--from N]
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import { loadBundle } from './bundles.mjs';
import { PlainError, runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

const secondsAtMost = 1;
/** Texts between two looks at the memory, and what may stay behind in all: caches of patterns and compiled code, no texts. */
const chunk = 5000;
const mebibytesAtMost = 64;

/** @returns {Promise<typeof import('../test/core/scenario/fuzzing')>} */
function loadFuzzing() {
  return loadBundle(inRoot('test', 'core', 'scenario', 'fuzzing.ts'), inRoot('out', 'fuzz', 'fuzzing.cjs'));
}

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new PlainError(`--${name} wants a whole number, not ${text}.`);
  return Number(text);
}

/** @param {string} text */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

function mebibytesInUse() {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '200000' },
      seed: { type: 'string', default: String(Date.now()) },
      from: { type: 'string', default: '0' },
    },
  });
  const { seed } = values;
  const first = wholeNumber('from', values.from);
  const end = first + wholeNumber('count', values.count);
  process.stdout.write(`seed ${seed}, texts ${first} to ${end - 1}\n`);
  process.chdir(inRoot());
  const { fuzz } = await loadFuzzing();
  let before = 0;
  for (let from = first; from < end; from += chunk) {
    const count = Math.min(chunk, end - from);
    const [offence] = fuzz({
      seed,
      from,
      count,
      secondsAtMost,
      progress: (done) => {
        if (done % 100 === 0) progress(`${from - first + done} of ${end - first}`);
      },
    });
    progress('');
    if (offence !== undefined)
      throw new PlainError(
        `--seed ${seed} --from ${offence.index} --count 1: ${offence.fault}\nThe text:\n${JSON.stringify(offence.text)}`,
      );
    const now = mebibytesInUse();
    // The first chunk warms up.
    if (from === first) before = now;
    else if (now - before > mebibytesAtMost)
      throw new PlainError(
        `Memory grows: ${before.toFixed(0)} MiB after ${chunk} texts, ${now.toFixed(0)} MiB after ${from - first + count}.`,
      );
  }
  process.stdout.write(`${end - first} broken scenarios, each with an answer as it has to be\n`);
});
