// Which frames of a run a panel is given: of one that has ended as many as it keeps, part of them evenly over its time, part evenly over its rounds, which
// are seconds long at first and milliseconds at the end; of one under way some at an interval that grows with it.
import type { RoundRecord } from '../../core/engine/events';
import type { FrameRequest } from '../../core/engine/frames';
import { goodput } from '../../core/link';
import { mostFramesOf } from '../../core/protocol/packedFrames';
import type { Experiment } from '../runs/experiment';

/** More frames of a run show no more: 512 over the ten seconds that a run is fitted to are 51 a second. */
const mostFrames = 512;
/** A run under way starts with so many frames for the time that memory takes over the link once. */
const framesOfFirstPass = 128;

/** What is known of repetition 0 of an algorithm. */
interface Known {
  /** Null: it has not started. */
  readonly startSeconds: number | null;
  readonly rounds: readonly RoundRecord[];
  /** When it has ended, if it has. */
  readonly endSeconds: number | null;
}

function knownOf({ events }: Experiment, label: string): Known {
  let startSeconds: number | null = null;
  let endSeconds: number | null = null;
  const rounds: RoundRecord[] = [];
  for (const event of events) {
    if (event.label !== label || event.repetition !== 0) continue;
    if (event.type === 'start') startSeconds = 0;
    if (event.type === 'round') rounds.push(event);
    if (event.type === 'end') endSeconds = event.totalSeconds;
  }
  return { startSeconds, rounds, endSeconds };
}

/** Whether an algorithm's run is under way or to come, so that nobody knows yet how long it will be. */
export function isGrowing(experiment: Experiment, label: string): boolean {
  return experiment.state.status === 'running' && knownOf(experiment, label).endSeconds === null;
}

/**
 * The frames to ask for; `later` if the run has not come to its turn, null if it never will: whatever ended the experiment came before. Of a run that was
 * broken off, those until its last round.
 */
export function framesFor(experiment: Experiment, label: string, cells: number): FrameRequest | 'later' | null {
  const { startSeconds, rounds, endSeconds } = knownOf(experiment, label);
  const most = Math.min(mostFrames, mostFramesOf(cells));
  if (endSeconds === null && experiment.state.status === 'running') {
    return startSeconds === null ? 'later' : { ...everyFor(experiment), most, cells };
  }
  const until = endSeconds ?? lastEnd(rounds);
  return until === null ? null : { atSeconds: timesFor(rounds, until, most), cells };
}

/** The frame to ask for at one time, or at the last one that the run has come to; null: it has not started. */
export function frameAt(experiment: Experiment, label: string, seconds: number, cells: number): FrameRequest | null {
  const { startSeconds, rounds, endSeconds } = knownOf(experiment, label);
  if (startSeconds === null) return null;
  const isOpen = endSeconds !== null || experiment.state.status === 'running';
  const until = isOpen ? Infinity : (lastEnd(rounds) ?? 0);
  return { atSeconds: [Math.min(seconds, until)], cells };
}

function lastEnd(rounds: readonly RoundRecord[]): number | null {
  const last = rounds.at(-1);
  return last === undefined ? null : last.startSeconds + last.seconds;
}

function everyFor({ scenario }: Experiment): { readonly everySeconds: number } {
  return { everySeconds: scenario.memoryBytes / goodput(scenario.link) / framesOfFirstPass };
}

/** At most so many times from 0 to `until`, ascending, both ends included. */
export function timesFor(
  rounds: readonly Pick<RoundRecord, 'startSeconds' | 'seconds'>[],
  until: number,
  most: number,
): number[] {
  const even = Math.max(2, rounds.length === 0 ? most : Math.ceil(most / 2));
  const times = new Set(Array.from({ length: even }, (_, i) => (until * i) / (even - 1)));
  const perRound = Math.floor((most - even) / Math.max(1, rounds.length));
  for (const { startSeconds, seconds } of perRound > 0 ? rounds : []) {
    for (let part = 0; part < perRound; part++) times.add(startSeconds + (seconds * part) / perRound);
  }
  return [...times].sort((a, b) => a - b);
}
