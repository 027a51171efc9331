// The scales that all lanes share: rounds, pages, shares, seconds, rates. Same length on the screen, same quantity, in every lane.
import { dirtyRate } from '../../core/metrics/words';
import type { RoundRecord } from '../../core/engine/events';
import type { RecordedScenario } from '../../core/scenario/record';
import { type Column, type RoundScale, columnsOf, roundScale } from './columns';
import { roundUp } from './scale';

export interface LaneScales {
  readonly rounds: RoundScale;
  /** Top of the page scale; columns may rise above it and are then cut. */
  readonly pages: number;
  /** Top of the scale of tiers, a share 0 … 1. */
  readonly tierShare: number;
  readonly seconds: number;
  /** Pages a second. */
  readonly rate: number;
}

/** What the link is likely to carry, in pages a second, before an algorithm has said what its pages cost on the wire. */
export function nominalPageRate({ link, pageBytes }: Pick<RecordedScenario, 'link' | 'pageBytes'>): number {
  return (link.bandwidthBitsPerSecond * link.efficiency) / 8 / pageBytes;
}

export interface ScaledLane {
  readonly rounds: readonly RoundRecord[];
  /** Pages of the guest. */
  readonly pages: number;
  /** What the link carries; of a lane that has not started, what it is likely to. Above 0. */
  readonly pagesPerSecond: number;
}

/** The scales for these lanes; `open` while rounds are still to come. */
export function laneScales(lanes: readonly ScaledLane[], open: boolean): LaneScales {
  const rounds = lanes.flatMap((lane) => lane.rounds);
  const numbers = rounds.map((round) => round.round);
  const scale = roundScale(least(numbers, 1), most(numbers), open);
  const columns = lanes.flatMap((lane) => columnsOf(lane.rounds, scale));
  const end = most(rounds.map((round) => round.startSeconds + round.seconds));
  const onePass = most(lanes.map((lane) => lane.pages / lane.pagesPerSecond));
  return {
    rounds: scale,
    pages: columns.length === 0 ? roundUp(most(lanes.map((lane) => lane.pages))) : pagesTop(columns),
    tierShare: tierTop(columns),
    seconds: open || end === 0 ? roundUp(Math.max(end, onePass)) : end,
    rate: roundUp(1.1 * most([...lanes.map((lane) => lane.pagesPerSecond), ...rounds.map(ratesOf)])),
  };
}

/** The first pass sends all of memory; where it dwarfs all later rounds it is cut, so that those can be read. */
function pagesTop(columns: readonly Column[]): number {
  const later = columns.filter((column) => column.fromRound > 1);
  const all = most(columns.map(height));
  const rest = most(later.map(height));
  return rest > 0 && all > 2.5 * rest ? roundUp(1.15 * rest) : roundUp(all);
}

function height(column: Column): number {
  return Math.max(column.pagesToSend, column.pagesDirtied);
}

/** All tiers but the coldest, in steps: the coldest is the rest up to 100 %. */
function tierTop(columns: readonly Column[]): number {
  if (columns.length === 0) return 1;
  const warm = columns.map((column) => {
    const pages = column.tiers.reduce((sum, tier) => sum + tier.pages, 0);
    return pages === 0 ? 0 : 1 - (column.tiers[0]?.pages ?? 0) / pages;
  });
  const top = most(warm);
  if (top === 0) return 1;
  return [0.02, 0.05, 0.1, 0.2, 0.4, 0.6].find((step) => top <= 0.85 * step) ?? 1;
}

function ratesOf(round: RoundRecord): number {
  return Math.max(dirtyRate(round), round.seconds > 0 ? round.pagesSent / round.seconds : 0);
}

function most(values: readonly number[]): number {
  return values.reduce((top, value) => Math.max(top, value), 0);
}

function least(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((low, value) => Math.min(low, value), Infinity);
}
