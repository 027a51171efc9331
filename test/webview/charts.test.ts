// Specs of the charts from recorded runs: what is drawn adds up, however many rounds there are, and says what it shows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findAlgorithm } from '../../src/core/algorithms/registry';
import { estimate, type SummaryRow } from '../../src/core/compare/summary';
import type { EndEvent, RoundRecord } from '../../src/core/engine/events';
import { fixedDowntime } from '../../src/core/metrics/downtime';
import { workingSetCurve } from '../../src/core/metrics/workingSet';
import { columnsOf, mostColumns, roundScale } from '../../src/webview/charts/columns';
import { downtimeChart } from '../../src/webview/charts/downtime';
import { type LaneScales, laneScales } from '../../src/webview/charts/laneScales';
import { ratesChart } from '../../src/webview/charts/rates';
import { remainingChart } from '../../src/webview/charts/remaining';
import { roundsChart } from '../../src/webview/charts/rounds';
import { roundUp } from '../../src/webview/charts/scale';
import type { ChartSpec, PlaneSpec } from '../../src/webview/charts/spec';
import { tickText, ticksOf } from '../../src/webview/charts/ticks';
import { tiersChart } from '../../src/webview/charts/tiers';
import { tradeoffChart } from '../../src/webview/charts/tradeoff';
import { workingSetChart } from '../../src/webview/charts/workingSet';
import { exampleScenario, finishedState, recordEvents, scenarioOf } from './support/recordings';

interface Recorded {
  readonly label: string;
  readonly rounds: readonly RoundRecord[];
  readonly end: EndEvent;
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerSecond: number;
}

function record(text: string): readonly Recorded[] {
  const scenario = text.includes('\n') ? scenarioOf(text) : exampleScenario(text);
  const events = recordEvents({ ...scenario, repetitions: 1 });
  return scenario.algorithms.map(({ label }) => {
    const own = events.filter((event) => event.label === label);
    const start = own.find((event) => event.type === 'start');
    const end = own.find((event) => event.type === 'end');
    assert.ok(start && end);
    const rounds = own.filter((event) => event.type === 'round');
    const { pages, pageBytes, pagesPerSecond } = start;
    return { label, rounds, end, pages, pageBytes, pagesPerSecond };
  });
}

const examples = ['first', 'hot-and-cold', 'mmuncher', 'never-converges'].map((name) => ({
  name,
  lanes: record(name),
}));
const long = record(`
scenario: Long
timeLimit: 60s
vm: { memory: 64MiB }
workload:
  - { name: hot, size: 32MiB, writes: 40k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms:
  - precopy: { rounds: 400, minPages: 3 }
  - hca
`);

