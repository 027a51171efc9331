// Specs of the charts from recorded runs: what is drawn adds up, however many rounds there are, and says what it shows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EndEvent, RoundRecord } from '../../src/core/engine/events';
import { columnsOf, mostColumns, roundScale } from '../../src/webview/charts/columns';
import { downtimeChart } from '../../src/webview/charts/downtime';
import { type LaneScales, laneScales } from '../../src/webview/charts/laneScales';
import { ratesChart } from '../../src/webview/charts/rates';
import { roundsChart } from '../../src/webview/charts/rounds';
import { roundUp } from '../../src/webview/charts/scale';
import type { ChartSpec } from '../../src/webview/charts/spec';
import { tiersChart } from '../../src/webview/charts/tiers';
import { exampleScenario, recordEvents, scenarioOf } from './support/recordings';

interface Recorded {
  readonly label: string;
  readonly rounds: readonly RoundRecord[];
  readonly end: EndEvent;
  readonly pages: number;
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
    return { label, rounds, end, pages: start.pages, pagesPerSecond: start.pagesPerSecond };
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
        assert.ok(time >= (times[index - 1] ?? 0) - 1e-9 && time <= spec.end + 1e-9);
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

describe('every chart', () => {
  it('has title, summary and table, and a figure for each entry of its legend at each point', () => {
    for (const lanes of [...examples.map((example) => example.lanes), long]) {
      const scales = laneScales(lanes, false);
      for (const spec of lanes.flatMap((lane) => chartsOf(lane, scales))) {
        assert.ok(spec.title.length > 0);
        assert.match(spec.summary, /\.$/);
        assert.equal(spec.table.rows.length, spec.readings.length);
        for (const row of spec.table.rows) assert.equal(row.length, spec.table.columns.length);
        for (const reading of spec.readings) assert.match(reading.sentence, /\.$/);
        assert.doesNotMatch(JSON.stringify(spec), /NaN|Infinity|undefined/);
      }
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
