// Every state that the panel and the preview can be in, as the messages that bring them about: small guests, so that the pages are small too.
import type { RunEvent } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import { evaluateExpectations } from '../../../src/core/expect/evaluate';
import type { ExperimentSnapshot, ExperimentState, PlaybackWish } from '../../../src/core/protocol/messages';
import type { PreviewSnapshot } from '../../../src/core/protocol/previewMessages';
import type { AlgorithmChoice, Scenario } from '../../../src/core/scenario/scenario';
import { newSandbox, policyChoice } from '../../core/support/policies';
import { pictureOf, predictionOf, previewOf } from './previews';
import { finishedState, recordEvents, running, runningState, scenarioOf, snapshotOf } from './recordings';

/** Two algorithms that arrive, of few rounds, one expectation that holds and one that does not. */
export const scenario = scenarioOf(`
scenario: Two ways to move a guest
repetitions: 2
vm: { memory: 32MiB }
workload:
  - { name: hot, size: 4MiB, writes: 20k/s, pattern: uniform }
  - { name: warm, size: 8MiB, writes: 2k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms: [{ xen-precopy: { maxRounds: 4 } }, hca]
expect:
  - hca.downtime < xen-precopy.downtime
  - hca.downtime < 1ms
`);

/** No round of its first algorithm is ever small enough, and time is short. */
const restless = scenarioOf(`
scenario: A guest that never rests
timeLimit: 500ms
vm: { memory: 32MiB }
workload:
  - { name: hot, size: 16MiB, writes: 90k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms:
  - precopy: { rounds: 100000, minPages: 0 }
    as: endless
  - hca
`);

const talking = `
export default async function migrate({ pages, all, log, send, suspend }) {
  let toSend = all();
  for (let round = 1; round <= 3; round += 1) {
    console.log('round', round, 'sends', toSend.size, 'of', pages, 'pages');
    await send(toSend);
    toSend = log.clean();
  }
  suspend();
  await send(toSend.plus(log.clean()));
  console.log('done: everything that was left is at the destination, and this line is longer than a lane is wide at 400 pixels');
}
`;
const breaking = `${talking.slice(0, talking.indexOf('suspend();'))}  toSend.nonsense();\n}\n`;

export interface PanelState {
  readonly name: string;
  /** Null: nothing has been run. */
  readonly experiment: ExperimentSnapshot | null;
  readonly playback?: PlaybackWish;
  /** Something of this is to be seen then; what else a person does to get there is done by the test. */
  readonly shows: RegExp;
}

/** In the order in which a person may meet them. */
export async function panelStates(): Promise<readonly PanelState[]> {
  const events = recordEvents(scenario);
  const some = events.slice(0, 5);
  const finished = finishedState(scenario, events);
  const expectations = evaluateExpectations(
    scenario.expect,
    scenario.algorithms.map(({ label }) => label),
    events.filter((event) => event.type === 'end'),
  );
  const whole: ExperimentState = { ...finished, expectations };
  const late = recordEvents(restless);
  const policies = await policyStates();
  const stopped = (status: 'cancelled' | 'failed', error: string | null): ExperimentState => ({
    ...runningState(scenario, some),
    status,
    progress: null,
    error,
  });
  const states: readonly PanelState[] = [
    { name: 'empty', experiment: null, shows: /Nothing has been run yet/ },
    { name: 'starting', experiment: snapshotOf(scenario, events.slice(0, 1), running), shows: /waits for its turn/ },
    { name: 'running', experiment: snapshotOf(scenario, some, runningState(scenario, some)), shows: /Run 1 of 4/ },
    {
      name: 'paused',
      experiment: snapshotOf(scenario, events, whole),
      playback: { speed: 'fit', isFresh: true },
      shows: /Finished, 4 runs/,
    },
    { name: 'finished', experiment: snapshotOf(scenario, events, whole), shows: /Expectations: 1 of 2 fail/ },
    { name: 'cancelled', experiment: snapshotOf(scenario, some, stopped('cancelled', null)), shows: /was cancelled/ },
    {
      name: 'failed',
      experiment: snapshotOf(scenario, some, stopped('failed', 'Out of memory.')),
      shows: /Out of memory/,
    },
    {
      name: 'not-converged',
      experiment: snapshotOf(restless, late, finishedState(restless, late)),
      shows: /not converged/,
    },
    {
      name: 'restored',
      experiment: snapshotOf(scenario, events, { ...whole, stale: true }),
      shows: /has changed since/,
    },
    ...policies,
  ];
  return states.map((state) => ({
    ...state,
    experiment: state.experiment && { ...state.experiment, experimentId: `experiment-${state.name}` },
  }));
}

/** A policy that writes lines and arrives, one that fails, and one that Restricted Mode keeps from running, each beside a built-in algorithm. */
async function policyStates(): Promise<readonly PanelState[]> {
  const withheld = policyChoice('');
  const choices: readonly (Omit<PanelState, 'experiment'> & { readonly choice: AlgorithmChoice })[] = [
    { name: 'policy', choice: policyChoice(talking), shows: /Log: 4\slines/ },
    { name: 'policy-failed', choice: policyChoice(breaking), shows: /mine failed/ },
    {
      name: 'restricted',
      choice: { ...withheld, ...(withheld.policy && { policy: { ...withheld.policy, withheld: true } }) },
      shows: /trusted workspace/,
    },
  ];
  const once: Scenario = { ...scenario, repetitions: 1, expect: [] };
  const builtIn = once.algorithms.filter(({ label }) => label === 'hca');
  const ofBuiltIn = recordEvents({ ...once, algorithms: builtIn });
  return Promise.all(
    choices.map(async ({ choice, ...state }) => {
      const mine: Scenario = { ...once, algorithms: [choice, ...builtIn] };
      const run = { label: choice.label, repetition: 0 };
      const own = [...simulate(mine, run, undefined, null, await newSandbox())].filter((event) => event !== undefined);
      const events: readonly RunEvent[] = [...own, ...ofBuiltIn];
      return { ...state, experiment: snapshotOf(mine, events, finishedState(mine, events)) };
    }),
  );
}

export interface PreviewState {
  readonly name: string;
  /** Null: the preview waits for its first message. */
  readonly preview: PreviewSnapshot | null;
}

export function previewStates(): readonly PreviewState[] {
  const once: Scenario = { ...scenario, repetitions: 1 };
  const labels = once.algorithms.map(({ label }) => label);
  const expectations = evaluateExpectations(
    once.expect,
    labels,
    labels.map((label) => predictionOf(once, label, 1).run),
  );
  const whole = pictureOf(once, 1, { expectations });
  const problems = { errors: 3, first: { message: "Unknown key 'memry'. Did you mean 'memory'?", line: 2 } };
  return [
    { name: 'waiting', preview: null },
    { name: 'quick', preview: previewOf(pictureOf(once, 4)) },
    { name: 'done', preview: previewOf(whole) },
    { name: 'stale', preview: previewOf(whole, problems) },
    { name: 'broken-off', preview: previewOf({ ...whole, error: 'The prediction broke off: no threads left.' }) },
    { name: 'problems-alone', preview: previewOf(null, problems) },
  ];
}
