// Rounds as columns: one column a round, or one for several rounds in a row where there are more than a chart can show. Columns of all lanes
// stand at the same places, so that the eye compares without reading.
import type { RoundRecord, TierKind } from '../../core/engine/events';
import { formatCount } from '../../core/metrics/format';
import { roundEnd } from '../playback/time';

/** Most columns that a lane of 300 px shows apart from each other. */
export const mostColumns = 120;

/** The rounds that the axis spans, and how many of them share a column. */
export interface RoundScale {
  readonly firstRound: number;
  readonly roundsPerColumn: number;
  /** Places on the axis, filled or not. */
  readonly places: number;
}

export interface TierShare {
  readonly tier: number;
  readonly pages: number;
}

/** The mean of its rounds. */
export interface Column {
  readonly place: number;
  readonly fromRound: number;
  readonly toRound: number;
  readonly startSeconds: number;
  /** Length of all its rounds together. */
  readonly seconds: number;
  readonly endSeconds: number;
  readonly phase: RoundRecord['phase'];
  readonly pagesToSend: number;
  readonly sentFirst: number;
  readonly sentAgain: number;
  readonly pagesSkipped: number;
  readonly pagesHeld: number;
  readonly pagesLeft: number;
  readonly pagesDirtied: number;
  /** Those that the running guest dirtied: all but what only the suspension did. */
  readonly pagesDirtiedRunning: number;
  readonly tierKind: TierKind;
  readonly tiers: readonly TierShare[];
}

/** The scale for rounds up to the given one; `open` leaves room for rounds to come. */
export function roundScale(firstRound: number, lastRound: number, open: boolean): RoundScale {
  const rounds = Math.max(1, lastRound - firstRound + 1);
  const roundsPerColumn = Math.ceil(rounds / mostColumns);
  const columns = Math.ceil(rounds / roundsPerColumn);
  const steps = [6, 10, 16, 24, 32, 48, 64, 96, mostColumns];
  const room = steps.find((step) => step >= columns) ?? columns;
  return { firstRound, roundsPerColumn, places: open ? room : Math.max(6, columns) };
}

/** The name of each place on the axis. */
export function placeLabels(scale: RoundScale): readonly string[] {
  return Array.from({ length: scale.places }, (_, place) =>
    formatCount(scale.firstRound + place * scale.roundsPerColumn),
  );
}

/** The columns of a lane's rounds. */
export function columnsOf(rounds: readonly RoundRecord[], scale: RoundScale): readonly Column[] {
  const groups = new Map<number, RoundRecord[]>();
  for (const round of rounds) {
    const place = Math.floor((round.round - scale.firstRound) / scale.roundsPerColumn);
    const group = groups.get(place);
    if (group) group.push(round);
    else groups.set(place, [round]);
  }
  return [...groups].flatMap(([place, group]) => columnOf(place, group) ?? []);
}

/**
 * Pages that a round had to send and neither sent, skipped nor held: put off to a later one (pages that sampling found dirty while the first pass ran,
 * or the rest of a round that the time limit cut short).
 */
export function leftOf(round: RoundRecord): number {
  return Math.max(0, round.pagesToSend - round.pagesSent - round.pagesSkipped - round.pagesHeld);
}

/** 'round 5', 'rounds 21-30', 'sampling', 'round 30, guest stopped'. */
export function columnName(column: Column): string {
  if (column.fromRound !== column.toRound)
    return `rounds ${formatCount(column.fromRound)}–${formatCount(column.toRound)}`;
  if (column.phase === 'sampling') return 'sampling';
  if (column.phase === 'postcopy') return 'post-copy';
  const stopped = column.phase === 'stop-and-copy' ? ', guest stopped' : '';
  return `round ${formatCount(column.fromRound)}${stopped}`;
}

function columnOf(place: number, rounds: readonly RoundRecord[]): Column | null {
  const [first, last] = [rounds[0], rounds.at(-1)];
  if (!first || !last) return null;
  const mean = (of: (round: RoundRecord) => number): number =>
    rounds.reduce((sum, round) => sum + of(round), 0) / rounds.length;
  return {
    place,
    fromRound: first.round,
    toRound: last.round,
    startSeconds: first.startSeconds,
    seconds: rounds.reduce((sum, round) => sum + round.seconds, 0),
    endSeconds: roundEnd(last),
    phase: last.phase,
    pagesToSend: mean((round) => round.pagesToSend),
    sentFirst: mean((round) => round.pagesSent - round.pagesResent),
    sentAgain: mean((round) => round.pagesResent),
    pagesSkipped: mean((round) => round.pagesSkipped),
    pagesHeld: mean((round) => round.pagesHeld),
    pagesLeft: mean(leftOf),
    pagesDirtied: mean((round) => round.pagesDirtied),
    pagesDirtiedRunning: mean((round) => round.pagesDirtied - round.pagesDirtiedSuspending),
    tierKind: last.tierKind,
    tiers: last.tiers.map(({ tier }) => ({ tier, pages: mean((round) => round.tiers[tier]?.pages ?? 0) })),
  };
}
