// What a panel that watches frames is given: which runs are made again, in which order, how much at once, and when no more.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RunEvent } from '../../src/core/engine/events';
import type { FramesMessage } from '../../src/core/protocol/messages';
import { packFrames } from '../../src/core/protocol/packedFrames';
import type { FromWorker, ToWorker } from '../../src/core/protocol/workerMessages';
import type { WorkerListener } from '../../src/core/protocol/watchedWorker';
import type { Environment } from '../../src/extension/env/environment';
import { FrameFeed } from '../../src/extension/panel/frameFeed';
import { framesFor, timesFor } from '../../src/extension/panel/frameTimes';
import type { Experiment } from '../../src/extension/runs/experiment';
import { Workers } from '../../src/extension/runs/workers';
import { KeptLog, endOf, eventsOf, experimentOf, roundOf, startOf } from './fixtures';

type FramesJob = Extract<ToWorker, { type: 'frames' }>;
const first = { label: 'first', repetition: 0 };
const second = { label: 'second', repetition: 0 };
const bothEnded = [...eventsOf(first, 2), ...eventsOf(second, 3)];

/** A feed with a worker that does what the test says. */
class Rig {
  readonly log = new KeptLog();
  readonly sent: FramesMessage[] = [];
  readonly received: ToWorker[] = [];
  readonly feed: FrameFeed;
  experiment: Experiment;
  startsFail = false;
  workersStarted = 0;
  private listener: WorkerListener | null = null;

  constructor(events: readonly RunEvent[], status: Experiment['state']['status'], pages = 1024) {
    const plain = experimentOf(events);
    this.experiment = { ...plain, scenario: { ...plain.scenario, pages }, state: { ...plain.state, status } };
    const environment: Environment = {
      cores: 2,
      startWorker: (listener) => {
        if (this.startsFail) throw new Error('no threads left');
        this.workersStarted++;
        this.listener = listener;
        return { post: (message) => this.received.push(message), terminate: () => undefined };
      },
    };
    const find = (id: string): Experiment | undefined => (id === 'one' ? this.experiment : undefined);
    this.feed = new FrameFeed({ workers: new Workers(environment), find, log: this.log }, (message) => {
      this.sent.push(structuredClone(message));
    });
  }

  get jobs(): FramesJob[] {
    return this.received.filter(({ type }) => type === 'frames') as FramesJob[]; // the filter's own condition
  }

  get cancelled(): number[] {
    return this.received.filter(({ type }) => type === 'cancel').map(({ jobId }) => jobId);
  }

  get takenByWorker(): number[] {
    return this.received.filter(({ type }) => type === 'framesTaken').map(({ jobId }) => jobId);
  }

  say(message: FromWorker): void {
    this.listener?.message(structuredClone(message));
  }

  frames(jobId: number | undefined, seconds: readonly number[], complete = false): void {
    const cells = Uint8Array.of(1, 2);
    const rest = { round: 1, phase: null, cursor: null, pagesPerCell: 512 };
    const frames = seconds.map((at) => ({ seconds: at, ...rest, cells, tierCells: cells, sentCells: cells }));
    this.say({ type: 'frames', jobId: jobId ?? -1, frames: packFrames(frames), complete });
  }

  /** The panel takes the last batch. */
  take(): void {
    this.feed.taken('one', this.sent.findLast(({ batch }) => batch !== null)?.batch ?? -1);
  }

  change(events: readonly RunEvent[], status: Experiment['state']['status']): void {
    this.experiment = { ...this.experiment, events, state: { ...this.experiment.state, status } };
    this.feed.changed(this.experiment);
  }

  fail(): void {
    this.listener?.failure('exit code 1');
  }

  get told(): (readonly [string, number | null, number, number, boolean])[] {
    return this.sent.map(
      ({ label, batch, from, frames, complete }) => [label, batch, from, frames.heads.length, complete] as const,
    );
  }
}

