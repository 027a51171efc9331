// Why a downtime has a floor: the pages written within a window before the suspension, W(w), against the pages that the link carries in it. The
// widest gap has to be sent with the guest stopped, whoever chooses the order. Data -> spec, pure; the curve is core's (metrics/workingSet.ts).
import { formatCount, formatDuration, formatNumber, formatSeconds } from '../../core/metrics/format';
import type { NoCurve, WindowPoint, WorkingSetCurve } from '../../core/metrics/workingSet';
import { roundUp } from './scale';
import { type AbsentSpec, type Guide, type LegendEntry, type PlaneSpec, type Reading, absent } from './spec';

export interface WorkingSetInput {
  readonly curve: WorkingSetCurve | NoCurve;
  /** Suspend, device state and resume: what no algorithm changes. */
  readonly fixedSeconds: number;
  /** Whose suspension the curve is of, where suspensions differ. */
  readonly label: string;
}

const title = 'Pages written in a window, and carried';

const legend: readonly LegendEntry[] = [
  { name: 'written within the window', paint: { role: 'written' } },
  { name: 'carried by the link', paint: { role: 'link' } },
];

/** One reading to so many points of the curve. */
const POINTS_A_READING = 5;

/** The chart of the working set against the link. */
export function workingSetChart(input: WorkingSetInput): PlaneSpec | AbsentSpec {
  const { curve } = input;
  if (curve.kind === 'none') return absent(title, curve.because);
  const { points, widest } = curve;
  const end = points.at(-1) ?? widest;
  const read = points.filter((point, index) => index % POINTS_A_READING === 0 || point === widest);
  return {
    kind: 'plane',
    isOverTime: false,
    title,
    finding: findingOf(input, curve),
    note: 'pages',
    summary: summaryOf(input, curve),
    legend,
    readings: read.map((point) => readingOf(point)),
    table: {
      caption: 'Pages written within a window before the suspension, and pages that the link carries in it',
      columns: ['Window', 'Written', 'Carried', 'Written, not carried'],
      rows: read.map((point) => [windowInWords(point), ...valuesOf(point), formatCount(gapOf(point))]),
    },
    figures: {
      columns: ['windowSeconds', 'pagesWritten', 'pagesCarried'],
      rows: points.map(({ seconds, written, carried }) => [seconds, written, carried]),
    },
    x: { min: 0, max: end.seconds, log: false, format: 'seconds', name: xName(input, curve) },
    y: { min: 0, max: topOf(curve), log: false, format: 'count', name: 'pages' },
    lines: [
      { paint: { role: 'link' }, points: points.map(({ seconds, carried }) => ({ x: seconds, y: carried })) },
      { paint: { role: 'written' }, points: points.map(({ seconds, written }) => ({ x: seconds, y: written })) },
    ],
    gap:
      curve.floor.pages > 0
        ? { x: widest.seconds, from: widest.carried, to: widest.written, text: `floor ${floorInWords(input, curve)}` }
        : null,
    guides: [...namesOfLines(points), ...rateOnlyGuide(input, curve, end)],
    marks: [],
    positions: read.map(({ seconds }) => ({ x: seconds, y: null })),
  };
}

function xName({ label }: WorkingSetInput, { suspendedAtSeconds }: WorkingSetCurve): string {
  const whose = suspendedAtSeconds === null ? 'the suspension' : `${label} suspends the guest`;
  return `window before ${whose}`;
}

/** Room for the curve and for the link's line where it ends; of a link that outruns the guest by far, its beginning. */
function topOf({ points, rateOnly, widest }: WorkingSetCurve): number {
  const end = points.at(-1) ?? widest;
  const curve = Math.max(end.written, widest.written);
  const line = Math.min(end.carried, 2 * curve);
  return roundUp(1.15 * Math.max(curve, line, Math.min(rateOnly?.pages ?? 0, 2 * curve)));
}

function gapOf({ written, carried }: WindowPoint): number {
  return Math.max(0, written - carried);
}

function floorInWords({ fixedSeconds }: WorkingSetInput, { floor }: WorkingSetCurve): string {
  return formatSeconds(fixedSeconds + floor.seconds, 2);
}

