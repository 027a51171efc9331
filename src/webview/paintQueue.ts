// Paints in animation frames: each part of the panel at most once a frame with the newest state, and never for longer than a frame can
// bear; what does not fit waits for the next one. A hidden page gets no frames: it is painted when it shows.

/** Main-thread time a frame may spend on painting; a frame at 60 Hz has 16.7 ms, and the browser needs some of it. */
const budgetMilliseconds = 8;

export interface PaintQueue {
  /** Paints `key` in one of the next frames; a later paint of the same key replaces an earlier one that has not run. */
  add(key: string, paint: () => void): void;
  /** Forgets what has not been painted. */
  clear(): void;
}

/** A queue that calls `idle` each time everything has been painted, `failed` if a painter throws. */
export function createPaintQueue(idle: () => void, failed: (error: unknown) => void): PaintQueue {
  const waiting = new Map<string, () => void>();
  let scheduled = false;

  const frame = (): void => {
    scheduled = false;
    const until = performance.now() + budgetMilliseconds;
    for (const [key, paint] of waiting) {
      waiting.delete(key);
      try {
        paint();
      } catch (error) {
        failed(error);
      }
      if (performance.now() >= until) break;
    }
    if (waiting.size > 0) schedule();
    else idle();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(frame);
  };
  return {
    add(key, paint) {
      waiting.set(key, paint);
      schedule();
    },
    clear() {
      waiting.clear();
    },
  };
}
