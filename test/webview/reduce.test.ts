// The panel's state: recorded streams in any batching give the same state, and what is missing is noticed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PanelState, type StateMessage, initialState, reduce, withBaseline } from '../../src/webview/reduce';
import { exampleScenario, finishedState, recordEvents, running, snapshotOf } from './support/recordings';

const scenario = exampleScenario('first');
const events = recordEvents(scenario);
const last = finishedState(scenario, events);
const whole = reduce(initialState, { type: 'hydrate', experiment: snapshotOf(scenario, events, last) });

function play(messages: readonly StateMessage[]): PanelState {
  return messages.reduce(reduce, initialState);
}

/** The stream cut at the given places; some batches come twice or overlap the one before. */
function batches(cuts: readonly number[], overlap: number): readonly StateMessage[] {
  const places = [...new Set([...cuts.map((cut) => cut % events.length), events.length])].sort((a, b) => a - b);
  const hydrated = places[0] ?? 0;
  const messages: StateMessage[] = [
    { type: 'hydrate', experiment: snapshotOf(scenario, events.slice(0, hydrated), running) },
  ];
  let from = hydrated;
  for (const to of places) {
    const start = Math.max(0, from - overlap);
    messages.push({ type: 'events', experimentId: 'experiment-1', from: start, events: events.slice(start, to) });
    from = to;
  }
  return [...messages, { type: 'state', experimentId: 'experiment-1', state: last }];
}

describe('the panel’s state', () => {
  it('is the same at the end however the stream was cut, also where batches overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), fc.nat({ max: 5 }), (cuts, overlap) => {
        assert.deepEqual(play(batches(cuts, overlap)), whole);
      }),
    );
  });

  it('knows nothing before the first answer, and that there is nothing after an empty one', () => {
    const playback = { speed: 'fit', isFresh: false } as const;
    assert.deepEqual(initialState, {
      hydrated: false,
      experiment: null,
      lacking: false,
      playback,
      baseline: null,
      reference: null,
    });
    assert.deepEqual(reduce(initialState, { type: 'hydrate', experiment: null }), { ...initialState, hydrated: true });
  });

  it('takes nothing in after a gap, and says that something is lacking until it is hydrated again', () => {
    const begun = reduce(initialState, {
      type: 'hydrate',
      experiment: snapshotOf(scenario, events.slice(0, 3), running),
    });
    const gap = reduce(begun, { type: 'events', experimentId: 'experiment-1', from: 5, events: events.slice(5) });
    assert.equal(gap.lacking, true);
    assert.equal(gap.experiment, begun.experiment);
    assert.deepEqual(reduce(gap, { type: 'hydrate', experiment: snapshotOf(scenario, events, last) }), whole);
  });

  it('keeps the chosen baseline over experiments, and takes the first where it is missing', () => {
    const chosen = withBaseline(whole, 'hca');
    assert.equal(chosen.experiment?.baseline, 1);
    const other = { ...snapshotOf(scenario, events, last), experimentId: 'experiment-2' };
    assert.equal(reduce(chosen, { type: 'hydrate', experiment: other }).experiment?.baseline, 1);
    const [hca] = other.scenario.algorithms.slice(1);
    assert.ok(hca);
    const without = { ...other, scenario: { ...other.scenario, algorithms: [{ ...hca, label: 'mine' }] } };
    const gone = reduce(chosen, { type: 'hydrate', experiment: without });
    assert.deepEqual([gone.experiment?.baseline, gone.baseline], [0, 'hca']);
    assert.equal(reduce(gone, { type: 'hydrate', experiment: other }).experiment?.baseline, 1);
  });

  it('does not mix experiments', () => {
    const other = reduce(whole, { type: 'events', experimentId: 'experiment-2', from: 0, events });
    assert.equal(other.lacking, true);
    assert.equal(other.experiment, whole.experiment);
    assert.equal(reduce(whole, { type: 'state', experimentId: 'experiment-2', state: running }).lacking, true);
  });

  it('keeps every round of the first repetition and the ends of all', () => {
    const repeated = { ...scenario, repetitions: 3 };
    const all = recordEvents(repeated);
    const { experiment } = reduce(initialState, { type: 'hydrate', experiment: snapshotOf(repeated, all, running) });
    for (const lane of experiment?.lanes ?? []) {
      const own = all.filter((event) => event.label === lane.choice.label);
      assert.equal(lane.rounds.length, own.filter(({ type }) => type === 'round').length);
      assert.equal(lane.ends.length, 3);
      assert.equal(lane.end?.repetition, 0);
    }
  });

  it('leaves lanes alone that an increment does not speak of', () => {
    const begun = play(batches([2], 0).slice(0, 1));
    const next = reduce(begun, { type: 'events', experimentId: 'experiment-1', from: 2, events: events.slice(2, 4) });
    assert.notEqual(next.experiment?.lanes[0], begun.experiment?.lanes[0]);
    assert.equal(next.experiment?.lanes[1], begun.experiment?.lanes[1]);
  });
});
