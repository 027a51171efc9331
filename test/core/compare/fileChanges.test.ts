// What changed between two files, key by key: each key of the language alone, what comes and goes as a whole, and what is no change.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeInWords, changesBetween } from '../../../src/core/compare/fileChanges';
import { shortestPercent } from '../../../src/core/compare/scenarioKeys';
import { thinSpace } from '../../../src/core/metrics/format';
import { checkScenario } from '../../../src/core/scenario/check';
import { type RecordedScenario, recordedScenario } from '../../../src/core/scenario/record';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

function scenarioOf(text: string): RecordedScenario {
  const { scenario, problems } = checkScenario(text);
  assert.ok(scenario, problems.map(({ message }) => message).join('\n'));
  return recordedScenario(scenario);
}

const base = `scenario: Two regions
seed: one
repetitions: 3
vm: { memory: 1GiB, zeroPages: 10% }
workload:
  - { name: index, size: 2%, writes: 60k/s, pattern: { hotspot: { pages: 10%, share: 90% } } }
  - { name: tables, size: 128MiB, writes: 20k/s, pattern: { zipf: 1.1 } }
link: { bandwidth: 1Gbit/s }
algorithms:
  - xen-precopy
  - hca: { tiers: 4 }
timeLimit: 60s
expect: [ hca.downtime < 1s ]
`;
const before = scenarioOf(base);

/** The lines of what changed when one piece of the text is another. */
function changed(piece: string, by: string): readonly string[] {
  assert.ok(base.includes(piece), piece);
  return changesBetween(before, scenarioOf(base.replace(piece, by))).map((change) => spaced(changeInWords(change)));
}

