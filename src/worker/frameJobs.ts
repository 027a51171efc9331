// Frames in the simulation worker: makes a run again and passes on what states its pages were in, batch by batch. A batch is held back until the one
// before it has been taken, and the run with it: whoever looks on slowly, or not at all, costs no memory. Frame jobs don't queue: they share the time.
import type { RunEvent } from '../core/engine/events';
import type { Frame, FrameRequest } from '../core/engine/frames';
import type { Tick } from '../core/engine/migration';
import type { RunProgress } from '../core/engine/simulate';
import { isPolicy } from '../core/policy/policy';
import type { PolicySandbox, SandboxMaker } from '../core/policy/sandbox';
import { bytesPerCell, packFrames } from '../core/protocol/packedFrames';
import type { FromWorker, ToWorker } from '../core/protocol/workerMessages';
import type { Scenario } from '../core/scenario/scenario';

export type FrameJob = Extract<ToWorker, { readonly type: 'frames' }>;

/** What frames need of their surroundings: a part of JobHost (runJobs.ts). */
export interface FrameHost {
  readonly simulate: (
    scenario: Scenario,
    run: FrameJob['run'],
    progress: RunProgress,
    frames: FrameRequest,
    sandbox: PolicySandbox | null,
  ) => Generator<RunEvent | Tick, void>;
  readonly makeSandbox: SandboxMaker;
  readonly post: (message: FromWorker, transfer: ArrayBuffer[]) => void;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
}

/** Longest time between two looks at the messages. */
const sliceMilliseconds = 12;
/** Shortest time between two batches that are not full. */
const batchMilliseconds = 60;
/** A batch of so many bytes is full. */
export const fullBatchBytes = 256 * 1024;

/** Lets one batch pass, and the next one when that has been taken. */
export class Gate {
  isOpen = true;
  private waiting: (() => void) | null = null;

  open(): void {
    this.isOpen = true;
    this.waiting?.();
    this.waiting = null;
  }

  close(): void {
    this.isOpen = false;
  }

  opened(): Promise<void> {
    return this.isOpen ? Promise.resolve() : new Promise((resolve) => (this.waiting = resolve));
  }
}

/** Serves a job until its last frame, a complete batch of its own; ends without one if it is cancelled (which has to open the gate). */
export async function runFrames(host: FrameHost, job: FrameJob, gate: Gate, isCancelled: () => boolean): Promise<void> {
  const { jobId, scenario, run, frames: request } = job;
  let wanted = 'atSeconds' in request ? request.atSeconds.length : Infinity;
  let waiting: Frame[] = [];
  let bytes = 0;
  let postedAt = -Infinity;
  const post = (complete: boolean): void => {
    const frames = packFrames(waiting);
    waiting = [];
    bytes = 0;
    postedAt = host.now();
    gate.close();
    host.post({ type: 'frames', jobId, frames, complete }, [frames.bytes]);
  };

  const sandbox = isPolicy(scenario, run.label) ? await host.makeSandbox() : null;
  await host.pause();
  let sliceStart = host.now();
  for (const event of host.simulate(scenario, run, { simulatedSeconds: 0, round: 0 }, request, sandbox)) {
    if (event?.type === 'frame') {
      waiting.push(event);
      bytes += bytesPerCell * event.cells.length;
      wanted--;
    }
    // What comes after the last frame is of no interest.
    if (wanted <= 0) break;
    if (bytes >= fullBatchBytes) await gate.opened();
    const isDue = bytes >= fullBatchBytes || (bytes > 0 && host.now() - postedAt >= batchMilliseconds);
    if (isCancelled()) return;
    if (isDue && gate.isOpen) post(false);
    if (host.now() - sliceStart < sliceMilliseconds) continue;
    await host.pause();
    if (isCancelled()) return;
    sliceStart = host.now();
  }
  await gate.opened();
  if (!isCancelled()) post(true);
}