function windowInWords({ seconds }: WindowPoint): string {
  return formatSeconds(seconds);
}

/** The two lines' names along them: a line that rises leaves room above, to the left of each of its points. */
function namesOfLines(points: readonly WindowPoint[]): readonly Guide[] {
  const along = [1, 0.85, 0.7, 0.55, 0.4].flatMap((share) => points[Math.round(share * (points.length - 1))] ?? []);
  const name = (text: string, y: (point: WindowPoint) => number): Guide => ({
    paint: { role: 'written' },
    points: [],
    text,
    at: along.map((point) => ({ x: point.seconds, y: y(point) })),
    side: 'above-left',
  });
  return [name('link', ({ carried }) => carried), name('written', ({ written }) => written)];
}

/** The link's line, moved up so far that it starts at what an algorithm without foresight leaves dirty. */
function rateOnlyGuide(input: WorkingSetInput, { rateOnly }: WorkingSetCurve, end: WindowPoint): readonly Guide[] {
  if (!rateOnly || rateOnly.pages <= 0) return [];
  const at = (share: number) => ({ x: share * end.seconds, y: rateOnly.pages + share * end.carried });
  return [
    {
      paint: { role: 'rate-only' },
      points: [at(0), at(1)],
      text: `rate-only ${formatSeconds(input.fixedSeconds + rateOnly.seconds, 2)}`,
      at: [0.75, 0.9, 0.6, 1].map(at),
      side: 'above-left',
    },
  ];
}

function findingOf(input: WorkingSetInput, curve: WorkingSetCurve): string {
  const { floor, widest, atFullSpeed, suspendedAtSeconds } = curve;
  const least = floorInWords(input, curve);
  if (floor.pages < 1) return `No floor but the fixed costs of ${least}: the link keeps up with the guest`;
  const where = atFullSpeed ? 'At full speed the' : suspendedAtSeconds === null ? 'The' : `For ${input.label} the`;
  return `${where} floor is ${least}, because ${formatNumber(widest.written)} pages are written within ${formatSeconds(widest.seconds, 2)}`;
}

function summaryOf(input: WorkingSetInput, curve: WorkingSetCurve): string {
  const { floor, widest, rateOnly, atFullSpeed, suspendedAtSeconds } = curve;
  const when =
    suspendedAtSeconds === null
      ? ''
      : ` Windows end when ${input.label} suspends the guest, at ${formatSeconds(suspendedAtSeconds)}.`;
  const slowed = atFullSpeed
    ? ' The migration slows this guest down: the curve is that of the guest at full speed, the floor of a run is lower.'
    : '';
  const fixed = formatDuration(input.fixedSeconds);
  const line =
    rateOnly === null
      ? ' There is no rate-only line: how often a page is written does not tell when.'
      : ` An algorithm that knows rates alone leaves ${formatCount(rateOnly.pages)} pages dirty: ${formatSeconds(input.fixedSeconds + rateOnly.seconds)}, the rate-only line.`;
  if (floor.pages < 1)
    return `In no window does the guest write more pages than the link carries: the floor is the ${fixed} of fixed costs.${line}${when}${slowed}`;
  return `Within the ${formatSeconds(widest.seconds, 2)} before the suspension ${formatCount(widest.written)} pages are written and the link carries ${formatCount(widest.carried)}: the other ${formatCount(floor.pages)} take ${formatSeconds(floor.seconds)} with the guest stopped, and ${fixed} of fixed costs make it ${formatSeconds(input.fixedSeconds + floor.seconds)}, the floor.${line}${when}${slowed}`;
}

function valuesOf({ written, carried }: WindowPoint): readonly string[] {
  return [formatCount(written), formatCount(carried)];
}

function readingOf(point: WindowPoint): Reading {
  const heading = windowInWords(point);
  const [written = '', carried = ''] = valuesOf(point);
  const gap = gapOf(point);
  const rest = gap < 1 ? 'the link keeps up' : `${formatCount(gap)} more than the link carries`;
  return {
    heading,
    values: [written, carried],
    sentence: `Within ${heading}: ${written} pages written, ${carried} carried; ${rest}.`,
  };
}
