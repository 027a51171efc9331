// The figures at the axes of planes: round numbers, as many as fit. Pure.
import { formatDuration } from '../../core/metrics/format';
import { axisCount } from './scale';
import type { Axis } from './spec';

/** Round values from the axis' start to its end, about so many. */
export function ticksOf(axis: Axis, most: number): readonly number[] {
  if (!axis.log) return evenTicks(axis, most);
  const ticks = logTicks(axis, most);
  return standsForNothing(axis, axis.min) ? [axis.min, ...ticks.filter((tick) => tick > 3 * axis.min)] : ticks;
}

/** A value as it stands at the axis. */
export function tickText(axis: Axis, value: number): string {
  const { format } = axis;
  if (value === 0 || standsForNothing(axis, value)) return '0';
  return format === 'seconds' ? formatDuration(Number(value.toPrecision(6))) : axisCount(value);
}

/** Counts below one are drawn at the foot of a logarithmic axis. */
function standsForNothing({ log, format, min }: Axis, value: number): boolean {
  return log && format === 'count' && min < 1 && value <= min;
}

function evenTicks({ min, max }: Axis, most: number): readonly number[] {
  const wanted = roundStep((max - min) / Math.max(1, most - 1));
  // At least two figures tell a scale.
  const step = wanted <= max - min ? wanted : roundStep((max - min) / 2.5);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not under `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

/** Powers of ten, every so many of them; between the only two, or beside the only one, also 2 and 5 times it. */
function logTicks({ min, max }: Axis, most: number): readonly number[] {
  const [low, high] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const powers = Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => 10 ** (low + index));
  if (powers.length > 2) {
    const every = Math.ceil(powers.length / most);
    return powers.filter((_, index) => (powers.length - 1 - index) % every === 0);
  }
  const within = (value: number): boolean => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
  const finer = [low - 1, low, high, high + 1].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
  return [...new Set(finer)].filter(within).sort((a, b) => a - b);
}
