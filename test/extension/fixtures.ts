// What the tests of the extension's logic share: a scenario, a stream of events, and a clock that moves when it is told to.
import { freeHost } from '../core/support/scenarios';
import type { EndEvent, RunEvent, RunId } from '../../src/core/engine/events';
import type { Tick } from '../../src/core/engine/migration';
import type { Progress } from '../../src/core/protocol/messages';
import { recordedScenario } from '../../src/core/scenario/record';
import type { Scenario } from '../../src/core/scenario/scenario';
import type { Clock } from '../../src/extension/clock';
import type { Log } from '../../src/extension/log';
import type { Experiment, ExperimentRequest } from '../../src/extension/runs/experiment';

export const scenario: Scenario = {
  name: 'Two algorithms',
  description: null,
  seed: '1',
  repetitions: 2,
  pages: 1024,
  pageBytes: 4096,
  memoryBytes: 4_194_304,
  deviceStateBytes: 1_048_576,
  zeroPages: 0,
  vcpus: 1,
  catchUpSeconds: 0,
  workload: [
    {
      name: 'log',
      firstPage: 0,
      pages: 64,
      writesPerSecond: 500,
      readsPerSecond: 1000,
      changeBytes: 4096,
      activity: { kind: 'always' },
      pattern: { kind: 'uniform' },
    },
  ],
  link: { bandwidthBitsPerSecond: 1e9, efficiency: 0.94, rttSeconds: 0.0002, schedule: [] },
  host: { ...freeHost, suspendSeconds: 0.002, resumeSeconds: 0.01 },
  algorithms: [
    { label: 'first', algorithm: 'precopy', parameters: { maxRounds: 5, maxTransfer: null } },
    { label: 'second', algorithm: 'precopy', parameters: {} },
  ],
  timeLimitSeconds: 3600,
  expect: [],
};

export const request = (experimentId: string, scenarioUri = 'file:///a.migration.yaml'): ExperimentRequest => ({
  experimentId,
  scenarioUri,
  file: 'a.migration.yaml',
  scenario,
  digest: 'digest',
});

type Run = Pick<RunId, 'label' | 'repetition'>;
const floor = { downtimeSeconds: 0.02, rateOnlyDowntimeSeconds: null };
const idOf = (run: Run): RunId => ({ ...run, algorithm: 'precopy' });

export const startOf = (run: Run): RunEvent => ({
  type: 'start',
  ...idOf(run),
  seed: '1',
  pages: 1024,
  pageBytes: 4096,
  pagesPerSecond: 28_000,
  floor,
  stopRule: {
    fewPages: { limit: 50, atLimit: false, from: 'minPages' },
    liveRounds: 29,
    sentPages: null,
    shrink: null,
  },
});

export const roundOf = (run: Run, round: number): RunEvent => ({
  type: 'round',
  ...idOf(run),
  round,
  phase: 'precopy',
  startSeconds: round - 1,
  seconds: 1,
  pagesToSend: 64,
  pagesSent: 60,
  pagesSkipped: 4,
  pagesHeld: 0,
  pagesResent: 10,
  pagesDirtied: 20,
  pagesDirtiedSuspending: 0,
  bytesSent: 245_760,
  throttle: 0,
  tierKind: 'times-found-dirty',
  tiers: [{ tier: 0, pages: 1024, dirty: 20, sent: 60, deferred: 4 }],
});

export const endOf = (run: Run, liveRounds = 3): EndEvent => ({
  type: 'end',
  ...idOf(run),
  seed: '1',
  outcome: 'completed',
  stopReason: 'max-rounds',
  totalSeconds: 3 + run.repetition,
  downtimeSeconds: 0.1,
  setupSeconds: 0,
  downtime: { suspendSeconds: 0.002, transferSeconds: 0.08, deviceSeconds: 0.008, resumeSeconds: 0.01 },
  bytesSent: 1_000_000,
  pagesSent: 250,
  pagesResent: 10,
  zeroPages: 0,
  liveRounds,
  degradedSeconds: 0,
  faults: { remote: 0, stallSeconds: 0 },
  floor,
});

/** A run of so many rounds, with a tick before each. */
export function* runOf(run: Run, rounds: number): Generator<RunEvent | Tick, void> {
  yield startOf(run);
  for (let round = 1; round <= rounds; round++) {
    yield undefined;
    yield roundOf(run, round);
  }
  yield endOf(run, rounds);
}

export const eventsOf = (run: Run, rounds: number): RunEvent[] =>
  [...runOf(run, rounds)].filter((event) => event !== undefined);

export const progressOf = (round: number): Progress => ({
  runsFinished: 0,
  runsTotal: 4,
  label: 'first',
  repetition: 0,
  simulatedSeconds: round,
  round,
});

export const experimentOf = (events: readonly RunEvent[], experimentId = 'one'): Experiment => ({
  ...request(experimentId),
  scenario: recordedScenario(scenario),
  runnable: scenario,
  state: { status: 'running', progress: null, summary: null, expectations: null, error: null, stale: false },
  events,
});

/** A clock that stands still until `pass`. */
export class FakeClock implements Clock {
  private time = 0;
  private readonly due: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, action: () => void): { dispose: () => void } {
    const entry = { at: this.time + milliseconds, action };
    this.due.push(entry);
    return {
      dispose: () => {
        const index = this.due.indexOf(entry);
        if (index >= 0) this.due.splice(index, 1);
      },
    };
  }

  /** Lets time pass; what falls due is done in its order. */
  pass(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.time = next.at;
      next.action();
    }
    this.time = until;
  }
}

/** A log that keeps what it was told. */
export class KeptLog implements Log {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}
