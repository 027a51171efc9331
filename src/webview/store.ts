// Holds the panel's state and tells the view of every change. The state itself is plain data, changed by reduce.ts alone.
import { type PanelState, type StateMessage, initialState, reduce } from './reduce';

export interface Store {
  readonly state: PanelState;
  take(message: StateMessage): void;
}

/** A store that calls `changed` with the state before, after each message that changed something. */
export function createStore(changed: (before: PanelState) => void): Store {
  let state = initialState;
  return {
    get state() {
      return state;
    },
    take(message) {
      const before = state;
      state = reduce(state, message);
      if (state !== before) changed(before);
    },
  };
}
