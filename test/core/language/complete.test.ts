// Completion: what is offered where, and that no offer makes a file wrong, at any place of any example.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete } from '../../../src/core/language/complete';
import { applyOffer, plainText, snippetText } from '../../../src/core/language/offer';
import { scenarioFields } from '../../../src/core/scenario/fields';
import { cursor, examples, labelsAt, offersAt, surroundings, wrongs } from './atCursor';

const file = `vm: { memory: 1GiB }
workload:
  - { name: hot, size: 10%, writes: 8k/s }
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopy
  - hca: { tiers: 8 }
    as: hca-8
`;

/** What an offer writes. */
function written(marked: string, label: string): string {
  const offer = offersAt(marked).find((each) => each.label === label);
  assert.ok(offer, `'${label}' is offered among ${labelsAt(marked).join(', ')}`);
  return applyOffer(cursor(marked).text, offer);
}

const memory = Object.keys(scenarioFields.vm.fields);
const hca = algorithms.find(({ id }) => id === 'hca');

/** What is offered, in order, at the cursor. */
const offered: readonly (readonly [string, string, readonly string[]])[] = [
  ['keys of a map, those it must have first', 'vm:\n  |', memory],
  ['keys of a map in braces', 'vm: { | }', memory],
  ['no key that the map has', 'vm:\n  memory: 1GiB\n  |', memory.slice(1)],
  ['no key that the map has further down', 'vm:\n  |\n  memory: 1GiB\n', memory.slice(1)],
  ['keys to a half-typed word', 'vm:\n  memory: 1GiB\n  pa|\n', memory.slice(1)],
  ['keys of braces that nobody closed', 'vm: { memory: 1GiB, |\nlink:\n  bandwidth: 1Gbit/s\n', memory.slice(1)],
  ['values of a choice', 'algorithms:\n  - hca: { hold: | }', ['capacity', 'tier', 'none']],
  ['booleans', 'algorithms:\n  - hca: { lastLive: | }', ['true', 'false']],
  [
    'presets in place of a map',
    'host: |',
    ['ideal', 'xen-shadow', 'xen-hap', 'qemu-tcg', 'qemu-kvm', 'kvm', '{ suspend: 5ms, resume: 20ms }'],
  ],
  ['patterns', 'workload:\n  - pattern: |', ['uniform', 'sequential', 'hotspot', 'zipf']],
  ['units behind a number', 'timeLimit: 10|', ['ms', 's', 'min', 'h', '10min', '1h']],
  ['units behind a number and a blank', 'timeLimit: 10 |', ['ms', 's', 'min', 'h']],
  ['traces, but no other file', 'workload:\n  - trace: |', ['traces/shop.lmtrace']],
  ['the parameters of the entry’s algorithm', 'algorithms:\n  - hca: { | }', Object.keys(hca?.parameters ?? {})],
  ['only the label beside an algorithm', 'algorithms:\n  - hca: {}\n    |', ['as']],
  ['labels of the file', `${file}expect: [ max(|`, ['xen-precopy', 'hca-8']],
  [
    'metrics of the same kind',
    `${file}expect:\n  - hca-8.total < xen-precopy.|`,
    ['downtime', 'total', 'setup', 'stall', 'degraded', 'floor', 'rateOnly'],
  ],
  [
    'units of the metric',
    `${file}expect:\n  - hca-8.bytes < 2|`,
    ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'kB', 'MB', 'GB', 'TB'],
  ],
  [
    'swept values as for the key that they replace',
    `${file}sweep:\n  algorithms.hca-8.hold: [ | ]`,
    ['capacity', 'tier', 'none'],
  ],
  ['nothing in a comment', 'vm:\n  memory: 1GiB # me|', []],
  ['nothing in quotes', "scenario: 'vm|'", []],
  ['nothing right behind a colon', 'host:|', []],
  ['nothing where lines below would change hands', `|${file.slice(file.indexOf('  - {'))}`, []],
  ['nothing at an indentation that fits nothing', 'vm:\n  memory: 1GiB\n    |', []],
];

for (const [what, marked, expected] of offered)
  test(`completion offers ${what}`, () => {
    assert.deepEqual(labelsAt(marked), expected);
  });

/** What an offer writes, by its label. */
const writing: readonly (readonly [string, string, string, string])[] = [
  ['a map as a block', '|', 'link', 'link:\n  bandwidth: 1Gbit/s'],
  [
    'a map in braces within braces',
    'workload:\n  - { | }',
    'bursts',
    'workload:\n  - { bursts: { every: 2s, on: 1s, rest: 20% } }',
  ],
  ['a key alone where its value stands', 'vm: { |: 1GiB }', 'memory', 'vm: { memory: 1GiB }'],
  ['a list with dashes', '|', 'algorithms', 'algorithms:\n  - xen-precopy\n  - hca'],
  ['the dash that an item lacks', 'algorithms:\n  - hca\n  |', '- microwiper', 'algorithms:\n  - hca\n  - microwiper'],
  [
    'a region on lines of its own',
    'workload:\n  - |',
    'region with writes',
    'workload:\n  - name: hot\n    size: 10%\n    writes: 8k/s\n    pattern: uniform',
  ],
  [
    'an algorithm with a parameter and a label that is free',
    'algorithms:\n  - hca\n  |',
    '- hca: …',
    'algorithms:\n  - hca\n  - hca: { counting: epoch }\n    as: hca-2',
  ],
  ['a parameter with its default', 'algorithms: [ hca: { | } ]', 'tiers', 'algorithms: [ hca: { tiers: 4 } ]'],
  ['a word for no limit', 'algorithms: [ hca: { holdMax: | } ]', 'none', 'algorithms: [ hca: { holdMax: none } ]'],
  ['a whole scenario', '|', 'Smallest', 'vm: { memory: 1GiB }\n'],
  [
    'the path of a sweep with the value of the file first',
    `${file}sweep:\n  |`,
    'workload.hot.writes',
    `${file}sweep:\n  workload.hot.writes: [ 8k/s, 12k/s, 800/s, 48MiB/s ]`,
  ],
  [
    'an expectation about the labels of the file',
    `${file}|`,
    'expect',
    `${file}expect:\n  - hca-8.downtime < 0.8 * xen-precopy.downtime`,
  ],
];

