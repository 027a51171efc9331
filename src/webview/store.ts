// Holds the panel's state and tells the view of every change. The state itself is plain data, changed by reduce.ts alone.
import { type PanelState, type StateMessage, initialState, reduce, withBaseline } from './reduce';

export interface Store {
  readonly state: PanelState;
  take(message: StateMessage): void;
  /** Compares with another algorithm. */
  chooseBaseline(label: string): void;
}

/** A store that calls `changed` with the state before, after each change; `baseline` is the label chosen in an earlier life of the panel. */
export function createStore(changed: (before: PanelState) => void, baseline: string | null = null): Store {
  let state: PanelState = { ...initialState, baseline };
  const become = (next: PanelState): void => {
    const before = state;
    state = next;
    if (state !== before) changed(before);
  };
  return {
    get state() {
      return state;
    },
    take(message) {
      become(reduce(state, message));
    },
    chooseBaseline(label) {
      become(withBaseline(state, label));
    },
  };
}
