// A lane as it stood at a time: the rounds that had ended by then, and the one under way. Pure.
import type { LogRecord, RoundRecord } from '../../core/engine/events';
import { endedRounds, laneSeconds } from '../playback/time';
import type { Lane } from '../reduce';

export interface LaneAt {
  /** With the rounds, the lines of the log and the end that were there by then; the lane itself if nothing of it is to come. */
  readonly lane: Lane;
  /** The round under way, known as a whole because it is past by now; null between rounds and where it is not known. */
  readonly current: RoundRecord | null;
  /** Share of that round that has passed, 0 … 1. */
  readonly currentShare: number;
  /** Whether more is known of the lane than this. */
  readonly hasMore: boolean;
}

/** The lane at so many simulated seconds. */
export function laneAt(lane: Lane, seconds: number): LaneAt {
  if (seconds >= laneSeconds(lane)) return { lane, current: null, currentShare: 0, hasMore: false };
  const ended = endedRounds(lane.rounds, seconds);
  const next = lane.rounds[ended];
  const current = next && next.startSeconds <= seconds ? next : null;
  return {
    lane: { ...lane, rounds: lane.rounds.slice(0, ended), log: writtenBy(lane.log, seconds), end: null },
    current,
    currentShare: current && current.seconds > 0 ? (seconds - current.startSeconds) / current.seconds : 0,
    hasMore: true,
  };
}

function writtenBy(log: readonly LogRecord[], seconds: number): readonly LogRecord[] {
  const after = log.findIndex(({ atSeconds }) => atSeconds > seconds);
  return after < 0 ? log : log.slice(0, after);
}