describe('a panel that watches frames', () => {
  it('gets those of every algorithm, one batch at a time, and each of them is told when it has gone', () => {
    const rig = new Rig(bothEnded, 'finished');
    rig.feed.startWatch('one', 2);
    const [a, b] = rig.jobs;
    assert.deepEqual(
      rig.jobs.map(({ run }) => run),
      [first, second],
    );
    rig.frames(a?.jobId, [0, 1]);
    rig.frames(b?.jobId, [0, 1, 2], true);
    assert.deepEqual(rig.told, [['first', 0, 0, 2, false]]);
    rig.feed.taken('one', 7);
    rig.feed.taken('another', 0);
    assert.equal(rig.sent.length, 1);
    rig.take();
    assert.deepEqual(rig.takenByWorker, [a?.jobId]);
    rig.frames(a?.jobId, [3], true);
    assert.deepEqual(rig.told[1], ['second', 1, 0, 3, true]);
    rig.take();
    assert.deepEqual(rig.told[2], ['first', 2, 2, 1, true]);
    rig.take();
    assert.equal(rig.takenByWorker.length, 1, 'a job that has ended waits for nothing');
    assert.equal(rig.sent.length, 3);
  });

  it('gets large guests one after the other, and the same worker makes them', () => {
    const rig = new Rig(bothEnded, 'finished', 2 ** 24);
    rig.feed.startWatch('one', 2);
    assert.equal(rig.jobs.length, 1);
    rig.frames(rig.jobs[0]?.jobId, [0], true);
    assert.deepEqual(
      rig.jobs.map(({ run }) => run),
      [first, second],
    );
    rig.frames(rig.jobs[1]?.jobId, [0], true);
    rig.feed.startWatch('one', 2);
    assert.equal(rig.workersStarted, 1);
  });

  it('follows an experiment that runs: what has not begun comes later, at an interval that grows', () => {
    const rig = new Rig([startOf(first), roundOf(first, 1)], 'running');
    rig.feed.startWatch('one', 1000);
    assert.equal(rig.jobs.length, 1);
    const request = rig.jobs[0]?.frames;
    assert(request && 'everySeconds' in request);
    assert(request.everySeconds > 0 && request.most === 512);
    rig.change([...eventsOf(first, 1), startOf(second)], 'running');
    assert.deepEqual(rig.jobs[1]?.run, second);
    rig.change([...eventsOf(first, 1), ...eventsOf(second, 1)], 'finished');
    assert.deepEqual([rig.jobs.length, rig.cancelled.length], [2, 0]);
  });

  it('sees a run that is cancelled up to where it was cancelled', () => {
    const rig = new Rig([...eventsOf(first, 2), startOf(second), roundOf(second, 1)], 'running');
    rig.feed.startWatch('one', 1000);
    const [, growing] = rig.jobs;
    rig.frames(growing?.jobId, [0, 1]);
    rig.take();
    rig.frames(growing?.jobId, [5]);
    rig.change([...rig.experiment.events, roundOf(second, 2)], 'cancelled');
    assert.deepEqual(rig.cancelled, [growing?.jobId]);
    const again = rig.jobs[2];
    assert.deepEqual(again?.run, second);
    assert('atSeconds' in again.frames);
    assert.equal(again.frames.atSeconds.at(-1), 2, 'the end of its last round');
    rig.frames(growing?.jobId, [6]);
    rig.take();
    assert.equal(rig.sent.length, 2, 'what the cancelled job still had to say is dropped');
    rig.frames(again.jobId, [0], true);
    assert.deepEqual(rig.told.at(-1)?.slice(2), [0, 1, true], 'from the beginning');
  });

  it('is told at once of algorithms that never came to their turn', () => {
    const rig = new Rig(eventsOf(first, 2), 'cancelled');
    rig.feed.startWatch('one', 2);
    assert.deepEqual(rig.told, [['second', 0, 0, 0, true]]);
    assert.equal(rig.jobs.length, 1);
  });

  it('gets no more of what it watched before when it watches anew, stops, or starts afresh', () => {
    const ways: readonly (readonly [(feed: FrameFeed) => void, number])[] = [
      [
        (feed) => {
          feed.startWatch('one', 4);
        },
        2,
      ],
      [
        (feed) => {
          feed.unwatch();
        },
        0,
      ],
      [
        (feed) => {
          feed.reset();
        },
        0,
      ],
      [
        (feed) => {
          feed.startWatch('no such experiment', 4);
        },
        0,
      ],
    ];
    for (const [stop, further] of ways) {
      const rig = new Rig(bothEnded, 'finished');
      rig.feed.startWatch('one', 2);
      const [a, b] = rig.jobs.map(({ jobId }) => jobId);
      rig.frames(a, [0]);
      rig.frames(b, [0]);
      stop(rig.feed);
      assert.deepEqual(rig.cancelled, [a, b]);
      rig.frames(a, [1]);
      rig.take();
      assert.equal(rig.sent.length, 1);
      assert.equal(rig.jobs.length, 2 + further);
    }
  });

  it('has an exact state beside what it watches, of all algorithms, the last one that it asked for', () => {
    const rig = new Rig(bothEnded, 'finished');
    rig.feed.startWatch('one', 2);
    rig.feed.askFor('one', 1.5, 2, 8);
    rig.feed.askFor('one', 2.5, 2, 9);
    const exact = rig.jobs.slice(2);
    assert.deepEqual(
      exact.map(({ frames }) => ('atSeconds' in frames ? frames.atSeconds : null)),
      [[1.5], [1.5], [2.5], [2.5]],
    );
    assert.deepEqual(rig.cancelled, [exact[0]?.jobId, exact[1]?.jobId]);
    rig.frames(exact[0]?.jobId, [1.5], true);
    rig.frames(exact[2]?.jobId, [2.5], true);
    rig.frames(exact[3]?.jobId, [2.5], true);
    assert.deepEqual(
      rig.sent.map(({ label, batch, request }) => [label, batch, request]),
      [
        ['first', null, 9],
        ['second', null, 9],
      ],
    );
  });

  it('has no exact state of a run that never came to its turn, and none beyond where one was cancelled', () => {
    const rig = new Rig([startOf(first), roundOf(first, 1)], 'cancelled');
    rig.feed.askFor('one', 50, 2, 1);
    assert.deepEqual(
      rig.jobs.map(({ frames }) => ('atSeconds' in frames ? frames.atSeconds : null)),
      [[1]],
    );
    assert.deepEqual(rig.told, [['second', null, 0, 0, true]]);
  });

  it('is not left waiting when a worker breaks, cannot be started, or a run cannot be made', () => {
    const broken = new Rig(bothEnded, 'finished');
    broken.feed.startWatch('one', 2);
    broken.frames(broken.jobs[0]?.jobId, [0, 1]);
    broken.fail();
    broken.take();
    broken.take();
    assert.deepEqual(broken.told.slice(1), [
      ['first', 1, 2, 0, true],
      ['second', 2, 0, 0, true],
    ]);
    assert.match(broken.log.lines.join(), /exit code 1/);
    broken.feed.startWatch('one', 2);
    assert.equal(broken.workersStarted, 2);

    const crashed = new Rig(bothEnded, 'finished');
    crashed.feed.startWatch('one', 2);
    crashed.say({ type: 'crashed', jobId: crashed.jobs[0]?.jobId ?? -1, message: 'It broke.' });
    assert.deepEqual(crashed.told, [['first', 0, 0, 0, true]]);

    const none = new Rig(bothEnded, 'finished');
    none.startsFail = true;
    none.feed.startWatch('one', 2);
    none.take();
    assert.deepEqual(
      none.told.map(([label, , , , complete]) => [label, complete]),
      [
        ['first', true],
        ['second', true],
      ],
    );
  });

  it('whatever happens, it never has more than one batch to take, and workers no more than one each', () => {
    const step = fc.constantFrom('first', 'second', 'take', 'watch', 'ask', 'unwatch', 'reset');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rig = new Rig(bothEnded, 'finished');
        const waitsFor = new Set<number>();
        let open = 0;
        let seen = 0;
        let heard = 0;
        const watch = (): void => {
          rig.feed.startWatch('one', 2);
          open = 0;
        };
        watch();
        for (const one of steps) {
          if (one === 'take') {
            rig.take();
            open = 0;
          } else if (one === 'watch') watch();
          else if (one === 'ask') rig.feed.askFor('one', 1, 2, 0);
          else if (one === 'unwatch') {
            rig.feed.unwatch();
            open = 0;
          } else if (one === 'reset') {
            rig.feed.reset();
            open = 0;
          } else {
            const job = rig.jobs.findLast(({ run, frames }) => run.label === one && !isExact(frames));
            // A worker that keeps to its rule: one batch until that is taken.
            for (const jobId of rig.takenByWorker.slice(heard)) waitsFor.delete(jobId);
            heard = rig.takenByWorker.length;
            if (job !== undefined && !waitsFor.has(job.jobId)) {
              waitsFor.add(job.jobId);
              rig.frames(job.jobId, [1]);
            }
          }
          open += rig.sent.slice(seen).filter(({ batch }) => batch !== null).length;
          seen = rig.sent.length;
          assert(open <= 1, 'more than one batch is under way');
        }
      }),
    );
  });
});

