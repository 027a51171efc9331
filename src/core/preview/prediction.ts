// A prediction: what one repetition of one algorithm comes to, on the guest itself or on one scaled down, in the guest's own figures. The live
// preview shows it beside the text.
import { choiceHasFloor } from '../algorithms/registry';
import type { EndEvent, Floor, RoundRecord } from '../engine/events';
import type { Tick } from '../engine/migration';
import { type RunProgress, simulate } from '../engine/simulate';
import { floorOf } from '../metrics/floor';
import { stopReasonInWords } from '../metrics/words';
import type { PolicySandbox } from '../policy/sandbox';
import type { Scenario } from '../scenario/scenario';
import { scaledDown } from './scaleDown';

export interface Prediction {
  readonly label: string;
  /** It was made on a guest 1/`factor` the size; 1: on the guest itself. */
  readonly factor: number;
  /** Repetition 0, its counts those of the guest itself. */
  readonly run: EndEvent;
  /** Why the live phase ended, in a sentence. */
  readonly sentence: string;
}

/** Predicts one algorithm of a scenario. Yields between batches, so that its caller can stop. A policy wants a sandbox of its own. */
export function* predict(
  scenario: Scenario,
  label: string,
  factor: number,
  progress: RunProgress = { simulatedSeconds: 0, round: 0 },
  sandbox: PolicySandbox | null = null,
): Generator<Tick, Prediction> {
  const scaled = scaledDown(scenario, factor);
  const rounds: RoundRecord[] = [];
  let pagesPerSecond = 0;
  for (const event of simulate(scaled, { label, repetition: 0 }, progress, null, sandbox)) {
    if (event === undefined) yield undefined;
    else if (event.type === 'start') pagesPerSecond = event.pagesPerSecond * factor;
    else if (event.type === 'round') rounds.push(scaledUpRound(event, factor));
    else if (event.type === 'end') {
      const run = scaledUpRun(event, scenario, factor, pagesPerSecond);
      return { label, factor, run, sentence: sentenceOf(scenario, run, rounds, pagesPerSecond) };
    }
  }
  throw new Error(`The run of ${label} ended without a result.`);
}

function sentenceOf(
  { pages, pageBytes, timeLimitSeconds, algorithms }: Scenario,
  end: EndEvent,
  rounds: readonly RoundRecord[],
  pagesPerSecond: number,
): string {
  const parameters = algorithms.find(({ label }) => label === end.label)?.parameters ?? {};
  return stopReasonInWords({ end, rounds, pages, pageBytes, pagesPerSecond, parameters, timeLimitSeconds });
}

function scaledUpRun(run: EndEvent, scenario: Scenario, factor: number, pagesPerSecond: number): EndEvent {
  if (factor === 1) return run;
  const limits = limitsOf(scenario, pagesPerSecond);
  return {
    ...run,
    bytesSent: run.bytesSent * factor,
    pagesSent: run.pagesSent * factor,
    pagesResent: run.pagesResent * factor,
    zeroPages: run.zeroPages * factor,
    faults: { ...run.faults, remote: run.faults.remote * factor },
    // Where the limits can be told before a run they are those of the guest itself.
    floor: limits.downtimeSeconds === null || hasNoFloor(scenario, run.label) ? run.floor : limits,
  };
}

/** No floor is defined for its downtime. */
function hasNoFloor({ algorithms }: Scenario, label: string): boolean {
  const choice = algorithms.find((one) => one.label === label);
  return choice !== undefined && !choiceHasFloor(choice);
}

/** Limits that are known, by scenario and page rate: all algorithms of a scenario ask for nearly the same. */
const known = new WeakMap<Scenario, Map<number, Floor>>();

function limitsOf(scenario: Scenario, pagesPerSecond: number): Floor {
  const ofScenario = known.get(scenario) ?? new Map<number, Floor>();
  known.set(scenario, ofScenario);
  const limits = ofScenario.get(pagesPerSecond) ?? floorOf(scenario, pagesPerSecond);
  ofScenario.set(pagesPerSecond, limits);
  return limits;
}

/** Without tiers, which no prediction shows. */
function scaledUpRound({ faults, ...round }: RoundRecord, factor: number): RoundRecord {
  // A fault takes the same round trip on a guest of any size: what is waited for cannot be told from a smaller one.
  return {
    ...round,
    ...(factor === 1 && faults ? { faults } : {}),
    pagesToSend: round.pagesToSend * factor,
    pagesSent: round.pagesSent * factor,
    pagesSkipped: round.pagesSkipped * factor,
    pagesHeld: round.pagesHeld * factor,
    pagesResent: round.pagesResent * factor,
    pagesDirtied: round.pagesDirtied * factor,
    pagesDirtiedSuspending: round.pagesDirtiedSuspending * factor,
    bytesSent: round.bytesSent * factor,
    tiers: [],
  };
}
