// Colours by meaning, and what values come to: exact on a scenario with everything, sound on every example and on unfinished texts, and quick.
import assert from 'node:assert/strict';
import process from 'node:process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inlaysOf } from '../../../src/core/language/inlays';
import { semanticTokens } from '../../../src/core/language/tokens';
import { thinSpace } from '../../../src/core/metrics/format';
import { checkScenario } from '../../../src/core/scenario/check';
import { fakeAlgorithms } from '../scenario/fakeAlgorithms';
import { dataFiles } from '../scenario/support';
import { documentOf, examples, named, textAt } from './support';

const all = [...examples, ['named', named] as const];

/** Each word of a text with its type; `!` marks a declaration. */
function coloured(text: string, registry = undefined as typeof fakeAlgorithms | undefined): string[] {
  return semanticTokens(documentOf(text), registry).map(
    ({ range, type, isDeclaration }) => `${textAt(text, range)} ${type}${isDeclaration ? '!' : ''}`,
  );
}

void describe('the tokens', () => {
  const cases: readonly (readonly [what: string, text: string, ...found: string[]])[] = [
    [
      'of numbers have their unit apart',
      'vm: { memory: 1.5 GiB, vcpus: 2 }',
      'vm property',
      'memory property',
      '1.5 number',
      'GiB keyword',
      'vcpus property',
      '2 number',
    ],
    [
      'of texts are strings, whatever they look like',
      "scenario: 1Gbit/s\nseed: '1'",
      'scenario property',
      '1Gbit/s string',
      'seed property',
      "'1' string",
    ],
    [
      'of regions declare their names',
      'workload: [ { name: hot, writes: 12k/s } ]',
      'workload property',
      'name property',
      'hot variable!',
      'writes property',
      '12 number',
      'k/s keyword',
    ],
    [
      'of patterns are choices',
      'workload: [ { pattern: uniform }, { pattern: { zipf: 1.1 } } ]',
      'workload property',
      'pattern property',
      'uniform enumMember',
      'pattern property',
      'zipf enumMember',
      '1.1 number',
    ],
    [
      'of intervals have their ends apart',
      'workload: [ { during: [ 10s..40s, 60s.., ..1.5s ] } ]',
      'workload property',
      'during property',
      '10 number',
      's keyword',
      '.. operator',
      '40 number',
      's keyword',
      '60 number',
      's keyword',
      '.. operator',
      '.. operator',
      '1.5 number',
      's keyword',
    ],
    [
      'of curves have windows and pages',
      'workload: [ { dirtyCurve: [ 125ms: 16896 ] }, { dirtyCurve: a.csv } ]',
      'workload property',
      'dirtyCurve property',
      '125 number',
      'ms keyword',
      '16896 number',
      'dirtyCurve property',
      'a.csv string',
    ],
    ['of hosts know presets, short and long', 'host: kvm', 'host property', 'kvm enumMember'],
    [
      'of algorithms know ids, parameters and labels',
      'algorithms: [ hca, { precopy: { rounds: 4 }, as: four } ]',
      'algorithms property',
      'hca function',
      'precopy function',
      'rounds parameter',
      '4 number',
      'as property',
      'four type!',
    ],
    [
      'of expectations know labels, metrics and aggregates',
      'algorithms: [ hca ]\nexpect: [ max(hca.downtime) <= 0.8 * hca.total - 5ms ]',
      'algorithms property',
      'hca function',
      'expect property',
      'max function',
      'hca type',
      'downtime enumMember',
      '<= operator',
      '0.8 number',
      '* operator',
      'hca type',
      'total enumMember',
      '- operator',
      '5 number',
      'ms keyword',
    ],
    [
      'of sweeps know names, parameters and the values of what they replace',
      'workload: [ { name: a } ]\nalgorithms: [ hca ]\nsweep:\n  workload.a.pattern: [ uniform, { zipf: 2 } ]\n  algorithms.hca.tiers: [ 4 ]\n  host: [ kvm ]\n  workload.a.pattern.zipf.exponent: [ 1 ]',
      'workload property',
      'name property',
      'a variable!',
      'algorithms property',
      'hca function',
      'sweep property',
      'workload property',
      'a variable',
      'pattern property',
      'uniform enumMember',
      'zipf enumMember',
      '2 number',
      'algorithms property',
      'hca type',
      'tiers parameter',
      '4 number',
      'host property',
      'kvm enumMember',
      'workload property',
      'a variable',
      'pattern property',
      'zipf property',
      'exponent property',
      '1 number',
    ],
    [
      'leave unknown words to the grammar',
      'nonsense: 1\nhost: xem\nalgorithms: [ hcaa ]\nexpect: [ x.y < 1s ]',
      'host property',
      'algorithms property',
      'expect property',
      '< operator',
      '1 number',
      's keyword',
    ],
    ['leave texts of several lines to the grammar', 'description: |\n  a\n  b\n', 'description property'],
  ];
  for (const [what, text, ...found] of cases)
    void it(what, () => {
      assert.deepEqual(coloured(text), found);
    });

  void it("come from the algorithms' own tables", () => {
    const text = 'algorithms: [ { alpha: { limit: none, epoch: auto, skip: true, pace: adaptive, rate: 100Mbit/s } } ]';
    const words =
      'alpha function, limit parameter, none keyword, epoch parameter, auto keyword, skip parameter, true keyword, pace parameter, adaptive enumMember, rate parameter, 100 number, Mbit/s keyword';
    assert.deepEqual(coloured(text, fakeAlgorithms), ['algorithms property', ...words.split(', ')]);
  });

  void it('stand in order on one line each, none over another, in any text', () => {
    const unfinished = fc
      .tuple(fc.constantFrom(...all.map(([, text]) => text)), fc.nat(), fc.nat({ max: 30 }))
      .map(([text, at, length]) => text.slice(0, at % text.length) + text.slice((at % text.length) + length));
    fc.assert(
      fc.property(unfinished, (text) => {
        let end = 0;
        for (const { range } of semanticTokens(documentOf(text))) {
          assert.ok(end <= range.start && range.start < range.end, text);
          assert.doesNotMatch(textAt(text, range), /[\n:]|^\s|\s$/);
          end = range.end;
        }
      }),
      { numRuns: 300, seed: 20_301 },
    );
  });

  void it('take time in proportion to the text', () => {
    const region = (index: number): string => `  - { name: r${index}, size: 4KiB, writes: 1/s }\n`;
    const axis = (index: number): string => `  workload.r${index}.writes: [1/s, 2/s]\n`;
    const textOf = (count: number): string => {
      const numbers = Array.from({ length: count }, (_, index) => index);
      return `workload:\n${numbers.map(region).join('')}sweep:\n${numbers.map(axis).join('')}`;
    };
    const document = documentOf(textOf(800));
    const before = process.cpuUsage();
    const tokens = semanticTokens(document);
    const { user, system } = process.cpuUsage(before);
    assert.equal(tokens.length, 2 + 800 * (8 + 7));
    assert.ok(user + system < 300e3, `${(user + system) / 1e3} ms`);
  });
});