for (const [what, marked, label, text] of writing)
  test(`completion writes ${what}`, () => {
    assert.equal(written(marked, label), text);
  });

test('an algorithm is offered with its title, its idea and its source', () => {
  const offer = offersAt('algorithms:\n  - |').find(({ label }) => label === 'hca');
  assert.equal(offer?.detail, 'HCA (reconstruction)');
  assert.match(offer.documentation, /measures the working set early/);
  assert.match(offer.documentation, /CYBERC/);
});

test('an id is not offered where its label is asked for', () => {
  const asked = `${file}expect: [ xen-precopy.downtime < 1s ]\n`.replace('- xen-precopy', '- xen-precopy|');
  assert.deepEqual(labelsAt(asked), ['xen-precopy']);
  assert.ok(labelsAt(file.replace('- xen-precopy', '- xen-precopy|')).length > 5);
});

test('paths of a sweep are those that are found, and not within one that is swept', () => {
  const paths = labelsAt(`${file}sweep:\n  host: [ kvm, ideal ]\n  |`);
  assert.ok(paths.includes('link.bandwidth') && paths.includes('algorithms.hca-8.tiers'));
  for (const path of paths)
    assert.doesNotMatch(path, /^(?:host|repetitions|expect|workload\.hot\.(?:trace|dirtyCurve|name))\b/);
});

test('a snippet escapes what the editor would take for a sign of its own', () => {
  assert.equal(snippetText(['a$}', { hole: '{ 1}' }, { oneOf: ['x,y', 'z'] }]), 'a\\$\\}${1:{ 1\\}}${2|x\\,y,z|}');
});

/** For one completion: it is asked for at every key. */
const budgetMilliseconds = 50;
/** A test fails on time only at this multiple of a budget: it also runs on slow and busy machines. */
const tolerance = 10;

/** How long a completion takes, the shortest of three: what else the machine does is not measured. */
function millisecondsOf(text: string): number {
  let least = Infinity;
  for (let time = 0; time < 3 && least > budgetMilliseconds; time++) {
    const begin = performance.now();
    complete(text, text.length, surroundings);
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

/** Takes up every offer at an offset of a text, and finds no problem more than the text itself has (`known`, if they have been counted). */
function tryOffers(
  text: string,
  offset: number,
  files: Parameters<typeof wrongs>[1],
  seen: Set<string>,
  known?: ReadonlyMap<string, number>,
): void {
  const offers = complete(text, offset, surroundings);
  if (offers.length === 0) return;
  const before = known ?? wrongs(text, files);
  for (const offer of offers) {
    const applied = applyOffer(text, offer);
    if (seen.has(applied)) continue;
    seen.add(applied);
    for (const [code, count] of wrongs(applied, files))
      assert.ok(
        count <= (before.get(code) ?? 0),
        `'${plainText(offer.insert)}' at ${offset} brings ${code}: ${text.slice(Math.max(0, offset - 60), offset)}|${text.slice(offset, offset + 20)}`,
      );
  }
}

for (const { name, text, files } of examples()) {
  test(`no offer makes ${name} wrong`, () => {
    const seen = new Set<string>();
    const known = wrongs(text, files);
    for (let offset = 0; offset <= text.length; offset++) tryOffers(text, offset, files, seen, known);
  });

  test(`no offer on a new line makes ${name} wrong`, () => {
    const seen = new Set<string>();
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1))
      for (const indentation of ['\n', '\n  ', '\n    ', '\n      ', '\n  - ']) {
        const longer = text.slice(0, end) + indentation + text.slice(end);
        tryOffers(longer, end + indentation.length, files, seen);
      }
  });

  test(`${name} is completed quickly while it is typed from the start`, () => {
    for (let length = 0; length <= text.length; length++) {
      const milliseconds = millisecondsOf(text.slice(0, length));
      assert.ok(milliseconds < tolerance * budgetMilliseconds, `${milliseconds} ms after ${length} characters`);
    }
  });
}

test('behind an algorithm, a path of a sweep and a comparison there is something to offer', () => {
  const file = 'vm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms:\n  - xen-precopy\n  - hca: |\n';
  assert.ok(labelsAt(file).includes('{ tiers: … }'));
  const { text } = cursor(file);
  assert.deepEqual(labelsAt(`${text}sweep:\n  link.bandwidth: |\n`), ['[ 1Gbit/s, 525Mbit/s ]']);
  assert.ok(labelsAt(`${text}expect:\n  - hca.bytes < |\n`).includes('2GiB'));
  assert.ok(labelsAt(`${text}expect:\n  - hca.downtime < hca.floor + |\n`).includes('300ms'));
});
