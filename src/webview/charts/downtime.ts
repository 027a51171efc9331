// Downtime in its parts, one bar an algorithm, with the marks of what physics allows: the clairvoyant floor and the rate-only line
// (docs/model.md). Means over the completed repetitions. Data -> spec, pure.
import type { DowntimeParts, EndEvent, Floor } from '../../core/engine/events';
import { formatNumber, formatSeconds } from '../../core/metrics/format';
import { roundUp } from './scale';
import type { BarsSpec, LegendEntry, Paint } from './spec';

export interface DowntimeInput {
  readonly label: string;
  readonly series: number;
  readonly ends: readonly EndEvent[];
  readonly floor: Floor | null;
  /** Said where there is no downtime. */
  readonly missing: string;
}

const parts = [
  { key: 'suspendSeconds', name: 'suspend', paint: { role: 'suspend' } },
  { key: 'transferSeconds', name: 'transfer', paint: null },
  { key: 'deviceSeconds', name: 'device state', paint: { role: 'device' } },
  { key: 'resumeSeconds', name: 'resume', paint: { role: 'resume' } },
] as const satisfies readonly { key: keyof DowntimeParts; name: string; paint: Paint | null }[];

interface Row extends DowntimeInput {
  /** Null if no repetition completed. */
  readonly mean: DowntimeParts | null;
  readonly total: number | null;
}

/** The chart of all lanes' downtimes; lanes that have not ended have an empty row. */
export function downtimeChart(lanes: readonly DowntimeInput[]): BarsSpec {
  const rows = lanes.map(rowOf);
  const marks = marksOf(rows);
  const max = scaleEnd(
    rows,
    marks.flatMap(({ values }) => values),
  );
  const used = parts.filter(({ key }) => key === 'transferSeconds' || rows.some(({ mean }) => (mean?.[key] ?? 0) > 0));
  const paintOf = (paint: Paint | null, series: number): Paint => paint ?? { role: 'again', series };
  return {
    kind: 'bars',
    title: 'Downtime in its parts',
    finding: findingOf(rows),
    note: '',
    summary: summaryOf(rows),
    legend: used.map(({ name, paint }): LegendEntry => ({ name, paint: paintOf(paint, 0) })),
    readings: rows.map((row) => ({
      heading: row.label,
      values: used.map(({ key }) => (row.mean ? formatSeconds(row.mean[key]) : '–')),
      sentence: sentenceOf(row),
    })),
    table: {
      caption: 'Downtime in its parts',
      columns: [
        'Algorithm',
        ...parts.map(({ name }) => name.charAt(0).toUpperCase() + name.slice(1)),
        'Downtime',
        'Floor',
        'Rate-only',
      ],
      rows: rows.map((row) => [
        row.label,
        ...parts.map(({ key }) => secondsOr(row.mean?.[key])),
        row.total === null ? row.missing : formatSeconds(row.total),
        secondsOr(row.floor?.downtimeSeconds),
        secondsOr(row.floor?.rateOnlyDowntimeSeconds),
      ]),
    },
    figures: {
      columns: ['label', ...parts.map(({ key }) => key), 'downtimeSeconds', 'floorSeconds', 'rateOnlySeconds'],
      rows: rows.map((row) => [
        row.label,
        ...parts.map(({ key }) => row.mean?.[key] ?? null),
        row.total,
        row.floor?.downtimeSeconds ?? null,
        row.floor?.rateOnlyDowntimeSeconds ?? null,
      ]),
    },
    rows: rows.map((row) => ({
      label: shortened(row.label),
      text: row.total === null ? row.missing : formatSeconds(row.total),
    })),
    max,
    parts: used.map(({ key, paint }) => ({
      paints: rows.map(({ series }) => paintOf(paint, series)),
      values: rows.map(({ mean }) => mean?.[key] ?? null),
    })),
    marks,
  };
}

