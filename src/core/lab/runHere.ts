// Makes the runs of a grading in this thread. The limit counts the engine's batches, not seconds, so that a run that is given up is given up on every machine.
import { simulate } from '../engine/simulate';
import type { RunEvent, RunResult } from '../engine/events';
import { isPolicy } from '../policy/policy';
import type { SandboxMaker } from '../policy/sandbox';
import { collectRun } from '../result';
import type { MakeRun } from './grading';

/** Batches of a run: some thousand times what a lab's guest takes, and a minute of work at most. */
export const mostBatches = 2_000_000;

/** Makes runs here and now; a policy gets a sandbox of its own for each. */
export function runHere(makeSandbox: SandboxMaker, most = mostBatches): MakeRun {
  return async (scenario, run) => {
    const sandbox = isPolicy(scenario, run.label) ? await makeSandbox() : null;
    const events: RunEvent[] = [];
    let batches = 0;
    for (const event of simulate(scenario, run, undefined, null, sandbox)) {
      if (event !== undefined) events.push(event);
      if (++batches > most) return givenUp(events, run, most);
    }
    const result = collectRun(events);
    if (result === null) throw new Error(`The run of ${run.label} has no end.`);
    return result;
  };
}

/** A run that took too much work, as a failed one. */
function givenUp(
  events: readonly RunEvent[],
  { label, repetition }: { readonly label: string; readonly repetition: number },
  most: number,
): RunResult {
  const start = events.find((event) => event.type === 'start');
  const message = `The run takes more than ${most} batches: it was given up. Is the link far too slow for this guest, or the time limit far too long?`;
  return {
    label,
    algorithm: start?.algorithm ?? '',
    repetition,
    seed: start?.seed ?? '',
    outcome: 'failed',
    stopReason: null,
    totalSeconds: 0,
    downtimeSeconds: null,
    setupSeconds: 0,
    downtime: null,
    bytesSent: 0,
    pagesSent: 0,
    pagesResent: 0,
    zeroPages: 0,
    liveRounds: 0,
    degradedSeconds: 0,
    faults: { remote: 0, stallSeconds: 0 },
    floor: { downtimeSeconds: null, rateOnlyDowntimeSeconds: null },
    error: { code: 'work-limit', message },
    rounds: [],
  };
}
