// An event with listeners, for the parts that are tested without an editor (`vscode.EventEmitter` exists inside the editor alone).

/** Whatever is released by calling `dispose`; the editor's own disposables fit. */
export interface Disposable {
  dispose(): void;
}

/** Listeners of one event; each is told in the order in which it came. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Calls `listener` at each event until it is disposed of. */
  on(listener: (value: T) => void): Disposable {
    // A wrapper, so that one function can listen twice.
    const own = (value: T): void => {
      listener(value);
    };
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  }

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  /** How many listen: for the tests that count what is left behind. */
  get size(): number {
    return this.listeners.size;
  }
}
