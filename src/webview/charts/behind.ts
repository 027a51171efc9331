// Post-copy in a lane: the speed of the guest while pages are still to come, and which share of them it had to ask for, over time. The stretch before the guest runs at the
// destination is left empty. Data -> spec, pure; the figures are of the round of phase postcopy.
import { formatCount, formatNumber, formatSeconds, formatShare } from '../../core/metrics/format';
import { type Behind, faultsInWords, postcopyOf, speedLostBehind } from '../../core/metrics/faultWords';
import type { FaultSlice, RoundRecord } from '../../core/engine/events';
import type { LaneScales } from './laneScales';
import type { LegendEntry, PlaneSpec } from './spec';

export interface BehindInput {
  readonly label: string;
  readonly series: number;
  readonly rounds: readonly RoundRecord[];
}

/** A slice and where it lies. */
interface Stretch {
  readonly slice: FaultSlice;
  readonly startSeconds: number;
  /** Share of its speed that the guest had, 0 … 1. */
  readonly speed: number;
  /** Share of the pages that came which the guest had asked for; 0 if none came. */
  readonly asked: number;
  /** What a processor waited, on the average, in seconds. */
  readonly waited: number;
}

/** The chart of a lane's post-copy phase. */
export function behindChart({ label, series, rounds }: BehindInput, scales: LaneScales): PlaneSpec {
  const behind = postcopyOf(rounds);
  const stretches = behind === null ? [] : stretchesOf(behind);
  const legend: LegendEntry[] = [
    { name: 'guest’s speed', paint: { role: 'series', series } },
    { name: 'of the pages, on demand', paint: { role: 'dirtied' } },
  ];
  return {
    kind: 'plane',
    isOverTime: true,
    title: 'Waiting at the destination',
    finding: findingOf(behind),
    note: '%',
    summary: summaryOf(label, behind, rounds),
    legend,
    readings: stretches.map(reading),
    table: {
      caption: `What the guest waits for at the destination, of ${label}`,
      columns: ['From', 'Length', 'Pages', 'On demand', 'Waited, each processor', 'Speed'],
      rows: stretches.map(({ slice, startSeconds, speed, waited }) => [
        formatSeconds(startSeconds),
        formatSeconds(slice.seconds),
        formatCount(slice.pagesSent),
        formatCount(slice.remote),
        formatSeconds(waited),
        formatShare(speed),
      ]),
    },
    figures: {
      columns: ['startSeconds', 'seconds', 'pagesSent', 'remoteFaults', 'stallSeconds'],
      rows: stretches.map(({ slice, startSeconds }) => [
        startSeconds,
        slice.seconds,
        slice.pagesSent,
        slice.remote,
        slice.stallSeconds,
      ]),
    },
    x: { min: 0, max: scales.seconds, log: false, format: 'seconds', name: '' },
    y: { min: 0, max: 100, log: false, format: 'count', name: '%' },
    lines: [
      { paint: { role: 'series', series }, points: steps(stretches, ({ speed }) => speed) },
      { paint: { role: 'dirtied' }, points: steps(stretches, ({ asked }) => asked) },
    ],
    gap: null,
    guides: [],
    marks: [],
    positions: stretches.map(({ slice, startSeconds }) => ({ x: startSeconds + slice.seconds / 2, y: null })),
  };
}

function stretchesOf({ round, faults }: Behind): readonly Stretch[] {
  const processors = faults.vcpuStallSeconds.length;
  let startSeconds = round.startSeconds;
  return faults.slices.flatMap((slice) => {
    const from = startSeconds;
    startSeconds += slice.seconds;
    if (slice.seconds <= 0) return [];
    const waited = Math.min(slice.seconds, slice.stallSeconds / processors);
    const asked = slice.pagesSent > 0 ? Math.min(1, slice.remote / slice.pagesSent) : 0;
    return [{ slice, startSeconds: from, speed: 1 - waited / slice.seconds, asked, waited }];
  });
}

/** Both ends of each stretch, in per cent: the value holds between them. */
function steps(
  stretches: readonly Stretch[],
  value: (stretch: Stretch) => number,
): readonly { x: number; y: number }[] {
  return stretches.flatMap((stretch) => [
    { x: stretch.startSeconds, y: 100 * value(stretch) },
    { x: stretch.startSeconds + stretch.slice.seconds, y: 100 * value(stretch) },
  ]);
}

function reading({ slice, startSeconds, speed, asked, waited }: Stretch): PlaneSpec['readings'][number] {
  const from = formatSeconds(startSeconds);
  return {
    heading: `from ${from} for ${formatSeconds(slice.seconds)}`,
    values: [formatShare(speed), `${formatShare(asked)}, ${formatCount(slice.remote)}`],
    sentence: `From ${from} for ${formatSeconds(slice.seconds)}: ${formatCount(slice.pagesSent)} pages came, ${formatCount(slice.remote)} of them on demand; each processor waited ${formatSeconds(waited)}, so that the guest ran at ${formatShare(speed)} of its speed.`,
  };
}

function findingOf(behind: Behind | null): string {
  if (behind === null) return '';
  const { remote } = behind.faults;
  if (remote === 0) return 'The guest waits for no page';
  const lost = speedLostBehind(behind);
  return `The guest loses ${formatShare(lost)} of its speed for ${formatSeconds(behind.round.seconds, 2)}`;
}

/** With what each processor waited: they may differ. */
function summaryOf(label: string, behind: Behind | null, rounds: readonly RoundRecord[]): string {
  const words = faultsInWords(rounds);
  if (behind === null || words === null) return `${label} has not ended its post-copy phase yet.`;
  const { vcpuStallSeconds, allStalledSeconds } = behind.faults;
  if (vcpuStallSeconds.length === 1) return words;
  const [least, most] = [Math.min(...vcpuStallSeconds), Math.max(...vcpuStallSeconds)];
  return `${words} The processors waited ${formatNumber(least)} to ${formatSeconds(most)}, all at once for ${formatSeconds(allStalledSeconds)}.`;
}
