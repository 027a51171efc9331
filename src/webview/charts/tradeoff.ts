// Total against downtime, a point an algorithm with its 95 % intervals, the Pareto front and what physics allows. Data -> spec, pure.
import { type Estimate, beats, waits } from '../../core/compare/summary';
import { formatList, formatSeconds, formatSecondsInterval } from '../../core/metrics/format';
import type { Compared } from '../../core/metrics/words';
import { niceLogEnd, niceLogStart, roundUp } from './scale';
import { type AbsentSpec, type Axis, type Guide, type LegendEntry, type Place, type PlaneSpec, absent } from './spec';

export interface TradeoffInput extends Compared {
  readonly series: number;
}

interface Row {
  readonly label: string;
  readonly series: number;
  readonly total: Estimate;
  readonly downtime: Estimate;
  /** What a processor waited for missing pages; null where no algorithm has it wait. */
  readonly stall: Estimate | null;
  readonly isOnFront: boolean;
}

const title = 'Total against downtime';

/** Scales on which the longest is more than so many times the shortest are logarithmic. */
const WIDE = 12;
/** Names stand beside their points for so many algorithms; the legend has them all. */
const mostNames = 6;

/** The chart of all algorithms that moved the guest. */
export function tradeoffChart(compared: readonly TradeoffInput[]): PlaneSpec | AbsentSpec {
  const isWaiting = compared.some(({ summary }) => waits(summary));
  const rows = compared
    .flatMap((row) => rowOf(row, isWaiting))
    .sort((a, b) => a.total.mean - b.total.mean || a.downtime.mean - b.downtime.mean);
  const others = compared.filter(({ summary }) => !rows.some(({ label }) => label === summary.label));
  if (rows.length === 0) return absent(title, 'No algorithm has moved the guest.');
  const limits = limitsOf(compared);
  const x = axisOf(
    'total',
    rows.map(({ total }) => total),
    [],
  );
  const y = axisOf(
    'downtime',
    rows.map(({ downtime }) => downtime),
    limits.map(({ seconds }) => seconds),
  );
  const place = (row: Row): Place => ({ x: row.total.mean, y: row.downtime.mean });
  const legend: LegendEntry[] = rows.map(({ label, series }) => ({ name: label, paint: { role: 'series', series } }));
  return {
    kind: 'plane',
    isOverTime: false,
    title,
    finding: findingOf(rows),
    note: y.log ? 'downtime, log scale' : 'downtime',
    summary: summaryOf(rows, others, limits),
    legend,
    readings: rows.map((row, position) => ({
      heading: row.label,
      values: rows.map((_, other) => (other === position ? valuesOf(row) : '')),
      sentence: sentenceOf(row),
    })),
    table: {
      caption: 'Total against downtime',
      columns: ['Algorithm', 'Total', 'Downtime', ...(isWaiting ? ['Waited'] : []), 'On the Pareto front'],
      rows: rows.map((row) => [
        row.label,
        inWords(row.total),
        inWords(row.downtime),
        ...(row.stall ? [inWords(row.stall)] : []),
        row.isOnFront ? 'yes' : 'no',
      ]),
    },
    figures: {
      columns: [
        'label',
        'totalSeconds',
        'totalLowSeconds',
        'totalHighSeconds',
        'downtimeSeconds',
        'downtimeLowSeconds',
        'downtimeHighSeconds',
        ...(isWaiting ? ['meanVcpuStallSeconds', 'meanVcpuStallLowSeconds', 'meanVcpuStallHighSeconds'] : []),
        'isOnFront',
      ],
      rows: rows.map(({ label, total, downtime, stall, isOnFront }) => [
        label,
        ...[total.mean, total.low, total.high],
        ...[downtime.mean, downtime.low, downtime.high],
        ...(stall ? [stall.mean, stall.low, stall.high] : []),
        String(isOnFront),
      ]),
    },
    x,
    y,
    lines: frontLine(rows, x, y),
    gap: null,
    guides: limits.map((limit) => guideOf(limit, x)),
    marks: rows.map((row) => ({
      series: row.series,
      at: place(row),
      across: intervalOf(row.total, x),
      up: intervalOf(row.downtime, y),
      text: rows.length <= mostNames ? row.label : '',
    })),
    positions: rows.map(place),
  };
}

function rowOf({ summary, series }: TradeoffInput, isWaiting: boolean): readonly Row[] {
  const { label, totalSeconds: total, downtimeSeconds: downtime, isOnFront } = summary;
  const stall = isWaiting ? (summary.meanVcpuStallSeconds ?? null) : null;
  return total && downtime ? [{ label, series, total, downtime, stall, isOnFront }] : [];
}

interface Limit {
  readonly name: string;
  readonly role: 'floor' | 'rate-only';
  readonly seconds: number;
}

/** The lowest floor and rate-only line of all, one line where they fall together. */
function limitsOf(compared: readonly TradeoffInput[]): readonly Limit[] {
  const least = (values: readonly (number | null | undefined)[]): number | null => {
    const known = values.flatMap((value) => value ?? []);
    return known.length === 0 ? null : Math.min(...known);
  };
  const floor = least(compared.map(({ floor }) => floor?.downtimeSeconds));
  const rateOnly = least(compared.map(({ floor }) => floor?.rateOnlyDowntimeSeconds));
  if (floor === null) return [];
  if (rateOnly === null) return [{ name: 'floor', role: 'floor', seconds: floor }];
  if (rateOnly <= 1.005 * floor) return [{ name: 'floor and rate-only', role: 'floor', seconds: floor }];
  return [
    { name: 'floor', role: 'floor', seconds: floor },
    { name: 'rate-only', role: 'rate-only', seconds: rateOnly },
  ];
}

