// Playback of simulated time, its pure parts: the playhead never leaves the time that is known, never goes back while it plays, and steps undo
// each other; what lanes show at a time is what had happened by then.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { thinSpace } from '../../src/core/metrics/format';
import { type PlaybackSpeed, playbackSpeeds } from '../../src/core/protocol/messages';
import { comingFrom } from '../../src/webview/charts/coming';
import { laneScales } from '../../src/webview/charts/laneScales';
import { ratesChart } from '../../src/webview/charts/rates';
import { roundsChart } from '../../src/webview/charts/rounds';
import { laneAt } from '../../src/webview/lanes/laneAt';
import {
  type PlaybackState,
  type Span,
  fitSeconds,
  following,
  isAtEnd,
  pause,
  play,
  playheadOf,
  playOrPause,
  playingFromStart,
  seek,
  step,
  tick,
  toEnd,
  withSpeed,
} from '../../src/webview/playback/playback';
import { tickPlaces } from '../../src/webview/playback/roundTicks';
import { clockText, laneSeconds, playheadInWords, roundEnd, roundTimes, spanOf } from '../../src/webview/playback/time';
import { type Experiment, type Lane, initialState, reduce } from '../../src/webview/reduce';
import { exampleScenario, finishedState, recordEvents, runningState, snapshotOf } from './support/recordings';

const first = exampleScenario('first');
const events = recordEvents(first);

function experimentOf(upTo = events.length): Experiment {
  const some = events.slice(0, upTo);
  const state = upTo === events.length ? finishedState(first, some) : runningState(first, some);
  const { experiment } = reduce(initialState, { type: 'hydrate', experiment: snapshotOf(first, some, state) });
  assert.ok(experiment);
  return experiment;
}

const whole = experimentOf();
const [baseline, other] = whole.lanes as readonly [Lane, Lane];

const times = [0.5, 1, 1.75, 4];
const closed: Span = { endSeconds: 5, isOpen: false };
const open: Span = { endSeconds: 5, isOpen: true };

/** Something that happens to a playback. */
type Happening = (state: PlaybackState, span: Span) => PlaybackState;

const anySeconds = fc.double({ min: -1, max: 10, noNaN: true });
const anySpeed = fc.constantFrom(...playbackSpeeds);
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(play, pause, playOrPause, toEnd),
  anySeconds.map(
    (seconds): Happening =>
      (state, span) =>
        seek(state, span, seconds),
  ),
  anySpeed.map(
    (speed): Happening =>
      (state, span) =>
        withSpeed(state, span, speed),
  ),
  fc.constantFrom('back' as const, 'forward' as const).map(
    (direction): Happening =>
      (state, span) =>
        step(state, span, times, direction),
  ),
  fc.double({ min: 0, max: 2, noNaN: true }).map(
    (elapsed): Happening =>
      (state, span) =>
        tick(state, span, elapsed),
  ),
);

/** A run whose known time grows, and ends; each time with what a person does meanwhile. */
const anyRun = fc.record({
  speed: anySpeed,
  fresh: fc.boolean(),
  parts: fc.array(
    fc.record({ grows: fc.double({ min: 0, max: 3, noNaN: true }), happenings: fc.array(anyHappening) }),
    { minLength: 1, maxLength: 8 },
  ),
});

