// Hovers: what is said of keys, values, algorithms and names, at the word under the mouse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { hoverAt } from '../../../src/core/language/hover';
import { cursor, examples } from './atCursor';

const file = `vm: { memory: 1GiB, pageSize: 4KiB, zeroPages: 25% }
workload:
  - { name: hot, size: 10%, writes: 8k/s, pattern: { hotspot: { pages: 10%, share: 90% } }, change: 5% }
  - { name: measured, dirtyCurve: [125ms: 260], during: [10s..40s] }
link: { bandwidth: 1Gbit/s, rtt: 20s }
host: { preset: xen-hap, suspend: 5ms }
algorithms:
  - xen-precopy
  - hca: { tiers: 8, epoch: 50ms }
    as: hca-8
timeLimit: 10min
expect:
  - max(hca-8.downtime) < 0.8 * xen-precopy.downtime + 300ms
sweep:
  workload.hot.writes: [16k/s]
  algorithms.hca-8.tiers: [4]
`;

/** The hover on a word, whose cursor stands before it. */
function hoverOn(marked: string): { readonly word: string; readonly markdown: string } | null {
  const { text, offset } = cursor(marked);
  const found = hoverAt(text, offset, algorithms);
  return found && { word: text.slice(found.range.start, found.range.end), markdown: found.markdown };
}

const said: readonly (readonly [what: string, before: string, word: string, ...patterns: RegExp[]])[] = [
  [
    'a key: what it is, its bounds, its default, an example',
    'pageSize',
    'pageSize',
    /as one/,
    /2MiB/,
    /default `4KiB`/,
  ],
  ['a key that must be there', 'memory', 'memory', /whole number of pages/, /required/, /4KiB to/],
  ['a size in bytes and pages', '1GiB', '1GiB', /1 073 741 824 bytes; 262 144 pages of 4 KiB/],
  ['a share of the memory', '10%, writes', '10%', /26 214 pages/, /102 MiB/],
  ['zero pages', '25%', '25%', /65 536 pages/],
  ['a share of a region', '10%, share', '10%', /2 621 pages/],
  ['a share of a page', '5% }\n  - { name: m', '5%', /205 bytes/],
  [
    'a write rate, and how often it meets a page',
    '8k/s',
    '8k/s',
    /8 000 page writes per second/,
    /each page once in 3.28 s/,
  ],
  ['a bandwidth in pages per second', '1Gbit/s', '1Gbit/s', /1 000 000 000 bit\/s/, /28 600 pages\/s of 4 KiB/],
  ['a time in seconds', '5ms }', '5ms', /0.005 s/],
  ['an interval', '10s..40s', '10s..40s', /30 s long/],
  ['a window of a curve', '125ms', '125ms', /0.125 s/, /distinct pages/],
  ['a pattern', 'hotspot', 'hotspot', /takes most of the writes/],
  ['a preset with its sources', 'xen-hap', 'xen-hap', /hardware-assisted paging/, /a guess/],
  [
    'an algorithm: title, idea, source',
    'xen-precopy\n',
    'xen-precopy',
    /\*\*Xen pre-copy\*\*/,
    /29 rounds/,
    /xc_linux_save/,
  ],
  ['a reconstruction', 'hca: {', 'hca', /CYBERC/, /_Reconstruction/],
  ['a parameter: default and source', 'tiers: 8', 'tiers', /2 to 8/, /default `4`/, /Source: Ours/],
  ['a parameter without effect elsewhere', 'epoch', 'epoch', /only with `sampling: overlap`, `sampling: before`/],
  ['the value of a parameter', '50ms', '50ms', /0.05 s/],
  ['a label where it is given', 'hca-8\ntime', 'hca-8', /`hca: \{ tiers: 8, epoch: 50ms \}, as: hca-8`/],
  ['a label in an expectation', 'hca-8.downtime', 'hca-8', /tiers: 8/, /HCA \(reconstruction\)/],
  ['a metric', 'downtime) <', 'downtime', /How long the guest stood still/, /a time/],
  ['a figure of the repetitions', 'max(', 'max', /largest of the repetitions/],
  ['a time of an expectation', '300ms', '300ms', /0.3 s/],
  [
    'a path through a region',
    'workload.hot',
    'workload.hot.writes',
    /Varies/,
    /region `hot`: `name: hot, size: 10%/,
    /Page writes/,
  ],
  [
    'a path to a parameter',
    'algorithms.hca-8',
    'algorithms.hca-8.tiers',
    /of `hca-8`, `hca`/,
    /Levels of the hierarchy/,
  ],
  ['a swept value', '16k/s', '16k/s', /16 000 page writes/],
];

for (const [what, before, word, ...patterns] of said)
  test(`a hover explains ${what}`, () => {
    const at = file.indexOf(before);
    assert.ok(at >= 0, before);
    const found = hoverOn(`${file.slice(0, at)}|${file.slice(at)}`);
    assert.equal(found?.word, word);
    // Figures are set with narrow blanks.
    for (const pattern of patterns) assert.match(found.markdown.replaceAll('\u202f', ' '), pattern);
  });

test('a value that is written in its base unit is not repeated', () => {
  assert.doesNotMatch(hoverOn(file.replace('20s', '|20s'))?.markdown ?? '', /20/);
});

test('there is no hover in comments, between words and on names that are nothing', () => {
  for (const marked of ['vm: # com|ment\n', 'vm:  |  { memory: 1GiB }', 'col|our: blue', 'algorithms: [ nos|uch ]'])
    assert.equal(hoverOn(marked), null, marked);
});

test('a hover works in a text that does not parse', () => {
  assert.equal(hoverOn('vm: { memory: 1|GiB\nlink: [')?.word, '1GiB');
});

test('a hover of an algorithm, or of a label that stands for one, names it: it has a page', () => {
  const algorithmOn = (marked: string): string | undefined => {
    const { text, offset } = cursor(marked);
    return hoverAt(text, offset, algorithms)?.algorithm;
  };
  assert.equal(algorithmOn(file.replace('- xen-precopy', '- |xen-precopy')), 'xen-precopy');
  assert.equal(algorithmOn(file.replace('- hca:', '- |hca:')), 'hca');
  assert.equal(algorithmOn(file.replace('as: hca-8', 'as: |hca-8')), 'hca');
  assert.equal(algorithmOn(file.replace('max(hca-8', 'max(|hca-8')), 'hca');
  assert.equal(algorithmOn(file.replace('tiers: 8', '|tiers: 8')), undefined);
  assert.equal(algorithmOn(file.replace('name: hot', 'name: |hot')), undefined);
});

for (const { name, text } of examples())
  test(`every hover of ${name} is short, and about the word under the mouse`, () => {
    for (let offset = 0; offset <= text.length; offset++) {
      const found = hoverAt(text, offset, algorithms);
      if (!found) continue;
      assert.ok(found.range.start <= offset && offset < found.range.end);
      assert.ok(found.markdown.length > 0 && found.markdown.length < 1500, found.markdown);
      assert.doesNotMatch(found.markdown, /undefined|NaN|\]\(#/);
    }
  });
