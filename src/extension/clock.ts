// Time as the host's logic sees it: the tests put a clock of their own in its place and wait for nothing.
import type { Disposable } from './emitter';

export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `action` once after so many milliseconds, unless disposed of before. */
  after(milliseconds: number, action: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return {
      dispose: () => {
        clearTimeout(timer);
      },
    };
  },
};