function isExact(frames: FramesJob['frames']): boolean {
  return 'atSeconds' in frames && frames.atSeconds.length === 1;
}

describe('the times of frames', () => {
  const rounds = [10, 2, 0.4, 0.05].map((seconds, i, all) => ({
    startSeconds: all.slice(0, i).reduce((sum, one) => sum + one, 0),
    seconds,
  }));

  it('are evenly spread over the run and over its rounds, and no more than asked for', () => {
    const times = timesFor(rounds, 12.5, 100);
    assert(times.length <= 100 && times.length > 90);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.deepEqual([times[0], times.at(-1)], [0, 12.5]);
    for (const { startSeconds, seconds } of rounds) {
      assert(times.includes(startSeconds), 'the start of each round');
      const within = times.filter((at) => at >= startSeconds && at < startSeconds + seconds);
      assert(within.length >= 12, `${within.length} frames in the round from ${startSeconds} s on`);
    }
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    assert(Math.max(...gaps) <= 12.5 / 49 + 1e-9);
  });

  it('of a run of thousands of rounds, or of none, are even', () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ startSeconds: i, seconds: 1 }));
    assert.equal(timesFor(many, 2000, 512).length, 256);
    assert.deepEqual(timesFor([], 4, 5), [0, 1, 2, 3, 4]);
  });

  it('are fewer the more cells there are, so that the panel can keep them', () => {
    const experiment = { ...experimentOf([...eventsOf(first, 2)]) };
    const countOf = (cells: number): number => {
      const request = framesFor(experiment, 'first', cells);
      return request !== null && typeof request === 'object' && 'atSeconds' in request ? request.atSeconds.length : 0;
    };
    assert(countOf(1000) <= 512 && countOf(1000) > 400);
    assert(countOf(131_072) * 131_072 * 3 <= 16 * 2 ** 20);
    assert(countOf(131_072) > 20);
    assert.equal(framesFor({ ...experiment, events: [endOf(second)] }, 'first', 8), 'later');
  });
});
