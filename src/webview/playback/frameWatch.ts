// What the panel says it wants to see of the pages: frames all along the runs, and the exact state at a time. A hydrate ends what was wanted before, so that it is
// said again after each.
import { type FromPanel, cellBounds } from '../../core/protocol/messages';

export interface FrameWatch {
  /** Frames are wanted with memory cut into about so many cells; null: none are. */
  want(cells: number | null): void;
  /** The exact state of every algorithm's pages is wanted at this time: it comes into the frame store, if frames are wanted at all. */
  ask(seconds: number): void;
  /** The panel has been told everything anew, about this experiment. */
  hydrated(experimentId: string | null): void;
}

/** Tells the extension what is wanted by `post`. */
export function createFrameWatch(post: (message: FromPanel) => void): FrameWatch {
  let wanted: number | null = null;
  let experimentId: string | null = null;
  let requests = 0;
  let asked: number | null = null;

  const watch = (): void => {
    asked = null;
    if (experimentId !== null && wanted !== null) post({ type: 'watch', experimentId, cells: wanted });
  };
  return {
    want(cells) {
      const next = cells === null ? null : Math.round(Math.min(Math.max(cells, cellBounds.fewest), cellBounds.most));
      if (next === wanted) return;
      wanted = next;
      if (next !== null) watch();
      else if (experimentId !== null) post({ type: 'unwatch' });
    },
    ask(seconds) {
      if (experimentId === null || wanted === null || seconds === asked) return;
      asked = seconds;
      post({ type: 'frameAt', experimentId, seconds, cells: wanted, request: requests++ });
    },
    hydrated(id) {
      experimentId = id;
      watch();
    },
  };
}
