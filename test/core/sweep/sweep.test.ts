// A sweep's points are the scenarios that the file would give with the values written into it by hand.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkPoint, checkScenario, type ScenarioCheck, type Sweep } from '../../../src/core/scenario/check';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { baseValues } from '../../../src/core/sweep/baseValues';
import { locate } from '../../../src/core/sweep/paths';
import { placesAt, pointCount } from '../../../src/core/sweep/points';
import { unitsOfShard } from '../../../src/core/sweep/result';
import { dataFiles, outline } from '../scenario/support';

const file = `scenario: Swept
vm:
  memory: 1GiB
workload:
  - name: hot
    size: 10%
    writes: 12k/s
    pattern: { hotspot: { pages: 10%, share: 90% } }
  - size: 64MiB
    writes: 500/s
    pattern: { zipf: 1.1 }
    during: { bursts: { every: 2s, on: 1s } }
  - name: curve
    dirtyCurve: one.csv
link: { bandwidth: 1Gbit/s }
host: xen-shadow
algorithms:
  - hca
  - hca: { tiers: 8 }
    as: hca-8
  - xen-precopy:
`;

const files = dataFiles({ 'one.csv': '1,100\n2,190\n4,300\n', 'two.csv': '1,50\n2,90\n4,150\n' });

function checked(text: string): ScenarioCheck {
  const result = checkScenario(text, { files });
  const errors = result.problems.filter(({ severity }) => severity === 'error');
  assert.deepEqual(outline(errors), []);
  return result;
}

function sweepOf({ sweep }: ScenarioCheck): Sweep {
  assert.ok(sweep);
  return sweep;
}

/** The scenarios of a sweep's points. */
function points(sweepText: string): Scenario[] {
  const check = checked(`${file}sweep:\n${sweepText}`);
  const sweep = sweepOf(check);
  return Array.from({ length: pointCount(sweep.axes) }, (_, point) => {
    const { scenario, problems } = checkPoint(check.document, sweep, point, { files });
    assert.ok(scenario, outline(problems).join('\n'));
    return scenario;
  });
}

/** Path, value, and what an editor would write into the file for it. */
const edits: readonly (readonly [path: string, value: string, part: string, by: string])[] = [
  ['vm.memory', '2GiB', 'memory: 1GiB', 'memory: 2GiB'],
  ['vm.pageSize', '16KiB', 'memory: 1GiB', 'memory: 1GiB\n  pageSize: 16KiB'],
  ['link.bandwidth', '10Gbit/s', '1Gbit/s', '10Gbit/s'],
  ['link.schedule', '[ { at: 2s, available: 40% } ]', '1Gbit/s', '1Gbit/s, schedule: [ { at: 2s, available: 40% } ]'],
  ['seed', 'other', 'vm:', 'seed: other\nvm:'],
  ['timeLimit', '10min', 'vm:', 'timeLimit: 10min\nvm:'],
  ['host', 'ideal', 'xen-shadow', 'ideal'],
  ['host.suspend', '7ms', 'host: xen-shadow', 'host: { preset: xen-shadow, suspend: 7ms }'],
  ['host.clean.fixed', '1ms', 'host: xen-shadow', 'host: { preset: xen-shadow, clean: { fixed: 1ms } }'],
  ['workload.hot.writes', '48MiB/s', '12k/s', '48MiB/s'],
  ['workload.hot.size', '5%', 'size: 10%', 'size: 5%'],
  ['workload.hot.pattern', 'sequential', '{ hotspot: { pages: 10%, share: 90% } }', 'sequential'],
  ['workload.hot.pattern', '{ zipf: 2 }', '{ hotspot: { pages: 10%, share: 90% } }', '{ zipf: 2 }'],
  ['workload.hot.pattern.hotspot.share', '50%', 'share: 90%', 'share: 50%'],
  ['workload.hot.pattern.hotspot.scatter', 'false', 'share: 90%', 'share: 90%, scatter: false'],
  ['workload.hot.during', '[ 1s..2s ]', 'size: 10%', 'size: 10%\n    during: [ 1s..2s ]'],
  ['workload.region-2.writes', '1k/s', '500/s', '1k/s'],
  ['workload.region-2.pattern.zipf.exponent', '0.5', 'zipf: 1.1', 'zipf: 0.5'],
  ['workload.region-2.during.bursts.rest', '10%', 'on: 1s', 'on: 1s, rest: 10%'],
  ['workload.curve.dirtyCurve', 'two.csv', 'one.csv', 'two.csv'],
  ['algorithms.hca.tiers', '2', '- hca\n', '- hca: { tiers: 2 }\n'],
  ['algorithms.hca-8.tiers', '2', 'tiers: 8', 'tiers: 2'],
  ['algorithms.xen-precopy.maxRounds', '5', 'xen-precopy:\n', 'xen-precopy: { maxRounds: 5 }\n'],
];