function rowOf(lane: DowntimeInput): Row {
  const all = lane.ends.flatMap(({ downtime }) => (downtime ? [downtime] : []));
  if (all.length === 0) return { ...lane, mean: null, total: null };
  const mean = (key: keyof DowntimeParts): number => all.reduce((sum, each) => sum + each[key], 0) / all.length;
  const means: DowntimeParts = {
    suspendSeconds: mean('suspendSeconds'),
    transferSeconds: mean('transferSeconds'),
    deviceSeconds: mean('deviceSeconds'),
    resumeSeconds: mean('resumeSeconds'),
  };
  return { ...lane, mean: means, total: parts.reduce((sum, { key }) => sum + means[key], 0) };
}

/** Labels take at most a third of the chart. */
function shortened(label: string): string {
  return label.length <= 20 ? label : `${label.slice(0, 19)}…`;
}

/** Floor and rate-only line; one mark for both where they fall together. */
function marksOf(rows: readonly Row[]): BarsSpec['marks'] {
  const floor = rows.map((row) => row.floor?.downtimeSeconds ?? null);
  const rateOnly = rows.map((row) => row.floor?.rateOnlyDowntimeSeconds ?? null);
  const together = floor.every((value, row) => (rateOnly[row] ?? 0) <= 1.005 * (value ?? 0));
  if (together && rateOnly.some((value) => value !== null))
    return [{ name: 'floor and rate-only', values: floor, dashed: false }];
  const marks = [
    { name: 'floor', values: floor, dashed: false },
    { name: 'rate-only', values: rateOnly, dashed: true },
  ];
  return marks.filter(({ values }) => values.some((value) => value !== null));
}

/** One bar that dwarfs all others and the marks is cut, so that those can be told apart. */
function scaleEnd(rows: readonly Row[], marks: readonly (number | null)[]): number {
  const most = (values: readonly (number | null)[]): number =>
    values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  const totals = rows.map(({ total }) => total ?? 0).sort((a, b) => b - a);
  const longest = Math.max(most(totals), most(marks));
  const rest = Math.max(most(totals.slice(1)), most(marks));
  const several = totals.filter((total) => total > 0).length > 1;
  return roundUp(several && longest > 3 * rest ? 1.3 * rest : 1.02 * longest);
}

function secondsOr(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatSeconds(value);
}

function sentenceOf(row: Row): string {
  const { mean, total, label } = row;
  if (!mean || total === null) return `${label}: ${row.missing}.`;
  const named = parts.map(({ key, name }) => `${name} ${formatSeconds(mean[key])}`);
  return `${label}: ${formatSeconds(total)} of downtime; ${named.join(', ')}.`;
}

/** How far each is from what physics allows; without a floor, who is shortest. */
function findingOf(rows: readonly Row[]): string {
  const known = rows.flatMap(({ label, total, floor }) => (total === null ? [] : [{ label, total, floor }]));
  const shortest = known.reduce<(typeof known)[number] | null>(
    (best, row) => (best && best.total <= row.total ? best : row),
    null,
  );
  if (!shortest) return '';
  const { label, total, floor } = shortest;
  const least = floor?.downtimeSeconds ?? null;
  const what = known.length > 1 ? `${label} comes closest` : label;
  if (least === null || least <= 0)
    return known.length > 1 ? `${label} has the shortest downtime: ${formatSeconds(total)}` : '';
  const rateOnly = floor?.rateOnlyDowntimeSeconds ?? null;
  const near = (limit: number): boolean => total <= 1.1 * limit;
  if (near(least))
    return known.length > 1 ? `${what} to the floor: ${formatSeconds(total)}` : `${what} is at the floor`;
  if (rateOnly !== null && near(rateOnly))
    return `${label} is at the rate-only line: without foresight hardly any downtime is left to save`;
  return `${what}${known.length > 1 ? ':' : ' has'} ${formatNumber(total / least, 2)} times the floor of ${formatSeconds(least, 2)}`;
}

function summaryOf(rows: readonly Row[]): string {
  const texts = rows.map((row) => `${row.label} ${row.total === null ? row.missing : formatSeconds(row.total)}`);
  const floor = rows[0]?.floor?.downtimeSeconds ?? null;
  const limit = floor === null ? '' : `; the floor is ${formatSeconds(floor)}`;
  return `Downtime: ${texts.join(', ')}${limit}.`;
}