function chartsOf(lane: Recorded, scales: LaneScales): readonly ChartSpec[] {
  return [
    roundsChart({ ...lane, series: 0 }, scales),
    tiersChart(lane, scales),
    ratesChart({ ...lane, series: 0 }, scales),
  ];
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe('pages per round', () => {
  for (const { name, lanes } of examples) {
    it(`has columns that add up to what each round of ${name} had to send`, () => {
      const scales = laneScales(lanes, false);
      for (const lane of lanes) {
        const spec = roundsChart({ ...lane, series: 0 }, scales);
        lane.rounds.forEach((round, index) => {
          const place = spec.positions[index] ?? -1;
          assert.equal(sum(spec.stacks.map(({ values }) => values[place] ?? 0)), round.pagesToSend);
        });
      }
    });
  }

  it('sends in all what the run says that it sent', () => {
    for (const lane of examples.flatMap(({ lanes }) => lanes)) {
      const spec = roundsChart({ ...lane, series: 0 }, laneScales([lane], false));
      const sent = spec.stacks.slice(0, 2).map(({ values }) => sum(values));
      assert.equal(sum(sent), lane.end.pagesSent);
      assert.equal(sent[1], lane.end.pagesResent);
    }
  });

  it('marks the round in which the guest stood still, and draws no dirty pages there', () => {
    for (const lane of examples.flatMap(({ lanes }) => lanes)) {
      const spec = roundsChart({ ...lane, series: 0 }, laneScales([lane], false));
      const last = spec.positions.at(-1);
      assert.equal(spec.stoppedAt, last);
      assert.equal(spec.line?.values[last ?? 0], null);
    }
  });

  it('shows held pages where the algorithm holds any, and no empty word where it does not', () => {
    const names = (label: string): readonly string[] => {
      const lane = examples[0]?.lanes.find((each) => each.label === label);
      assert.ok(lane);
      return roundsChart({ ...lane, series: 0 }, laneScales([lane], false)).legend.map((entry) => entry.name);
    };
    assert.ok(names('hca').includes('held back'));
    assert.ok(!names('xen-precopy').includes('held back'));
  });

  it('cuts the first pass where it dwarfs the rest, with its figure, and cuts nothing where it does not', () => {
    const first = examples.find(({ name }) => name === 'first')?.lanes ?? [];
    const scales = laneScales(first, false);
    const later = first.flatMap(({ rounds }) => rounds.filter(({ round }) => round > 1));
    for (const lane of first) {
      const spec = roundsChart({ ...lane, series: 0 }, scales);
      assert.deepEqual(
        spec.cuts.map(({ place }) => place),
        [0],
      );
    }
    assert.ok(later.every(({ pagesToSend, pagesDirtied }) => Math.max(pagesToSend, pagesDirtied) <= scales.pages));
    const muncher = examples.find(({ name }) => name === 'mmuncher')?.lanes ?? [];
    assert.deepEqual(
      muncher.flatMap((lane) => roundsChart({ ...lane, series: 0 }, laneScales(muncher, false)).cuts),
      [],
    );
  });
});

describe('tiers', () => {
  it('share out all of memory in every round', () => {
    for (const { lanes } of examples) {
      for (const lane of lanes) {
        const spec = tiersChart(lane, laneScales(lanes, false));
        for (const place of spec.positions) {
          const shares = sum(spec.stacks.map(({ values }) => values[place] ?? 0));
          assert.ok(Math.abs(shares - 1) < 1e-9, `${lane.label}: ${shares}`);
        }
      }
    }
  });

  it('keep every tier but the coldest below the end of the scale', () => {
    for (const { lanes } of examples) {
      const scales = laneScales(lanes, false);
      for (const lane of lanes) {
        const { stacks, positions } = tiersChart(lane, scales);
        for (const place of positions) {
          assert.ok(sum(stacks.slice(0, -1).map(({ values }) => values[place] ?? 0)) <= scales.tierShare);
        }
      }
    }
  });
});

describe('throughput and dirty rate', () => {
  it('never sends more than the link carries', () => {
    for (const lane of [...examples.flatMap(({ lanes }) => lanes), ...long]) {
      const spec = ratesChart({ ...lane, series: 0 }, laneScales([lane], false));
      for (const { y } of spec.lines[0]?.points ?? []) assert.ok(y <= lane.pagesPerSecond * (1 + 1e-9));
    }
  });

  it('has time run forward, within the scale', () => {
    for (const lane of long) {
      const spec = ratesChart({ ...lane, series: 0 }, laneScales(long, false));
      const times = (spec.lines[0]?.points ?? []).map(({ x }) => x);
      times.forEach((time, index) => {
        assert.ok(time >= (times[index - 1] ?? 0) - 1e-9 && time <= spec.x.max + 1e-9);
      });
    }
  });
});

describe('downtime in its parts', () => {
  const lanes = (examples[0]?.lanes ?? []).map((lane, series) => ({
    label: lane.label,
    series,
    ends: [lane.end],
    floor: lane.end.floor,
    missing: '',
  }));

  it('has bars that add up to the downtimes', () => {
    const { parts } = downtimeChart(lanes);
    lanes.forEach(({ ends }, row) => {
      const length = sum(parts.map(({ values }) => values[row] ?? 0));
      assert.ok(Math.abs(length - (ends[0]?.downtimeSeconds ?? 0)) < 1e-9);
    });
  });

  it('marks floor and rate-only line within the scale', () => {
    const { marks, max } = downtimeChart(lanes);
    assert.deepEqual(
      marks.map(({ name }) => name),
      ['floor', 'rate-only'],
    );
    for (const value of marks.flatMap(({ values }) => values)) assert.ok(value !== null && value > 0 && value <= max);
  });

  it('cuts one bar that dwarfs the others, but none alone', () => {
    const [base] = lanes;
    assert.ok(base?.ends[0]?.downtime);
    const long = { ...base.ends[0], downtime: { ...base.ends[0].downtime, transferSeconds: 100 } };
    const wide = { ...base, ends: [long] };
    assert.ok(downtimeChart([wide, ...lanes]).max < 10);
    assert.ok(downtimeChart([wide]).max > 100);
  });

  it('says in words what has no bar', () => {
    const spec = downtimeChart([
      ...lanes,
      { label: 'lost', series: 2, ends: [], floor: null, missing: 'not converged' },
    ]);
    assert.equal(spec.rows.at(-1)?.text, 'not converged');
    assert.match(spec.summary, /lost not converged/);
  });
});

/** All charts of several algorithms together, of an example. */
function chartsOfAll(name: string): {
  readonly workingSet: ChartSpec;
  readonly remaining: PlaneSpec;
  readonly tradeoff: ChartSpec;
} {
  const scenario = exampleScenario(name);
  const events = recordEvents(scenario);
  const { summary } = finishedState(scenario, events);
  const lanes = scenario.algorithms.map(({ label, algorithm, parameters }, series) => {
    const own = events.filter((event) => event.label === label && event.repetition === 0);
    const start = own.find((event) => event.type === 'start');
    const rounds = own.filter((event) => event.type === 'round');
    const end = own.find((event) => event.type === 'end');
    assert.ok(start && end);
    const rule = findAlgorithm(algorithm)?.stopRule(parameters, start);
    assert.ok(rule);
    return { label, series, rounds, rule, pages: start.pages, pagesPerSecond: start.pagesPerSecond, floor: end.floor };
  });
  const [first] = lanes;
  assert.ok(first && summary);
  const curve = workingSetCurve(scenario, first.pagesPerSecond, null);
  return {
    workingSet: workingSetChart({ curve, fixedSeconds: fixedDowntime(scenario), label: first.label }),
    remaining: remainingChart(lanes),
    tradeoff: tradeoffChart(
      lanes.flatMap((lane, series) => {
        const row = summary[series];
        return row ? [{ summary: row, floor: lane.floor, series }] : [];
      }),
    ),
  };
}

const together = ['first', 'hot-and-cold', 'mmuncher', 'never-converges'].map(chartsOfAll);

describe('the working set against the link', () => {
  const spec = together[0]?.workingSet;

  it('says the floor with the pages and the window that make it', () => {
    assert.ok(spec?.kind === 'plane' && spec.gap);
    assert.match(
      spec.finding.replaceAll('\u202f', ' '),
      /^The floor is 130 ms, because [\d ]+ pages are written within \d+ ms$/,
    );
    assert.match(spec.gap.text.replaceAll('\u202f', ' '), /^floor 130 ms$/);
    assert.equal(spec.finding.includes(spec.gap.text.slice('floor '.length)), true);
  });

  it('has its gap where the lines are, inside the picture', () => {
    for (const { workingSet } of together) {
      assert.ok(workingSet.kind === 'plane');
      const { gap, x, y } = workingSet;
      if (!gap) continue;
      assert.ok(gap.x > x.min && gap.x < x.max && gap.from < gap.to && gap.to < y.max);
      const [carried, written] = workingSet.lines.map(({ points }) => points.find((point) => point.x === gap.x)?.y);
      assert.deepEqual([carried, written], [gap.from, gap.to]);
    }
  });

  it('says why where there is no curve', () => {
    const none = workingSetChart({ curve: { kind: 'none', because: 'For a reason.' }, fixedSeconds: 0, label: 'a' });
    assert.equal(none.kind, 'absent');
    assert.equal(none.summary, 'For a reason.');
  });
});

describe('the pages left against the stop rules', () => {
  it('says with how many pages each stops: those of the stopped copy', () => {
    const lanes = examples[0]?.lanes ?? [];
    const finding = together[0]?.remaining.finding.replaceAll('\u202f', ' ') ?? '';
    for (const { label, rounds } of lanes) {
      const left = String(rounds.at(-1)?.pagesToSend).replace(/\B(?=(\d{3})+$)/g, ' ');
      assert.match(finding, new RegExp(`${label} (stops )?with ${left}`));
    }
  });

  it('draws the threshold that the rules share, and names its algorithms where they differ', () => {
    const [remaining] = together.map((charts) => charts.remaining);
    assert.deepEqual(
      remaining?.guides.map(({ text, points }) => [text, ...points.map(({ y }) => y)]),
      [['stops with fewer than 50 pages', 50, 50]],
    );
    const lanes = (examples[0]?.lanes ?? []).map((lane, series) => ({ ...lane, series }));
    const rules = [40, 400].map((limit) => ({
      ...{ liveRounds: null, sentPages: null, shrink: null },
      fewPages: { limit, atLimit: true, from: 'downtimeLimit' as const },
    }));
    const differing = remainingChart(
      lanes.map((lane, index) => ({ ...lane, rule: rules[index] ?? rules[0] ?? assert.fail() })),
    );
    assert.deepEqual(
      differing.guides.map(({ text }) => text.replaceAll('\u202f', ' ')),
      [
        'xen-precopy: stops with at most 40 pages (the downtime limit)',
        'hca: stops with at most 400 pages (the downtime limit)',
      ],
    );
  });

  it('is drawn on a log scale where the thresholds would vanish on a linear one, with no value under it', () => {
    for (const { remaining } of together) {
      const { y, lines } = remaining;
      const values = lines.flatMap(({ points }) => points.map((point) => point.y));
      assert.ok(values.every((value) => value >= y.min && value <= y.max));
      assert.equal(y.log, Math.min(...values, 50) < Math.max(...values) / 30);
    }
  });

  it('reads at most a few hundred rounds, and the last of each', () => {
    const lane = long.find(({ label }) => label === 'precopy');
    assert.ok(lane);
    const rule = findAlgorithm('precopy')?.stopRule(
      { rounds: 400, minPages: 3, downtimeLimit: null, maxFactor: null, skip: false, header: 0 },
      lane,
    );
    assert.ok(rule);
    const { readings, marks } = remainingChart([{ ...lane, series: 0, rule }]);
    assert.ok(readings.length <= 242);
    const live = lane.rounds.length - 1;
    assert.equal(readings.at(-1)?.heading, `after round ${live}`);
    assert.equal(marks[0]?.at.x, live);
  });
});

describe('total against downtime', () => {
  it('has a point for each that arrived, with its intervals, and steps along the front', () => {
    const spec = together[1]?.tradeoff;
    assert.ok(spec?.kind === 'plane');
    assert.ok(spec.marks.length >= 2);
    assert.ok(
      spec.marks.some(({ across, up }) => across && up),
      'repetitions have intervals',
    );
    for (const { at, across, up } of spec.marks) {
      assert.ok(at.x > spec.x.min && at.x < spec.x.max && at.y > spec.y.min && at.y < spec.y.max);
      assert.ok(!across || (across.low <= at.x && at.x <= across.high));
      assert.ok(!up || (up.low <= at.y && at.y <= up.high));
    }
    const [front] = spec.lines;
    assert.ok(front);
    front.points.forEach(({ x, y }, index) => {
      const before = front.points[index - 1];
      assert.ok(!before || (x >= before.x && y <= before.y), 'the front falls to the right');
    });
  });

  it('shows the floors that the downtimes have', () => {
    for (const { tradeoff } of together) {
      if (tradeoff.kind === 'absent') continue;
      assert.ok(tradeoff.kind === 'plane');
      const floor = tradeoff.guides.find(({ paint }) => paint.role === 'floor');
      assert.ok(floor?.points.every(({ y }) => y > tradeoff.y.min && y < tradeoff.y.max));
    }
  });

  it('counts what processors wait as a third time: in words, table and figures, with the front of both others drawn', () => {
    const { summary } = finishedState(exampleScenario('first'), []);
    const base = summary?.[0];
    assert.ok(base);
    const row = (label: string, total: number, downtime: number, stall: number, isOnFront: boolean): SummaryRow => ({
      ...base,
      label,
      totalSeconds: estimate([total]),
      downtimeSeconds: estimate([downtime]),
      meanVcpuStallSeconds: estimate([stall]),
      isOnFront,
    });
    const rows = [
      row('postcopy', 9, 0.02, 1.5, true),
      row('nopreempt', 9, 0.02, 2, false),
      row('xen', 10, 0.05, 0, true),
    ];
    const spec = tradeoffChart(rows.map((summary, series) => ({ summary, floor: null, series })));
    assert.ok(spec.kind === 'plane');
    assert.deepEqual(spec.table.columns, ['Algorithm', 'Total', 'Downtime', 'Waited', 'On the Pareto front']);
    assert.deepEqual(
      spec.table.rows.map((cells) => cells.at(-1)),
      ['yes', 'no', 'yes'],
    );
    assert.match(spec.finding, /; xen waits least for pages$/);
    assert.match(spec.summary, /No other is shorter in all of them than postcopy, xen\./);
    const at = spec.figures.columns.indexOf('meanVcpuStallSeconds');
    assert.deepEqual(
      spec.figures.rows.map((cells) => cells[at]),
      [1.5, 2, 0],
    );
    assert.ok(spec.lines[0]?.points.every(({ y }) => y === 0.02 || y === spec.y.max));
  });

  it('says that there is nothing to compare where no guest arrived', () => {
    const { summary } = finishedState(exampleScenario('first'), []);
    const none = tradeoffChart((summary ?? []).map((row, series) => ({ summary: row, floor: null, series })));
    assert.equal(none.kind, 'absent');
    assert.equal(none.summary, 'No algorithm has moved the guest.');
  });
});

describe('an axis', () => {
  const axes = fc
    .tuple(
      fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      fc.double({ min: 1.01, max: 1e6, noNaN: true }),
      fc.boolean(),
    )
    .map(([min, factor, log]) => ({ min: log ? min : 0, max: min * factor, log, format: 'count' as const, name: '' }));

  it('has round figures within its ends, ascending, about as many as asked for', () => {
    fc.assert(
      fc.property(axes, fc.integer({ min: 2, max: 12 }), (axis, most) => {
        const ticks = ticksOf(axis, most);
        ticks.forEach((tick, index) => {
          assert.ok(tick >= axis.min * (1 - 1e-6) - 1e-12 && tick <= axis.max * (1 + 1e-6));
          assert.ok(index === 0 || tick > (ticks[index - 1] ?? Infinity));
          assert.doesNotMatch(tickText(axis, tick), /NaN|undefined|\d{7}/);
        });
        assert.ok(ticks.length <= Math.max(most, 12));
        if (!axis.log) assert.ok(ticks.length >= 2);
      }),
    );
  });

  it('shows none at the foot of a logarithmic scale', () => {
    const axis = { min: 0.5, max: 1000, log: true, format: 'count', name: '' } as const;
    assert.deepEqual(
      ticksOf(axis, 6).map((tick) => tickText(axis, tick)),
      ['0', '10', '100', '1k'],
    );
  });
});

describe('every chart', () => {
  it('has title, summary and table, and a figure for each entry of its legend at each point', () => {
    for (const lanes of [...examples.map((example) => example.lanes), long]) {
      const scales = laneScales(lanes, false);
      for (const spec of lanes.flatMap((lane) => chartsOf(lane, scales))) checkWords(spec);
    }
    for (const spec of together.flatMap((charts) => Object.values(charts))) checkWords(spec);
  });

  it('says what it found once there is something to find, in a sentence without its full stop', () => {
    const ended = examples.flatMap(({ lanes }) => lanes.flatMap((lane) => chartsOf(lane, laneScales(lanes, false))));
    const all = [...ended, ...together.flatMap((charts) => Object.values(charts))].filter(
      ({ kind }) => kind !== 'absent',
    );
    for (const { title, finding } of all) {
      assert.match(finding, /^[\p{Lu}\p{N}a-z].*[^.]$/u, `${title}: '${finding}'`);
      assert.ok(finding.length <= 140, finding);
    }
  });

  it('can be drawn before the first round', () => {
    const lane: Recorded | undefined = examples[0]?.lanes[0];
    assert.ok(lane);
    const empty = { ...lane, rounds: [] };
    for (const spec of chartsOf(empty, laneScales([empty], true))) {
      assert.deepEqual(spec.readings, []);
      assert.match(spec.summary, /has not ended a round yet/);
      assert.doesNotMatch(JSON.stringify(spec), /NaN|Infinity|undefined/);
    }
  });

  it('shows no more columns than fit, however many rounds there are, and loses none of the pages', () => {
    const lane = long.find(({ label }) => label === 'precopy');
    assert.ok(lane && lane.rounds.length > 200, 'the long run has hundreds of rounds');
    const scales = laneScales([lane], false);
    const spec = roundsChart({ ...lane, series: 0 }, scales);
    assert.ok(spec.positions.length <= mostColumns);
    const columns = columnsOf(lane.rounds, scales.rounds);
    const pages = sum(columns.map((column) => column.pagesToSend * (column.toRound - column.fromRound + 1)));
    assert.ok(Math.abs(pages - sum(lane.rounds.map(({ pagesToSend }) => pagesToSend))) < 1e-3);
    assert.match(spec.note, /mean of \d+ rounds/);
  });

  it('stands at the same place for the same round in every lane', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.boolean(),
        (first, last, open) => {
          const scale = roundScale(first, last, open);
          const place = Math.floor((last - scale.firstRound) / scale.roundsPerColumn);
          assert.ok(place < scale.places && scale.places <= mostColumns);
        },
      ),
    );
  });

  it('has scales that end at round numbers and hold their values', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
        const end = roundUp(value);
        assert.ok(end >= value * (1 - 1e-9) && end <= value * 1.5001);
      }),
    );
    assert.equal(roundUp(0), 1);
  });
});

function checkWords(spec: ChartSpec): void {
  assert.ok(spec.title.length > 0);
  assert.match(spec.summary, /\.$/);
  assert.equal(spec.table.rows.length, spec.readings.length);
  for (const row of spec.table.rows) assert.equal(row.length, spec.table.columns.length);
  for (const { sentence, values } of spec.readings) {
    assert.match(sentence, /\.$/);
    assert.ok(values.length <= spec.legend.length);
  }
  assert.doesNotMatch(JSON.stringify(spec), /NaN|Infinity|undefined/);
}