void describe('a value of a sweep', () => {
  for (const [path, value, part, by] of edits)
    void it(`is as if written into the file: ${path}: ${value}`, () => {
      assert.ok(file.includes(part), part);
      const [scenario] = points(`  ${path}: [ ${value} ]\n`);
      assert.deepEqual(scenario, checked(file.replace(part, () => by)).scenario);
    });

  void it('leaves the file itself as it is', () => {
    assert.deepEqual(checked(`${file}sweep: { vm.memory: [ 2GiB ] }\n`).scenario, checked(file).scenario);
  });
});

void describe('the points of a sweep', () => {
  void it('are all combinations, the first axis varying slowest', () => {
    const found = points('  workload.hot.writes: [ 1k/s, 2k/s ]\n  link.bandwidth: [ 1Gbit/s, 2Gbit/s, 3Gbit/s ]\n');
    const seen = found.map(({ workload, link }) => [workload[0]?.writesPerSecond, link.bandwidthBitsPerSecond / 1e9]);
    assert.deepEqual(seen, [
      [1000, 1],
      [1000, 2],
      [1000, 3],
      [2000, 1],
      [2000, 2],
      [2000, 3],
    ]);
  });

  void it('have each combination of places once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }), (lengths) => {
        const axes = lengths.map((length) => ({ values: { length } }));
        const places = Array.from({ length: pointCount(axes) }, (_, point) => placesAt(axes, point));
        assert.equal(new Set(places.map(String)).size, pointCount(axes));
        const sorted = places.toSorted((a, b) => a.reduce((order, place, axis) => order || place - (b[axis] ?? 0), 0));
        assert.deepEqual(places, sorted);
        for (const found of places)
          found.forEach((place, axis) => {
            assert.ok(place >= 0 && place < (lengths[axis] ?? 0));
          });
      }),
      { seed: 4 },
    );
  });

  void it('are dealt out to shards, each once, and evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (units, of) => {
        const shards = Array.from({ length: of }, (_, index) => unitsOfShard(units, { index: index + 1, of }));
        const all = shards.flat().sort((a, b) => a - b);
        assert.deepEqual(all, [...Array(units).keys()]);
        const sizes = shards.map(({ length }) => length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      }),
      { seed: 4 },
    );
  });

  void it('that do not fit together are told with what they take', () => {
    const check = checked(`${file}sweep: { workload.hot.size: [ 100MiB, 900MiB ], vm.memory: [ 1GiB, 512MiB ] }\n`);
    const problems = [0, 1, 2, 3].map((point) => checkPoint(check.document, sweepOf(check), point, { files }).problems);
    const errors = problems.map((found) => found.filter(({ severity }) => severity === 'error'));
    assert.deepEqual(
      errors.map(({ length }) => length),
      [0, 0, 0, 1],
    );
    assert.match(errors[3]?.[0]?.message ?? '', /900MiB/);
  });
});

void describe('the numbers of an axis', () => {
  const numbersOf = (path: string, texts: readonly string[]): unknown => {
    const located = locate(path, sweepOf(checked(`${file}sweep: { vm.memory: [ 2GiB ] }\n`)).file);
    assert.ok('target' in located);
    return baseValues(located.target.field, texts);
  };

  void it('are in base units', () => {
    assert.deepEqual(numbersOf('link.bandwidth', ['1Gbit/s', '125MB/s']), { unit: 'bit/s', numbers: [1e9, 1e9] });
    assert.deepEqual(numbersOf('vm.memory', ['1GiB', '4096']), { unit: 'B', numbers: [2 ** 30, 4096] });
    assert.deepEqual(numbersOf('workload.hot.writes', ['4k/s']), { unit: '/s', numbers: [4000] });
    assert.deepEqual(numbersOf('workload.hot.size', ['10%', '20%']), { unit: '', numbers: [0.1, 0.2] });
    assert.deepEqual(numbersOf('algorithms.hca.tiers', ['2', '8']), { unit: '', numbers: [2, 8] });
  });

  void it('are none where a value is no number, or the units differ', () => {
    assert.equal(numbersOf('workload.hot.pattern', ['uniform']), null);
    assert.equal(numbersOf('workload.hot.writes', ['4k/s', '4MiB/s']), null);
    assert.equal(numbersOf('workload.hot.size', ['10%', '1MiB']), null);
  });
});