describe('the playhead', () => {
  it('is never before the start or after what is known, whatever happens', () => {
    fc.assert(
      fc.property(anyRun, ({ speed, fresh, parts }) => {
        let state = fresh ? playingFromStart(speed) : following(speed);
        let endSeconds = 0;
        parts.forEach(({ grows, happenings }, index) => {
          endSeconds += grows;
          const span = { endSeconds, isOpen: index < parts.length - 1 };
          for (const happen of happenings) {
            state = happen(state, span);
            const now = playheadOf(state, span);
            assert.ok(now >= 0 && now <= span.endSeconds);
          }
        });
      }),
    );
  });

  it('never goes back while it plays, also where the known time grows', () => {
    fc.assert(
      fc.property(
        anySpeed,
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.2, noNaN: true }))),
        (speed, steps) => {
          let state = playingFromStart(speed);
          let span: Span = { endSeconds: 0, isOpen: true };
          let before = 0;
          for (const [grows, elapsed] of steps) {
            span = { ...span, endSeconds: span.endSeconds + grows };
            state = tick(state, span, elapsed);
            assert.ok(playheadOf(state, span) >= before);
            before = playheadOf(state, span);
          }
        },
      ),
    );
  });

  it('plays to the end of a run that has ended, and stops there', () => {
    fc.assert(
      fc.property(anySpeed, anySeconds, (speed, from) => {
        let state = play(seek(following(speed), closed, from), closed);
        for (let ticks = 0; ticks < 1000; ticks += 1) state = tick(state, closed, 0.05);
        assert.deepEqual(state, { seconds: closed.endSeconds, isPlaying: false, speed, follows: true });
      }),
    );
  });

  it('waits at the end of what is known of a run that goes on, and then plays on', () => {
    const waiting = tick(playingFromStart('1x'), open, 100);
    assert.equal(playheadOf(waiting, open), 5);
    assert.equal(waiting.isPlaying, true);
    const longer = { ...open, endSeconds: 20 };
    assert.equal(playheadOf(tick(waiting, longer, 0.5), longer), 5.5);
  });

  it('takes ten seconds for all at the speed that fits, whatever the length', () => {
    for (const endSeconds of [0.02, 6, 4000]) {
      const span = { endSeconds, isOpen: false };
      let state = play(following('fit'), span);
      let ticks = 0;
      for (; state.isPlaying; ticks += 1) state = tick(state, span, 1 / 60);
      assert.ok(Math.abs(ticks / 60 - fitSeconds) < 0.05, `${ticks} ticks`);
    }
  });

  it('plays a simulated second in a second at 1x, and ten at 10x', () => {
    const at = (speed: PlaybackSpeed): number => playheadOf(tick(play(following(speed), closed), closed, 0.25), closed);
    assert.equal(at('1x'), 0.25);
    assert.equal(at('10x'), 2.5);
  });

  it('sticks to the newest as fast as it goes, until it is paused', () => {
    const live = playingFromStart('max');
    assert.equal(playheadOf(live, open), 5);
    assert.equal(playheadOf(live, { ...open, endSeconds: 7 }), 7);
    const paused = pause(live, open);
    assert.equal(playheadOf(paused, { ...open, endSeconds: 7 }), 5);
    assert.deepEqual(tick(live, closed, 0.1), { ...live, seconds: 5, isPlaying: false });
  });

  it('begins again when a run that is at its end is played', () => {
    assert.equal(playheadOf(play(following('fit'), closed), closed), 0);
  });

  it('stops where a person puts it to the end, and follows a run that goes on', () => {
    const playing = play(following('fit'), closed);
    assert.equal(toEnd(playing, closed).isPlaying, false);
    assert.equal(isAtEnd(toEnd(playing, closed), closed), true);
    assert.equal(playheadOf(toEnd(playing, open), { ...open, endSeconds: 9 }), 9);
  });
});

describe('steps', () => {
  it('forward and back undo each other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...times), anySpeed, (at, speed) => {
        const here = seek(following(speed), closed, at);
        const there = step(here, closed, times, 'forward');
        assert.equal(playheadOf(step(there, closed, times, 'back'), closed), at);
        const before = step(here, closed, times, 'back');
        assert.equal(playheadOf(step(before, closed, times, 'forward'), closed), at);
      }),
    );
  });

  it('reach every time in order, then the end; backwards the start', () => {
    let state = seek(following('fit'), closed, 0);
    for (const time of [...times, 5, 5]) {
      state = step(state, closed, times, 'forward');
      assert.equal(playheadOf(state, closed), time);
    }
    for (const time of [...times.toReversed(), 0, 0]) {
      state = step(state, closed, times, 'back');
      assert.equal(playheadOf(state, closed), time);
    }
  });

  it('stop the playing, and go from within a round to its start', () => {
    const within = seek(play(following('fit'), closed), closed, 1.2);
    assert.equal(within.isPlaying, true);
    const back = step(within, closed, times, 'back');
    assert.equal(back.isPlaying, false);
    assert.equal(playheadOf(back, closed), 1);
  });

  it('stand at the ends of the baseline’s rounds, each of which has then ended', () => {
    const span = spanOf(whole);
    let state = seek(following('fit'), span, 0);
    baseline.rounds.forEach((_, index) => {
      state = step(state, span, roundTimes(baseline), 'forward');
      assert.equal(laneAt(baseline, playheadOf(state, span)).lane.rounds.length, index + 1);
    });
  });
});

