// The working-set curve: it shows the gap that the floor is made of, for every kind of guest, and says why where there is none to show.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, it } from 'node:test';
import { downtimeParts, fixedDowntime, sumOf } from '../../../src/core/metrics/downtime';
import { floorOf } from '../../../src/core/metrics/floor';
import { type WorkingSetCurve, workingSetCurve } from '../../../src/core/metrics/workingSet';
import { checkScenario } from '../../../src/core/scenario/check';
import { recordedScenario } from '../../../src/core/scenario/record';
import type { Scenario, TraceColumns } from '../../../src/core/scenario/scenario';
import { chooseWith, eventsOf } from '../support/run';
import { hotspot, linkOf, type ScenarioPlan, scenarioOf, sweep, uniform } from '../support/scenarios';

const R = 10_000;

function curveOf(scenario: Scenario, suspendedAtSeconds: number | null = null, pagesPerSecond = R): WorkingSetCurve {
  const curve = workingSetCurve(scenario, pagesPerSecond, suspendedAtSeconds);
  assert.ok(curve.kind === 'curve', curve.kind === 'none' ? curve.because : '');
  return curve;
}

function close(found: number, expected: number, share = 1e-6): void {
  assert.ok(Math.abs(found - expected) <= share * Math.abs(expected) + 1e-9, `${found}, not ${expected}`);
}

const plan: ScenarioPlan = { pages: 40_000, link: linkOf(R), algorithms: [] };
const hot = { pages: 2000, writesPerSecond: 40_000, pattern: uniform };
const stationary: Readonly<Record<string, Scenario>> = {
  uniform: scenarioOf({ ...plan, regions: [hot] }),
  hotspot: scenarioOf({ ...plan, regions: [{ ...hot, pages: 20_000, pattern: hotspot(1500, 0.9) }] }),
  zipf: scenarioOf({ ...plan, regions: [{ ...hot, pages: 20_000, pattern: { kind: 'zipf', exponent: 1.1 } }] }),
  sweep: scenarioOf({ ...plan, regions: [{ ...hot, pages: 20_000, pattern: sweep }] }),
  'pages dirtied by suspending': scenarioOf({
    ...plan,
    regions: [hot],
    host: { suspendPages: 150, suspendSeconds: 0.03 },
  }),
  slow: scenarioOf({ ...plan, regions: [{ ...hot, writesPerSecond: 900 }] }),
};

describe('the working-set curve of a guest that writes alike at all times', () => {
  for (const [name, scenario] of Object.entries(stationary)) {
    it(`has the gap of the floor and the rest of the rate-only line (${name})`, () => {
      const { floor, rateOnly } = curveOf(scenario);
      const limits = floorOf(scenario, R);
      close(floor.seconds + fixedDowntime(scenario), limits.downtimeSeconds ?? Number.NaN);
      assert.equal(rateOnly === null, limits.rateOnlyDowntimeSeconds === null);
      if (rateOnly) close(rateOnly.seconds + fixedDowntime(scenario), limits.rateOnlyDowntimeSeconds ?? Number.NaN);
      close(floor.pages / R, floor.seconds);
    });

    it(`goes from no window up, and is nowhere further above the link than at its widest (${name})`, () => {
      const { points, widest, floor } = curveOf(scenario);
      assert.equal(points[0]?.seconds, 0);
      assert.ok(points.includes(widest) || points.some(({ seconds }) => seconds === widest.seconds));
      points.forEach(({ seconds, written, carried }, index) => {
        const before = points[index - 1];
        assert.ok(!before || (seconds > before.seconds && written >= before.written && carried > before.carried));
        assert.ok(written - carried <= floor.pages + 1e-6);
        close(carried, R * seconds);
      });
    });
  }

  it('is the same from the record of a scenario', () => {
    for (const scenario of Object.values(stationary)) {
      assert.deepEqual(workingSetCurve(recordedScenario(scenario), R, null), curveOf(scenario));
    }
  });

  it('shows the gap large enough to be seen', () => {
    for (const scenario of Object.values(stationary)) {
      const { points, widest } = curveOf(scenario);
      if (widest.seconds > 0) assert.ok(widest.seconds >= 0.0999 * (points.at(-1)?.seconds ?? Infinity));
    }
  });

  it('lies below the link all along where the guest writes more slowly than the link carries', () => {
    const { points, widest, floor } = curveOf(stationary['slow'] ?? scenarioOf(plan));
    assert.equal(widest.seconds, 0);
    assert.equal(floor.seconds, 0);
    assert.ok(points.every(({ written, carried }) => written <= carried));
  });
});

