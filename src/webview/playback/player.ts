// Moves the playhead while time passes: the one place that keeps a playback state and asks for animation frames. Where motion is reduced, it plays in
// jumps.
import type { PlaybackSpeed } from '../../core/protocol/messages';
import { type PlaybackState, type Span, following, playheadOf, playingFromStart, tick } from './playback';

/** A frame after a pause of the page (hidden, busy) counts no more than this, in seconds: playback goes on where it was. */
const longestFrameSeconds = 0.25;

/** Where motion is reduced, the playhead jumps so often: two changes a second do not flicker. */
const jumpSeconds = 0.5;

export interface Player {
  readonly state: PlaybackState;
  readonly span: Span;
  /** Where the playhead is, in simulated seconds. */
  readonly seconds: number;
  /** Another experiment: plays it from its beginning if it is fresh and the screen may move by itself, else shows it as far as it is known. */
  begin(fresh: boolean, speed: PlaybackSpeed): void;
  /** More is known. */
  know(span: Span): void;
  act(change: (state: PlaybackState, span: Span) => PlaybackState): void;
}

/** A player that calls `moved` after each change. */
export function createPlayer(moved: () => void): Player {
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
  let state = following('fit');
  let span: Span = { endSeconds: 0, isOpen: true };
  let before: number | null = null;
  let waiting = 0;

  const change = (next: PlaybackState): void => {
    if (next === state) return;
    state = next;
    moved();
  };
  const frame = (now: number): void => {
    const elapsed = before === null ? 0 : Math.min((now - before) / 1000, longestFrameSeconds);
    before = now;
    waiting += elapsed;
    if (!reduced.matches || waiting >= jumpSeconds) {
      change(tick(state, span, waiting));
      waiting = 0;
    }
    run();
  };
  const run = (): void => {
    if (state.isPlaying) requestAnimationFrame(frame);
    else before = null;
  };
  const start = (next: PlaybackState): void => {
    const runs = state.isPlaying;
    change(next);
    if (runs || !state.isPlaying) return;
    waiting = 0;
    run();
  };
  return {
    get state() {
      return state;
    },
    get span() {
      return span;
    },
    get seconds() {
      return playheadOf(state, span);
    },
    begin(fresh, speed) {
      span = { endSeconds: 0, isOpen: true };
      start(fresh && !reduced.matches ? playingFromStart(speed) : following(speed));
    },
    know(next) {
      if (next.endSeconds === span.endSeconds && next.isOpen === span.isOpen) return;
      span = next;
      moved();
    },
    act(wanted) {
      start(wanted(state, span));
    },
  };
}