/** The lines of a text with what stands behind their values, in plain blanks. */
function withInlays(text: string, files = dataFiles({})): string[] {
  return inlaysOf(documentOf(text), files).map(({ offset, text: inlay }) => {
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    return `${text.slice(start, offset).trim()} ${inlay.replaceAll(thinSpace, ' ')}`;
  });
}

const guest = `vm:
  memory: 1GiB
  zeroPages: 25%
  deviceState: 1MiB
workload:
  - name: hot
    size: 10%
    writes: 48MiB/s
    reads: 10kB/s
    pattern: { hotspot: { pages: 10%, share: 90% } }
  - size: 64MiB
    writes: 12k/s
link:
  bandwidth: 1Gbit/s
algorithms: [xen-precopy]
`;

void describe('inlays', () => {
  void it('give sizes and shares in pages, and rates in pages a second', () => {
    assert.deepEqual(withInlays(guest), [
      'memory: 1GiB = 262 144 pages',
      'zeroPages: 25% = 65 536 pages',
      'size: 10% = 26 214 pages',
      'writes: 48MiB/s = 12 288 pages/s',
      'reads: 10kB/s ≈ 2.44 pages/s',
      'pattern: { hotspot: { pages: 10% = 2 621 pages',
      '- size: 64MiB = 16 384 pages',
      'bandwidth: 1Gbit/s ≈ 28 600 pages/s',
    ]);
  });

  void it('are the figures of the scenario that runs', () => {
    const { scenario } = checkScenario(guest);
    assert.ok(scenario);
    const [hot, log] = scenario.workload;
    assert.deepEqual([scenario.pages, scenario.zeroPages, hot?.pages, log?.pages], [262_144, 65_536, 26_214, 16_384]);
    assert.ok(hot?.pattern.kind === 'hotspot');
    assert.deepEqual([hot.pattern.hotPages, hot.writesPerSecond], [2621, 12_288]);
  });

  void it('change with the page size and with what the baseline sends a page in', () => {
    const huge = guest.replace('vm:\n', 'vm:\n  pageSize: 2MiB\n');
    assert.deepEqual(withInlays(huge).slice(0, 2), ['memory: 1GiB = 512 pages', 'zeroPages: 25% = 128 pages']);
    assert.match(withInlays(huge).at(-1) ?? '', /≈ 56 pages\/s$/);
    const [link] = inlaysOf(documentOf(guest), dataFiles({})).slice(-1);
    assert.match(link?.explanation ?? '', /full pages of 4.KiB .* as 'xen-precopy' sends them\.$/i);
  });

  void it('stay where they can be had while something else is wrong', () => {
    const broken = guest.replace('10%, share', '10x, share').replace('64MiB', '64').replace('[xen-precopy]', '[xen]');
    assert.deepEqual(withInlays(broken), [
      'memory: 1GiB = 262 144 pages',
      'zeroPages: 25% = 65 536 pages',
      'size: 10% = 26 214 pages',
      'writes: 48MiB/s = 12 288 pages/s',
      'reads: 10kB/s ≈ 2.44 pages/s',
    ]);
    assert.deepEqual(withInlays(guest.replace('1GiB', 'much')), []);
    assert.deepEqual(withInlays(''), []);
  });

  void it('have none for what the file does not say', () => {
    const text = 'vm: { memory: 1GiB }\nworkload: [ { trace: a.lmtrace } ]\nlink: {}\nalgorithms: [hca]\n';
    assert.deepEqual(withInlays(text), ['vm: { memory: 1GiB = 262 144 pages']);
  });

  void it('stand behind values, in order, in every example', () => {
    for (const [file, text] of all) {
      const inlays = inlaysOf(documentOf(text), dataFiles({}));
      assert.ok(inlays.length >= 2, file);
      let last = 0;
      for (const { offset } of inlays) {
        assert.ok(offset > last, file);
        assert.match(text.slice(offset - 1, offset + 1), /\S[\s,}]/, file);
        last = offset;
      }
    }
  });
});
