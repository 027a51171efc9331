// Measures one case of the benchmark in a process of its own, so that the peak of its memory is the case's. Arguments: the engine (fast or reference), the
// runs to be timed, and the scenario's text; prints a line of JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findAlgorithm } from '../src/core/algorithms/registry';
import { simulate } from '../src/core/engine/simulate';
import { isPolicy } from '../src/core/policy/policy';
import type { PolicySandbox } from '../src/core/policy/sandbox';
import { checkScenario } from '../src/core/scenario/check';
import { referencedNames } from '../src/core/scenario/referencedFiles';
import type { Scenario } from '../src/core/scenario/scenario';
import { makeSandbox } from '../src/worker/sandbox';
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

function runFast(scenario: Scenario, repetition: number, sandbox: PolicySandbox | null): Outcome {
  let rounds = 0;
  let simulatedSeconds = 0;
  let pagesPerSecond = 0;
  const label = scenario.algorithms[0]?.label ?? '';
  for (const event of simulate(scenario, { label, repetition }, undefined, null, sandbox)) {
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

/** The policies that a scenario names, from those that ship. */
function policiesIn(text: string): Map<string, { readonly text: string }> {
  return new Map(
    referencedNames(text).map((name) => [name, { text: readFileSync(path.join('media', 'policy', name), 'utf8') }]),
  );
}

async function measure(engine: string, runs: number, text: string): Promise<Measured> {
  const { scenario, problems } = checkScenario(text, { files: policiesIn(text) });
  if (scenario === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const run = engine === 'reference' ? runSlow : runFast;
  const timed = [];
  for (let repetition = 0; repetition <= runs; repetition++) {
    // A run's sandbox is there before it is timed: it starts in some milliseconds, whatever the guest.
    const sandbox = isPolicy(scenario, scenario.algorithms[0]?.label ?? '') ? await makeSandbox('dist') : null;
    const begin = performance.now();
    const before = process.cpuUsage();
    const outcome = run(scenario, repetition, sandbox);
    const { user, system } = process.cpuUsage(before);
    timed.push({ ...outcome, timing: { elapsed: performance.now() - begin, processor: (user + system) / 1000 } });
  }
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
void measure(engine, Number(runs), text).then((measured) => process.stdout.write(`${JSON.stringify(measured)}\n`));
