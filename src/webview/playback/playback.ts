// Playback of simulated time: one playhead for all lanes, so that they stay in lockstep. Pure: each function gives the state after what happened, the
// driver (player.ts) and the views do the rest. Works the same on runs that go on (their known time grows) and on those that have ended.
import type { PlaybackSpeed } from '../../core/protocol/messages';

export interface PlaybackState {
  /** Where the playhead stands, in simulated seconds; while it follows, where it stood before. */
  readonly seconds: number;
  readonly isPlaying: boolean;
  readonly speed: PlaybackSpeed;
  /** The playhead sticks to the end of what is known, wherever that goes. */
  readonly follows: boolean;
}

/** The simulated time that is known, from 0 on. */
export interface Span {
  readonly endSeconds: number;
  /** The run goes on: more will be known. */
  readonly isOpen: boolean;
}

/** `fit` plays everything in so long, in seconds of the person's time. */
export const fitSeconds = 10;

/** As fast as it goes, once all is known: the shortest time in which an eye follows from beginning to end. */
const fastestSeconds = 1;

/** A run that is shown as far as it is known: restored, stored, or on a screen that shall not move by itself. */
export function following(speed: PlaybackSpeed): PlaybackState {
  return { seconds: 0, isPlaying: false, speed, follows: true };
}

/** A run that plays by itself from its beginning. */
export function playingFromStart(speed: PlaybackSpeed): PlaybackState {
  return { seconds: 0, isPlaying: true, speed, follows: speed === 'max' };
}

/** Where the playhead is, in simulated seconds. */
export function playheadOf(state: PlaybackState, span: Span): number {
  return state.follows ? span.endSeconds : clamp(state.seconds, span);
}

/** Whether the playhead is where nothing more comes. */
export function isAtEnd(state: PlaybackState, span: Span): boolean {
  return !span.isOpen && playheadOf(state, span) >= span.endSeconds;
}

/** Plays on from where the playhead stands; from the start again if that is the end. */
export function play(state: PlaybackState, span: Span): PlaybackState {
  const seconds = isAtEnd(state, span) ? 0 : playheadOf(state, span);
  return { ...state, seconds, isPlaying: true, follows: state.speed === 'max' && span.isOpen };
}

/** Stands still, on a run that goes on too. */
export function pause(state: PlaybackState, span: Span): PlaybackState {
  return { ...state, seconds: playheadOf(state, span), isPlaying: false, follows: isAtEnd(state, span) };
}

export function playOrPause(state: PlaybackState, span: Span): PlaybackState {
  return state.isPlaying ? pause(state, span) : play(state, span);
}

/** Puts the playhead to a time. At the end it sticks to the end, and stops playing where nothing more comes. */
export function seek(state: PlaybackState, span: Span, seconds: number): PlaybackState {
  const wanted = clamp(seconds, span);
  const atEnd = wanted >= span.endSeconds;
  return { ...state, seconds: wanted, follows: atEnd, isPlaying: state.isPlaying && !(atEnd && !span.isOpen) };
}

/** To the end of what is known. */
export function toEnd(state: PlaybackState, span: Span): PlaybackState {
  return seek(state, span, span.endSeconds);
}

/** Stops and jumps to the next of the given times, or to the one before; past the last to the end, before the first to the start. */
export function step(
  state: PlaybackState,
  span: Span,
  times: readonly number[],
  direction: 'back' | 'forward',
): PlaybackState {
  const now = playheadOf(state, span);
  const next =
    direction === 'forward'
      ? (times.find((time) => time > now) ?? span.endSeconds)
      : (times.findLast((time) => time < now) ?? 0);
  return { ...seek(state, span, next), isPlaying: false };
}

/** Plays at another speed, from where the playhead stands. */
export function withSpeed(state: PlaybackState, span: Span, speed: PlaybackSpeed): PlaybackState {
  const changed = { ...state, seconds: playheadOf(state, span), speed };
  if (!state.isPlaying) return changed;
  return { ...changed, follows: speed === 'max' && span.isOpen };
}

/** So much of the person's time has passed, in seconds. The playhead waits at the end of what is known until more is. */
export function tick(state: PlaybackState, span: Span, elapsedSeconds: number): PlaybackState {
  if (!state.isPlaying) return state;
  if (state.follows && span.isOpen) return state;
  const moved = playheadOf(state, span) + elapsedSeconds * rateOf(state.speed, span);
  if (moved < span.endSeconds) return { ...state, seconds: moved };
  return span.isOpen
    ? { ...state, seconds: span.endSeconds }
    : { ...state, seconds: span.endSeconds, isPlaying: false, follows: true };
}

/** Simulated seconds for each second of the person's time. */
export function rateOf(speed: PlaybackSpeed, { endSeconds }: Span): number {
  switch (speed) {
    case '1x':
      return 1;
    case '10x':
      return 10;
    case 'fit':
      return endSeconds / fitSeconds;
    case 'max':
      return endSeconds / fastestSeconds;
  }
}

function clamp(seconds: number, { endSeconds }: Span): number {
  return Math.min(Math.max(seconds, 0), endSeconds);
}
