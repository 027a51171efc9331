// Tiers: the share of memory in each tier, round by round, the hottest at the bottom. The coldest is the rest up to 100 % and rises above the
// scale where the others are small. Data -> spec, pure.
import { formatCount, formatShare } from '../../core/metrics/format';
import type { RoundRecord, TierKind } from '../../core/engine/events';
import { type Column, columnName, columnsOf, placeLabels } from './columns';
import type { LaneScales } from './laneScales';
import { atPlaces, capital } from './rounds';
import type { ColumnsSpec, LegendEntry } from './spec';

export interface TiersInput {
  readonly label: string;
  readonly rounds: readonly RoundRecord[];
}

const titles: Readonly<Record<TierKind, string>> = {
  rate: 'Tiers by write rate',
  count: 'Tiers by epochs dirty',
  'times-found-dirty': 'Times found dirty',
};

/** The chart of a lane's tiers. */
export function tiersChart({ label, rounds }: TiersInput, scales: LaneScales): ColumnsSpec {
  const columns = columnsOf(rounds, scales.rounds);
  const last = columns.at(-1);
  const kind = last?.tierKind ?? 'times-found-dirty';
  const count = columns.reduce((most, column) => Math.max(most, column.tiers.length), 0);
  const hottestFirst = Array.from({ length: count }, (_, position) => count - 1 - position);
  const legend: LegendEntry[] = hottestFirst.map((tier) => ({
    name: tierName(kind, tier, count),
    paint: { role: 'tier', tier, of: count },
  }));
  const readings = columns.map((column) => {
    const values = hottestFirst.map((tier) => formatShare(shareOf(column, tier)));
    const named = legend.map((entry, index) => `${entry.name} ${values[index] ?? ''}`);
    return {
      heading: columnName(column),
      values,
      sentence: `${capital(columnName(column))}: ${named.join(', ')}.`,
    };
  });
  return {
    kind: 'columns',
    title: titles[kind],
    finding: last && count > 1 ? findingOf(kind, last, count) : '',
    note: scales.tierShare < 1 ? `cut at ${formatShare(scales.tierShare)}` : 'share of pages',
    summary: summaryOf(label, last, legend, hottestFirst),
    legend,
    readings,
    table: {
      caption: `Pages in each tier of ${label}`,
      columns: ['Round', ...legend.map(({ name }) => capital(name))],
      rows: columns.map((column) => [
        capital(columnName(column)),
        ...hottestFirst.map((tier) => formatCount(column.tiers[tier]?.pages ?? 0)),
      ]),
    },
    figures: {
      columns: ['fromRound', 'toRound', ...hottestFirst.map((tier) => `pagesInTier${tier}`).reverse()],
      rows: columns.map((column) => [
        column.fromRound,
        column.toRound,
        ...hottestFirst.map((tier) => column.tiers[tier]?.pages ?? 0).reverse(),
      ]),
    },
    places: placeLabels(scales.rounds),
    max: scales.tierShare,
    format: 'share',
    stacks: legend.map(({ paint }, index) => ({
      paint,
      values: atPlaces(columns, scales.rounds, (column) => shareOf(column, hottestFirst[index] ?? 0)),
    })),
    line: null,
    cuts: [],
    positions: columns.map((column) => column.place),
    untilSeconds: columns.map((column) => column.endSeconds),
    stoppedAt: null,
  };
}

function shareOf(column: Column, tier: number): number {
  const pages = column.tiers.reduce((sum, each) => sum + each.pages, 0);
  return pages === 0 ? 0 : (column.tiers[tier]?.pages ?? 0) / pages;
}

/** What a tier is called: classes by their counts, the algorithm's own tiers by their heat. */
export function tierName(kind: TierKind, tier: number, count: number): string {
  if (kind === 'times-found-dirty') return ['never', 'once', '2–3 times', '4 times or more'][tier] ?? `class ${tier}`;
  const names: Readonly<Record<number, readonly string[]>> = {
    2: ['cold', 'hot'],
    3: ['cold', 'warm', 'hot'],
    4: ['cold', 'cool', 'warm', 'hot'],
  };
  const name = names[count]?.[tier];
  if (name !== undefined) return name;
  const end = tier === 0 ? ', coldest' : tier === count - 1 ? ', hottest' : '';
  return `tier ${tier}${end}`;
}

/** The two ends of the distribution: what is hottest, and what is left in peace. */
function findingOf(kind: TierKind, last: Column, count: number): string {
  const [hottest, coldest] = [formatShare(shareOf(last, count - 1)), formatShare(shareOf(last, 0))];
  if (kind === 'times-found-dirty') return `${hottest} of the pages found dirty 4 times or more, ${coldest} never`;
  return `${hottest} of the pages in the hottest tier, ${coldest} in the coldest`;
}

function summaryOf(
  label: string,
  last: Column | undefined,
  legend: readonly LegendEntry[],
  hottestFirst: readonly number[],
): string {
  if (!last) return `${label} has not ended a round yet.`;
  const shares = legend.map(({ name }, index) => `${formatShare(shareOf(last, hottestFirst[index] ?? 0))} ${name}`);
  return `Pages of ${label} after ${columnName(last)}: ${shares.join(', ')}.`;
}