function axisOf(name: string, estimates: readonly Estimate[], limits: readonly number[]): Axis {
  const means = [...estimates.map(({ mean }) => mean), ...limits.filter((limit) => limit > 0)];
  const highs = [...estimates.map(({ high, mean }) => Math.min(high, 3 * mean)), ...limits];
  const [least, most] = [Math.min(...means), Math.max(...highs)];
  const base = { format: 'seconds', name } as const;
  if (least > 0 && most > WIDE * least)
    return {
      ...base,
      name: `${name}, log scale`,
      min: niceLogStart(0.9 * least),
      max: niceLogEnd(1.1 * most),
      log: true,
    };
  return { ...base, min: 0, max: roundUp(1.1 * most), log: false };
}

/** The front of the two times that the plane shows: what is on the Pareto front only because it waits less lies behind it. */
function planeFront(rows: readonly Row[]): readonly Row[] {
  const times = rows.map(({ total, downtime }) => ({ total: total.mean, downtime: downtime.mean, stall: 0 }));
  return rows.filter((_, index) => !times.some((other) => beats(other, times[index] ?? other)));
}

/** From the front's quickest up and its shortest to the right, in steps: above and right of it everything is beaten. */
function frontLine(rows: readonly Row[], x: Axis, y: Axis): PlaneSpec['lines'] {
  const front = planeFront(rows);
  const [first] = front;
  const last = front.at(-1);
  if (!first || !last || rows.length < 2) return [];
  const steps = front.flatMap((row, index): readonly Place[] => {
    const before = front[index - 1];
    const corner = before ? [{ x: row.total.mean, y: before.downtime.mean }] : [];
    return [...corner, { x: row.total.mean, y: row.downtime.mean }];
  });
  const points = [{ x: first.total.mean, y: y.max }, ...steps, { x: x.max, y: last.downtime.mean }];
  return [{ paint: { role: 'front' }, points }];
}

function guideOf({ name, role, seconds }: Limit, x: Axis): Guide {
  const at = (across: number): Place => ({ x: across, y: seconds });
  return {
    paint: { role },
    points: [at(x.min), at(x.max)],
    text: `${name} ${formatSeconds(seconds, 2)}`,
    at: [at(x.max)],
    side: role === 'floor' ? 'below-left' : 'above-left',
  };
}

/** Nothing for a single run; whiskers end at the axis. */
function intervalOf({ low, high, mean }: Estimate, axis: Axis): { low: number; high: number } | null {
  if (!(high > low) || high - low < 1e-9 * mean) return null;
  return { low: Math.max(low, axis.min), high: Math.min(high, axis.max) };
}

function inWords({ mean, low, high }: Estimate): string {
  return high > low ? formatSecondsInterval(mean, (high - low) / 2) : formatSeconds(mean);
}

function valuesOf({ downtime, total, stall }: Row): string {
  const waited = stall ? ` and ${inWords(stall)} of waiting` : '';
  return `${inWords(downtime)}${waited} in ${inWords(total)}`;
}

function findingOf(rows: readonly Row[]): string {
  const front = planeFront(rows);
  const [first] = front;
  if (!first) return '';
  if (rows.length === 1)
    return `${first.label} takes ${formatSeconds(first.total.mean)}, ${formatSeconds(first.downtime.mean)} of them with the guest stopped`;
  return timesInWords(front, first) + leastWaiting(rows);
}

/** '; xen-precopy and hca wait least for pages'; empty where none waits, or all do alike. */
function leastWaiting(rows: readonly Row[]): string {
  const waited = rows.map(({ stall }) => stall?.mean ?? 0);
  const least = Math.min(...waited);
  const labels = rows.filter((_, index) => waited[index] === least).map(({ label }) => label);
  if (labels.length === rows.length) return '';
  return `; ${formatList(labels)} ${labels.length === 1 ? 'waits' : 'wait'} least for pages`;
}

function timesInWords(front: readonly Row[], first: Row): string {
  if (front.length === 1) return `${first.label} is shortest both in downtime and in total`;
  const last = front.at(-1) ?? first;
  if (front.length === 2) return `${first.label} is shortest in total, ${last.label} in downtime`;
  const between = front.length - 2;
  return `${first.label} is shortest in total, ${last.label} in downtime; ${between === 1 ? 'one lies' : `${between} lie`} between them on the front`;
}

function sentenceOf(row: Row): string {
  const front = row.isOnFront ? ', on the Pareto front' : `, beaten in ${row.stall ? 'all' : 'both'} by another`;
  const waited = row.stall ? `${inWords(row.stall)} of waiting for pages, ` : '';
  return `${row.label}: ${inWords(row.downtime)} of downtime, ${waited}${inWords(row.total)} in all${front}.`;
}

function summaryOf(rows: readonly Row[], others: readonly TradeoffInput[], limits: readonly Limit[]): string {
  const points = rows.map(
    (row) =>
      `${row.label} ${inWords(row.downtime)} of downtime${row.stall ? ` and ${inWords(row.stall)} of waiting for pages` : ''} in ${inWords(row.total)}`,
  );
  const front = rows.filter(({ isOnFront }) => isOnFront).map(({ label }) => label);
  const missing = others.length === 0 ? '' : ` ${others.map(({ summary }) => summary.label).join(', ')}: no figures.`;
  const said = limits.map(({ name, seconds }) => `${name} ${formatSeconds(seconds, 2)}`);
  const physics = said.length === 0 ? '' : ` Physics allows: ${said.join(', ')} of downtime.`;
  return `${points.join('; ')}. No other is shorter in ${rows.some(({ stall }) => stall) ? 'all of them' : 'both'} than ${front.join(', ')}.${physics}${missing}`;
}