describe('what changed in a file', () => {
  it('is nothing for the same scenario, however it is written', () => {
    assert.deepEqual(changesBetween(before, before), []);
    assert.deepEqual(changed('memory: 1GiB', 'memory: 1024MiB'), []);
    assert.deepEqual(changed('writes: 60k/s', 'writes: 60000/s'), []);
    assert.deepEqual(changed('hca: { tiers: 4 }', 'hca'), []);
    assert.deepEqual(changed('link: { bandwidth: 1Gbit/s }', 'link: { bandwidth: 1Gbit/s, efficiency: 94% }'), []);
    assert.deepEqual(changed('timeLimit: 60s', 'timeLimit: 1min # a remark'), []);
  });

  const one: readonly (readonly [string, string, string])[] = [
    ['bandwidth: 1Gbit/s', 'bandwidth: 10Gbit/s', 'link.bandwidth 1 Gbit/s → 10 Gbit/s'],
    ['tiers: 4', 'tiers: 8', 'hca.tiers 4 → 8'],
    ['tiers: 4', 'tiers: 4, hold: none', 'hca.hold capacity → none'],
    ['tiers: 4', 'tiers: 4, epoch: 50ms', 'hca.epoch auto → 50 ms'],
    ['tiers: 4', 'tiers: 4, holdMax: 2000', 'hca.holdMax none → 2 000'],
    ['tiers: 4', 'tiers: 4, lastLive: true', 'hca.lastLive false → true'],
    ['seed: one', 'seed: two', 'seed one → two'],
    ['repetitions: 3', 'repetitions: 20', 'repetitions 3 → 20'],
    ['Two regions', 'A busy guest', 'scenario Two regions → A busy guest'],
    ['zeroPages: 10%', 'zeroPages: 20%', 'vm.zeroPages 10 % → 20 %'],
    ['zeroPages: 10%', 'zeroPages: 10%, zeroLayout: spread', 'vm.zeroLayout last → spread'],
    ['zeroPages: 10%', 'zeroPages: 10%, deviceState: 4MiB', 'vm.deviceState 1 MiB → 4 MiB'],
    ['zeroPages: 10%', 'zeroPages: 10%, vcpus: 2', 'vm.vcpus 1 → 2'],
    ['size: 2%', 'size: 3%', 'workload.index.size 20.5 MiB (2 % of memory) → 30.7 MiB (3 % of memory)'],
    ['zeroPages: 10%', 'zeroPages: 10%, catchUp: 5s', 'vm.catchUp 0 s → 5 s'],
    ['writes: 60k/s', 'writes: 80k/s', 'workload.index.writes 60 k/s → 80 k/s'],
    ['pages: 10%', 'pages: 20%', 'workload.index.pattern.hotspot.pages 10 % → 20 %'],
    ['share: 90% }', 'share: 90%, scatter: false }', 'workload.index.pattern.hotspot.scatter true → false'],
    ['zipf: 1.1', 'zipf: 1.2', 'workload.tables.pattern.zipf.exponent 1.1 → 1.2'],
    ['{ zipf: 1.1 }', 'uniform', 'workload.tables.pattern { zipf: 1.1 } → uniform'],
    ['{ zipf: 1.1 }', 'sequential', 'workload.tables.pattern { zipf: 1.1 } → sequential'],
    ['writes: 20k/s', 'writes: 20k/s, reads: 1k/s', 'workload.tables.reads 40 k/s → 1 k/s'],
    ['writes: 20k/s', 'writes: 20k/s, change: 512B', 'workload.tables.change 4 KiB → 512 B'],
    ['writes: 20k/s', 'writes: 20k/s, during: [ 1s..5s ]', 'workload.tables.during always → [ 1s..5s ]'],
    ['bandwidth: 1Gbit/s', 'bandwidth: 1Gbit/s, rtt: 5ms', 'link.rtt 200 µs → 5 ms'],
    [
      'bandwidth: 1Gbit/s',
      'bandwidth: 1Gbit/s, schedule: [ { at: 20s, available: 40% } ]',
      'link.schedule none → [ { at: 20 s, available: 40 % } ]',
    ],
    ['timeLimit: 60s', 'timeLimit: 90s', 'timeLimit 60 s → 90 s'],
    ['timeLimit: 60s', 'timeLimit: 60s\nhost: { suspend: 5ms }', 'host.suspend 2 ms → 5 ms'],
    ['timeLimit: 60s', 'timeLimit: 60s\nhost: xen-shadow', 'host.preset ideal → xen-shadow'],
    ['timeLimit: 60s', 'timeLimit: 60s\ndescription: A guest.', 'description added'],
    [
      '  - { name: tables',
      '  - { name: log, size: 64MiB, writes: 500/s }\n  - { name: tables',
      'workload: region log added (64 MiB, 500 /s, uniform)',
    ],
    ['  - xen-precopy\n', '  - xen-precopy\n  - precopy\n', 'algorithms: precopy added'],
    ['  - xen-precopy\n', '', 'algorithms: xen-precopy removed'],
    ['  - xen-precopy\n', '  - precopy: {}\n    as: xen-precopy\n', 'xen-precopy xen-precopy → precopy'],
    ['[ hca.downtime < 1s ]', '[ hca.downtime < 1s, hca.total < 90s ]', 'expect: hca.total < 90s added'],
  ];
  for (const [piece, by, line] of one) {
    it(`names one key alone: ${line}`, () => {
      assert.deepEqual(changed(piece, by), [line]);
    });
  }

  it('tells what follows from a change, where it is another value too', () => {
    assert.deepEqual(changed('memory: 1GiB', 'memory: 2GiB'), [
      'vm.memory 1 GiB → 2 GiB',
      'workload.index.size 20.5 MiB (2 % of memory) → 41 MiB (2 % of memory)',
    ]);
    assert.deepEqual(changed('memory: 1GiB', 'memory: 1GiB, pageSize: 2MiB').slice(0, 1), [
      'vm.pageSize 4 KiB → 2 MiB',
    ]);
  });

  it('tells another order of regions and of algorithms', () => {
    const [index, tables] = base.split('\n').filter((line) => line.includes('name:'));
    const turned = base
      .replace(`${index ?? ''}\n${tables ?? ''}`, `${tables ?? ''}\n${index ?? ''}`)
      .replace('  - xen-precopy\n  - hca: { tiers: 4 }\n', '  - hca: { tiers: 4 }\n  - xen-precopy\n');
    assert.deepEqual(changesBetween(before, scenarioOf(turned)).map(changeInWords), [
      'workload in another order: tables, index',
      'algorithms in another order: hca, xen-precopy',
    ]);
  });

  it('replaces an expectation by taking one away and adding one', () => {
    assert.deepEqual(changed('hca.downtime < 1s', 'hca.downtime < 2s'), [
      'expect: hca.downtime < 1s removed',
      'expect: hca.downtime < 2s added',
    ]);
  });

  it('turned round, takes away what was added and names the same keys', () => {
    for (const [piece, by] of one) {
      const after = scenarioOf(base.replace(piece, by));
      const there = changesBetween(before, after);
      const back = changesBetween(after, before);
      assert.deepEqual(
        back.map(({ path, before: was, now: is }) => [path, was?.text, is?.text]),
        there.map(({ path, before: was, now: is }) => [path, is?.text, was?.text]),
      );
    }
  });

  it('writes shares as a file would: the shortest that gives the pages again', () => {
    assert.equal(shortestPercent(26_214, 262_144), 10);
    assert.equal(shortestPercent(1, 3), 30);
    assert.equal(shortestPercent(0, 100), 0);
    assert.equal(shortestPercent(262_143, 262_144), 99.9996);
    for (const part of [1, 17, 5243, 131_071])
      assert.equal(Math.round((shortestPercent(part, 262_144) / 100) * 262_144), part);
  });
});
