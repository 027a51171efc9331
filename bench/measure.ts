// Measures one case of the benchmark in a process of its own, so that the peak of its memory is the case's. Arguments: the engine (fast or reference), the
// runs to be timed, and the scenario's text; prints a line of JSON.
import process from 'node:process';
import { findAlgorithm } from '../src/core/algorithms/registry';
import { simulate } from '../src/core/engine/simulate';
import { checkScenario } from '../src/core/scenario/check';
import type { Scenario } from '../src/core/scenario/scenario';
import { runReference } from '../test/core/reference/referenceRun';

/** Milliseconds of a run: on the clock, and of the processor, which other programs disturb less. */
export interface Timing {
  readonly elapsed: number;
  readonly processor: number;
}

/** What a case has come to; the first run's times apart from those of the warm ones. */
export interface Measured {
  readonly first: Timing;
  readonly warm: readonly Timing[];
  readonly rounds: number;
  readonly simulatedSeconds: number;
  readonly pagesPerSecond: number;
  readonly peakMegabytes: number;
}

interface Outcome {
  readonly rounds: number;
  readonly simulatedSeconds: number;
  readonly pagesPerSecond: number;
}

function runFast(scenario: Scenario, repetition: number): Outcome {
  let rounds = 0;
  let simulatedSeconds = 0;
  let pagesPerSecond = 0;
  const label = scenario.algorithms[0]?.label ?? '';
  for (const event of simulate(scenario, { label, repetition })) {
    if (event?.type === 'start') pagesPerSecond = event.pagesPerSecond;
    if (event?.type === 'round') rounds++;
    if (event?.type !== 'end') continue;
    if (event.outcome !== 'completed') throw new Error(`The run ended as ${event.outcome}.`);
    simulatedSeconds = event.totalSeconds;
  }
  return { rounds, simulatedSeconds, pagesPerSecond };
}

function runSlow(scenario: Scenario, repetition: number): Outcome {
  const choice = scenario.algorithms[0];
  const definition = choice && findAlgorithm(choice.algorithm);
  if (definition === undefined) throw new Error('The scenario has no algorithm.');
  const { rounds, totalSeconds } = runReference(scenario, definition, { label: choice?.label ?? '', repetition });
  return { rounds: rounds.length, simulatedSeconds: totalSeconds, pagesPerSecond: 0 };
}

function measure(engine: string, runs: number, text: string): Measured {
  const { scenario, problems } = checkScenario(text);
  if (scenario === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const run = engine === 'reference' ? runSlow : runFast;
  const timed = Array.from({ length: runs + 1 }, (_, repetition) => {
    const begin = performance.now();
    const before = process.cpuUsage();
    const outcome = run(scenario, repetition);
    const { user, system } = process.cpuUsage(before);
    return { ...outcome, timing: { elapsed: performance.now() - begin, processor: (user + system) / 1000 } };
  });
  const [first, ...warm] = timed;
  if (first === undefined) throw new Error('There is nothing to time.');
  const { rounds, simulatedSeconds, pagesPerSecond, timing } = first;
  // ru_maxrss counts KiB.
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return {
    first: timing,
    warm: warm.map((one) => one.timing),
    rounds,
    simulatedSeconds,
    pagesPerSecond,
    peakMegabytes,
  };
}

const [engine = 'fast', runs = '1', text = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(measure(engine, Number(runs), text))}\n`);
