// Paints in animation frames: each part of the panel at most once a frame with the newest state, and never for longer than a frame can
// bear; what does not fit waits for the next one. A hidden page gets no frames: it is painted when it shows.

/** Main-thread time a frame may spend on painting; a frame at 60 Hz has 16.7 ms, and the browser needs some of it. */
const budgetMilliseconds = 8;

type Paint = () => void;

export interface PaintQueue {
  /**
   * Paints `key` in one of the next frames, none before `notBefore` (a time of `performance.now()`); a later paint of the same key replaces an earlier
   * one that has not run.
   */
  add(key: string, paint: Paint, notBefore?: number): void;
  /** Paints what nobody looks at yet: one a frame, in frames in which nothing else waits. Nobody is told that it is done. */
  addLater(key: string, paint: Paint): void;
  /** Forgets what has not been painted. */
  clear(): void;
}

interface Waiting {
  readonly paint: Paint;
  readonly notBefore: number;
}

/** A queue that calls `idle` each time everything but what comes later has been painted, `failed` if a painter throws. */
export function createPaintQueue(idle: () => void, failed: (error: unknown) => void): PaintQueue {
  const waiting = new Map<string, Waiting>();
  const later = new Map<string, Paint>();
  let scheduled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = (paint: Paint): void => {
    try {
      paint();
    } catch (error) {
      failed(error);
    }
  };
  const paintDue = (due: ReadonlyMap<string, Waiting>, until: number): void => {
    for (const [key, { paint }] of due) {
      if (!waiting.delete(key)) continue;
      run(paint);
      if (performance.now() >= until) return;
    }
  };
  const paintLater = (): void => {
    for (const [key, paint] of later) {
      later.delete(key);
      run(paint);
      return;
    }
  };
  const frame = (): void => {
    scheduled = false;
    const now = performance.now();
    const due = new Map([...waiting].filter(([, { notBefore }]) => notBefore <= now));
    if (due.size === 0) paintLater();
    else {
      paintDue(due, now + budgetMilliseconds);
      if (waiting.size === 0) idle();
    }
    schedule();
  };
  /** A frame that has nothing to paint costs nearly as much as any: none is asked for before its time. */
  const schedule = (): void => {
    if (scheduled || waiting.size + later.size === 0) return;
    const soonest = later.size > 0 ? 0 : Math.min(...[...waiting.values()].map(({ notBefore }) => notBefore));
    const wait = soonest - performance.now();
    clearTimeout(timer);
    if (wait > 0) {
      timer = setTimeout(schedule, wait);
      return;
    }
    scheduled = true;
    requestAnimationFrame(frame);
  };
  return {
    add(key, paint, notBefore = 0) {
      waiting.set(key, { paint, notBefore });
      schedule();
    },
    addLater(key, paint) {
      later.set(key, paint);
      schedule();
    },
    clear() {
      waiting.clear();
      later.clear();
    },
  };
}
