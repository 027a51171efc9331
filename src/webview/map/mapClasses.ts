// What the cells of a memory map are told apart by, in each of its views: the states of pages, their tiers, or how often they were sent. Pure.
import { type Frame, type PageState, pageStates } from '../../core/engine/frames';
import type { RoundRecord } from '../../core/engine/events';
import type { MapView } from '../../core/protocol/messages';
import { tierName } from '../charts/tiers';

/** A class of cells; its look follows from the theme (mapLooks.ts). */
export type MapClass = { readonly name: string } & (
  | { readonly kind: 'state'; readonly state: PageState }
  | { readonly kind: 'tier' | 'sent'; readonly step: number; readonly of: number }
);

/** A view of one algorithm's pages. */
export interface MapClasses {
  readonly view: MapView;
  readonly classes: readonly MapClass[];
  /** The class of each byte that a cell may hold. */
  readonly classOf: Uint8Array;
}

export const viewNames: Readonly<Record<MapView, string>> = { state: 'State', tier: 'Tier', sent: 'Times sent' };

export const stateNames: Readonly<Record<PageState, string>> = {
  zero: 'zeros, not sent',
  unsent: 'not sent yet',
  current: 'at the destination',
  dirty: 'dirty again',
  owed: 'owed',
  held: 'held back',
  faulted: 'fetched on demand',
};

const states: MapClasses = {
  view: 'state',
  classes: pageStates.map((state) => ({ kind: 'state', state, name: stateNames[state] })),
  classOf: classTable((byte) => Math.min(byte, pageStates.length - 1)),
};

/** Numbers of times sent from which a class begins: hot pages stand out without a class for every number. */
const sentFrom = [0, 1, 2, 3, 5, 9, 17] as const;

const sent: MapClasses = {
  view: 'sent',
  classes: sentFrom.map((from, step) => ({
    kind: 'sent',
    step,
    of: sentFrom.length,
    name: sentName(from, sentFrom[step + 1]),
  })),
  classOf: classTable((byte) => sentFrom.findLastIndex((from) => from <= byte)),
};

/** The classes of a view for a lane with these rounds. */
export function mapClasses(view: MapView, rounds: readonly RoundRecord[]): MapClasses {
  if (view === 'tier') return tiersOf(rounds);
  return view === 'state' ? states : sent;
}

/** The bytes of a frame that a view shows, one a cell. */
export function bytesOf(frame: Frame, view: MapView): Uint8Array {
  if (view === 'tier') return frame.tierCells;
  return view === 'state' ? frame.cells : frame.sentCells;
}

/** How many cells are of each class. */
export function countCells(frame: Frame, { view, classes, classOf }: MapClasses): readonly number[] {
  const counts = classes.map(() => 0);
  for (const byte of bytesOf(frame, view)) {
    const index = classOf[byte] ?? 0;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function tiersOf(rounds: readonly RoundRecord[]): MapClasses {
  const last = rounds.findLast(({ tiers }) => tiers.length > 0);
  const count = rounds.reduce((most, { tiers }) => Math.max(most, tiers.length), 1);
  const kind = last?.tierKind ?? 'times-found-dirty';
  return {
    view: 'tier',
    classes: Array.from({ length: count }, (_, step) => ({
      kind: 'tier',
      step,
      of: count,
      name: tierName(kind, step, count),
    })),
    classOf: classTable((byte) => Math.min(byte, count - 1)),
  };
}

function sentName(from: number, next: number | undefined): string {
  if (from < 3) return ['never', 'once', 'twice'][from] ?? '';
  return next === undefined ? `${from} times or more` : `${from}–${next - 1} times`;
}

function classTable(classOf: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));
}
