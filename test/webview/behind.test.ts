// Post-copy in a lane: what it says and draws, from a recorded run.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noFloorBehind } from '../../src/core/metrics/workingSet';
import { behindChart } from '../../src/webview/charts/behind';
import { laneScales } from '../../src/webview/charts/laneScales';
import { ratesChart } from '../../src/webview/charts/rates';
import { laneAt } from '../../src/webview/lanes/laneAt';
import { laneFacts } from '../../src/webview/lanes/laneFacts';
import { type Experiment, type Lane, initialState, reduce } from '../../src/webview/reduce';
import { finishedState, recordEvents, scenarioOf, snapshotOf } from './support/recordings';

const scenario = scenarioOf(`
vm: { memory: 64MiB, vcpus: 2 }
workload: [ { name: hot, size: 32MiB, writes: 4k/s } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, postcopy, hybrid ]
`);

function experiment(): Experiment {
  const events = recordEvents(scenario);
  const snapshot = snapshotOf(scenario, events, finishedState(scenario, events));
  const { experiment: found } = reduce(initialState, { type: 'hydrate', experiment: snapshot });
  assert.ok(found);
  return found;
}

const shown = experiment();
const scales = laneScales(
  shown.lanes.map(({ rounds, start }) => ({
    rounds,
    pages: scenario.pages,
    pagesPerSecond: start?.pagesPerSecond ?? 1,
  })),
  false,
);

function laneOf(label: string): Lane {
  const lane = shown.lanes.find(({ choice }) => choice.label === label);
  assert.ok(lane);
  return lane;
}

function plain(text: string): string {
  return text.replaceAll(/\s/g, ' ');
}

for (const label of ['postcopy', 'hybrid'])
  describe(`the lane of ${label}`, () => {
    const lane = laneOf(label);
    const round = lane.rounds.at(-1);
    const faults = round?.faults;

    it('draws the guest’s speed and the pages on demand over the time in which pages come behind', () => {
      assert.ok(round && faults);
      const spec = behindChart({ label, series: 1, rounds: lane.rounds }, scales);
      const [speed] = spec.lines;
      const ends = speed?.points.map(({ x }) => x) ?? [];
      assert.equal(ends[0], round.startSeconds);
      assert.ok(Math.abs((ends.at(-1) ?? 0) - round.startSeconds - round.seconds) < 1e-9);
      assert.ok(spec.lines.every(({ points }) => points.every(({ y }) => y >= 0 && y <= 100)));
      // Speed lost, added up over the slices, is what the two processors waited.
      const lost =
        spec.table.rows.length === 0 ? 0 : faults.slices.reduce((sum, { stallSeconds }) => sum + stallSeconds, 0);
      assert.ok(Math.abs(lost - faults.stallSeconds) < 1e-9);
      assert.equal(spec.readings.length, spec.table.rows.length);
      assert.match(plain(spec.finding), /^The guest loses \d+(\.\d+)? % of its speed for [\d.]+ m?s$/);
      assert.match(
        plain(spec.summary),
        /on demand: its 2 processors waited .* each for them, .* of that time\. The processors waited/,
      );
    });

    it('draws faults over time beside what is sent', () => {
      assert.ok(faults);
      const pagesPerSecond = lane.start?.pagesPerSecond ?? null;
      const spec = ratesChart({ label, series: 1, rounds: lane.rounds, pagesPerSecond }, scales);
      assert.deepEqual(
        spec.legend.map(({ name }) => name),
        ['sent', 'dirtied', 'on demand'],
      );
      const asked = spec.lines.at(-1)?.points ?? [];
      let pages = 0;
      for (let i = 0; i + 1 < asked.length; i += 2)
        pages += (asked[i]?.y ?? 0) * ((asked[i + 1]?.x ?? 0) - (asked[i]?.x ?? 0));
      assert.ok(Math.abs(pages - faults.remote) < 1e-6 * faults.remote);
      assert.ok(spec.readings.every(({ values }) => values.length === 3));
    });

    it('says what each processor waited, and what the system calls downtime', () => {
      assert.ok(faults);
      const { figures, progress, sentence } = laneFacts(laneAt(lane, Infinity), shown.scenario, shown.state);
      assert.deepEqual(
        figures.map(({ name }) => name),
        ['downtime', 'total', 'sent', 'waited'],
      );
      assert.match(figures[0]?.explanation ?? '', /the system itself calls .* downtime/);
      assert.match(progress, /then post-copy$/);
      assert.match(plain(sentence), /pages came behind within .* on demand: its 2 processors waited/);
    });
  });

it('other lanes are as they were', () => {
  const lane = laneOf('xen-precopy');
  const { figures } = laneFacts(laneAt(lane, Infinity), shown.scenario, shown.state);
  assert.equal(figures.length, 3);
  const spec = ratesChart({ label: 'x', series: 0, rounds: lane.rounds, pagesPerSecond: 1 }, scales);
  assert.equal(spec.legend.length, 2);
  assert.equal(behindChart({ label: 'x', series: 0, rounds: lane.rounds }, scales).readings.length, 0);
  assert.match(noFloorBehind.because, /no floor|no page sets a floor/);
});