describe('a lane at a time', () => {
  it('has the rounds that had ended by then, in step with every other lane', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const seconds = share * spanOf(whole).endSeconds;
        for (const lane of whole.lanes) {
          const { lane: then, current } = laneAt(lane, seconds);
          assert.deepEqual(
            then.rounds,
            lane.rounds.filter((round) => roundEnd(round) <= seconds),
          );
          assert.equal(then.end !== null, laneSeconds(lane) <= seconds);
          if (current) assert.ok(current.startSeconds <= seconds && roundEnd(current) > seconds);
        }
      }),
    );
  });

  it('only grows while time passes', () => {
    let before = 0;
    for (let frame = 0; frame <= 600; frame += 1) {
      const at = laneAt(baseline, (frame / 600) * laneSeconds(baseline));
      assert.ok(at.lane.rounds.length >= before);
      assert.ok(at.currentShare >= 0 && at.currentShare < 1);
      before = at.lane.rounds.length;
    }
    assert.equal(before, baseline.rounds.length);
  });

  it('is the lane itself once nothing of it is to come', () => {
    const last = spanOf(whole).endSeconds;
    for (const lane of whole.lanes) assert.equal(laneAt(lane, last).lane, lane);
    assert.ok(laneSeconds(other) < last, 'one that has ended earlier stays at its end');
  });
});

describe('the time of an experiment', () => {
  it('is open while a first repetition runs', () => {
    assert.deepEqual(spanOf(experimentOf(0)), { endSeconds: 0, isOpen: true });
    const half = experimentOf(9);
    assert.deepEqual(spanOf(half), { endSeconds: laneSeconds(half.lanes[0] ?? baseline), isOpen: true });
    assert.deepEqual(spanOf(whole), { endSeconds: baseline.end?.totalSeconds, isOpen: false });
    assert.equal(spanOf({ ...half, state: { ...half.state, status: 'cancelled' } }).isOpen, false);
    assert.equal(spanOf({ ...whole, state: { ...whole.state, status: 'running' } }).isOpen, false);
  });

  it('is told in the unit and with the decimals of its end', () => {
    const told = (seconds: number, end: number): string => clockText(seconds, end).replaceAll(thinSpace, ' ');
    assert.equal(told(2.414, 6.02), '2.41 s');
    assert.equal(told(0, 6.02), '0.00 s');
    assert.equal(told(12.345, 60), '12.3 s');
    assert.equal(told(0.1, 0.312), '100 ms');
    assert.equal(told(0.0123, 0.05), '12.3 ms');
    assert.equal(told(65.4, 300), '65.0 s');
    assert.equal(told(290, 300), '4 min 50 s');
  });

  it('is told with the round of the baseline that it falls into', () => {
    const words = (seconds: number, experiment = whole): string =>
      playheadInWords(seconds, spanOf(experiment), experiment.lanes[0]).replaceAll(thinSpace, ' ');
    const fifth = baseline.rounds[4];
    assert.ok(fifth);
    assert.match(words(fifth.startSeconds), /^[\d.]+ s of [\d.]+ s, round 5 of xen-precopy$/);
    assert.match(words(roundEnd(fifth)), /, round 6 of xen-precopy$/);
    assert.match(words(spanOf(whole).endSeconds), /, xen-precopy has ended$/);
    const half = experimentOf(9);
    assert.match(words(spanOf(half).endSeconds, half), /^.* known so far, round 8 of xen-precopy has ended$/);
  });

  it('has ticks that the eye can tell apart, however many rounds there are', () => {
    assert.deepEqual(tickPlaces([1, 2, 3], 4), [0.25, 0.5, 0.75]);
    const many = tickPlaces(
      Array.from({ length: 10_000 }, (_, index) => index),
      10_000,
    );
    assert.ok(many.length <= 401 && many.length >= 300, `${many.length} ticks`);
    assert.deepEqual(tickPlaces([1], 0), [0]);
  });
});

describe('what is still to come in a chart', () => {
  const scales = laneScales(
    whole.lanes.map(({ rounds, start }) => ({
      rounds,
      pages: first.pages,
      pagesPerSecond: start?.pagesPerSecond ?? 1,
    })),
    false,
  );

  it('begins with the first column whose rounds have not ended', () => {
    const { rounds } = baseline;
    const spec = roundsChart({ label: 'x', series: 0, rounds, pages: first.pages }, scales);
    assert.equal(comingFrom(spec, 0), -0.5);
    rounds.forEach((round, index) => {
      const next = index + 1 < rounds.length ? index + 0.5 : null;
      assert.equal(comingFrom(spec, roundEnd(round)), next);
    });
  });

  it('begins at the time itself where the chart shows time', () => {
    const pagesPerSecond = baseline.start?.pagesPerSecond ?? 1;
    const spec = ratesChart({ label: 'x', series: 0, rounds: baseline.rounds, pagesPerSecond }, scales);
    assert.equal(comingFrom(spec, 1.5), 1.5);
    assert.equal(comingFrom(spec, spanOf(whole).endSeconds), null);
  });
});