const trace: TraceColumns = {
  intervalSeconds: 0.1,
  seconds: 0.4,
  atSeconds: Float64Array.of(0, 0.1, 0.2, 0.3),
  firstPage: Uint32Array.of(0, 500, 0, 1500),
  pages: Uint32Array.of(1000, 1500, 1200, 500),
  writes: Uint32Array.of(1000, 3000, 1200, 900),
};
const bursts = { kind: 'bursts', everySeconds: 0.7, onSeconds: 0.3, restShare: 0.1 } as const;
const phases = { kind: 'intervals', intervals: [{ fromSeconds: 1, toSeconds: 4.4 }] } as const;
const changing: Readonly<Record<string, ScenarioPlan>> = {
  bursts: { ...plan, regions: [{ ...hot, activity: bursts }] },
  intervals: {
    ...plan,
    regions: [
      { ...hot, activity: phases },
      { ...hot, writesPerSecond: 8000 },
    ],
  },
  schedule: { ...plan, regions: [hot], link: { ...plan.link, schedule: [{ atSeconds: 4, available: 0.4 }] } },
  trace: { ...plan, regions: [{ ...hot, pattern: { kind: 'trace', file: 'a', repeat: 'all', columns: trace } }] },
};

describe('the working-set curve of a guest or link that changes', () => {
  for (const [name, changed] of Object.entries(changing)) {
    it(`is that of the suspension, with the floor that the run has (${name})`, () => {
      const host = { suspendSeconds: 0.004, resumeSeconds: 0.01 };
      const scenario = scenarioOf({ ...changed, host, algorithms: [chooseWith('precopy', { rounds: 6 })] });
      const events = eventsOf(scenario, 'precopy', 0);
      const end = events.find((event) => event.type === 'end');
      const copy = events.findLast((event) => event.type === 'round');
      assert.ok(end?.downtime && copy);
      const curve = curveOf(scenario, copy.startSeconds - end.downtime.suspendSeconds);
      const parts = downtimeParts(scenario, {
        fromSeconds: copy.startSeconds,
        suspendSeconds: end.downtime.suspendSeconds,
        transferSeconds: curve.floor.seconds,
      });
      close(sumOf(parts), end.floor.downtimeSeconds ?? Number.NaN);
      assert.ok(curve.points.every(({ seconds }) => seconds <= (curve.suspendedAtSeconds ?? 0)));
    });
  }

  it('is not told before a run has suspended the guest, nor where it is suspended at once', () => {
    const scenario = scenarioOf(changing['bursts'] ?? plan);
    assert.match(reasonOf(workingSetCurve(scenario, R, null)), /depends on when the guest is suspended/);
    assert.match(reasonOf(workingSetCurve(scenario, R, 0)), /suspended at once/);
  });

  it('is not told of a trace whose rows are not there', () => {
    const recorded = recordedScenario(scenarioOf(changing['trace'] ?? plan));
    assert.match(reasonOf(workingSetCurve(recorded, R, 3)), /replays a trace, whose rows/);
  });

  it('is not told of a guest that writes nothing', () => {
    assert.match(reasonOf(workingSetCurve(scenarioOf(plan), R, null)), /writes nothing/);
  });
});

function reasonOf(curve: ReturnType<typeof workingSetCurve>): string {
  return curve.kind === 'none' ? curve.because : 'there is a curve';
}

describe('the working-set curve of the examples', () => {
  for (const name of ['first', 'hot-and-cold', 'mmuncher', 'never-converges', 'measured-guest']) {
    it(`can be drawn quickly (${name})`, (context) => {
      const text = readFileSync(path.join(process.cwd(), 'examples', `${name}.migration.yaml`), 'utf8');
      const { scenario } = checkScenario(text);
      assert.ok(scenario);
      const begin = performance.now();
      const curve = workingSetCurve(scenario, 28_000, 5);
      const took = performance.now() - begin;
      context.diagnostic(`${took.toFixed(1)} ms`);
      assert.ok(curve.kind === 'curve' || name === 'measured-guest');
      assert.ok(took < 1000, `${took} ms`);
    });
  }
});
