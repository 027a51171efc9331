// What each scenario's results are compared with: a stored run or a saved result. Kept in the workspace's state, bounded in number; what it names is
// read when it is needed.
import { type Guard, objectOf, oneOf, taggedBy, textUpTo } from '../../core/protocol/checks';
import { Emitter } from '../emitter';
import type { Memory } from './history';

export type PinnedThing =
  | {
      readonly kind: 'run';
      readonly experimentId: string;
    }
  | { readonly kind: 'file'; readonly uri: string };

interface Pin {
  readonly schema: 1;
  readonly scenarioUri: string;
  readonly pinned: PinnedThing;
}

const key = 'migrationLab.pins';
export const mostPins = 50;

const isPin: Guard<Pin> = objectOf<Pin>({
  schema: oneOf(1),
  scenarioUri: textUpTo(10_000),
  pinned: taggedBy<'kind', PinnedThing>('kind', {
    run: objectOf({ kind: oneOf('run'), experimentId: textUpTo(200) }),
    file: objectOf({ kind: oneOf('file'), uri: textUpTo(10_000) }),
  }),
});

export class Pins {
  /** The address of the scenario whose pin has changed. */
  readonly changes = new Emitter<string>();

  constructor(private readonly memory: Memory) {}

  find(scenarioUri: string): PinnedThing | null {
    return this.all().find((pin) => pin.scenarioUri === scenarioUri)?.pinned ?? null;
  }

  /** Whether any scenario is compared with this run. */
  isPinned(experimentId: string): boolean {
    return this.all().some(({ pinned }) => pinned.kind === 'run' && pinned.experimentId === experimentId);
  }

  get isEmpty(): boolean {
    return this.all().length === 0;
  }

  /** Compares a scenario's results with this from now on; null: with nothing. */
  async pin(scenarioUri: string, pinned: PinnedThing | null): Promise<void> {
    const others = this.all().filter((pin) => pin.scenarioUri !== scenarioUri);
    const own: readonly Pin[] = pinned === null ? [] : [{ schema: 1, scenarioUri, pinned }];
    await this.memory.update(key, [...own, ...others].slice(0, mostPins));
    this.changes.fire(scenarioUri);
  }

  private all(): readonly Pin[] {
    const stored = this.memory.get(key);
    return Array.isArray(stored) ? stored.filter(isPin) : [];
  }
}
