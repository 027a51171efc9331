// The simulated time of an experiment: how far it is known, where its rounds end, and how it is told. Pure.
import type { RoundRecord } from '../../core/engine/events';
import { formatCount, formatSeconds, thinSpace } from '../../core/metrics/format';
import type { Experiment, Lane } from '../reduce';
import type { Span } from './playback';

/** When a round ended, in simulated seconds. */
export function roundEnd(round: Pick<RoundRecord, 'startSeconds' | 'seconds'>): number {
  return round.startSeconds + round.seconds;
}

/** How far a lane is known: to its end, else to the end of its last round. */
export function laneSeconds({ end, rounds }: Lane): number {
  const last = rounds.at(-1);
  return end?.totalSeconds ?? (last ? roundEnd(last) : 0);
}

/** The time that the playhead can move in; closed once the first repetition of every algorithm has ended, or nothing more will. */
export function spanOf({ lanes, state }: Experiment): Span {
  return {
    endSeconds: lanes.reduce((latest, lane) => Math.max(latest, laneSeconds(lane)), 0),
    isOpen: state.status === 'running' && lanes.some(({ end }) => !end),
  };
}

/** The ends of a lane's rounds, ascending: where steps by round stand. */
export function roundTimes({ rounds }: Lane): readonly number[] {
  return rounds.map(roundEnd).filter((time, index, times) => time > (times[index - 1] ?? 0));
}

/** A time beside the end it runs to, in the unit and with the decimals that suit that end: '2.41 s' beside '6.02 s', '0 ms' beside '312 ms'. */
export function clockText(seconds: number, endSeconds: number): string {
  if (endSeconds >= 120) return formatSeconds(Math.round(seconds));
  if (endSeconds >= 1) return `${seconds.toFixed(endSeconds < 20 ? 2 : 1)}${thinSpace}s`;
  return `${(seconds * 1000).toFixed(endSeconds < 0.1 ? 1 : 0)}${thinSpace}ms`;
}

/** '2.41 s of 6.02 s, round 5 of xen-precopy': what the slider is at. `baseline` is the lane whose rounds it steps by. */
export function playheadInWords(seconds: number, span: Span, baseline: Lane | undefined): string {
  const known = span.isOpen ? ' known so far' : '';
  const time = `${clockText(seconds, span.endSeconds)} of ${clockText(span.endSeconds, span.endSeconds)}${known}`;
  const where = baseline ? standInWords(baseline, seconds) : '';
  return where === '' ? time : `${time}, ${where}`;
}

function standInWords(lane: Lane, seconds: number): string {
  const { choice, end, rounds } = lane;
  if (end && seconds >= end.totalSeconds) return `${choice.label} has ended`;
  const round = rounds[endedRounds(rounds, seconds)];
  if (round) return `${roundInWords(round)} of ${choice.label}`;
  const last = rounds.at(-1);
  return last ? `round ${formatCount(last.round)} of ${choice.label} has ended` : '';
}

function roundInWords({ round, phase }: RoundRecord): string {
  return phase === 'sampling' ? 'sampling' : `round ${formatCount(round)}`;
}

/** How many of the rounds have ended by a time. */
export function endedRounds(rounds: readonly RoundRecord[], seconds: number): number {
  let [low, high] = [0, rounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const round = rounds[middle];
    if (round && roundEnd(round) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
