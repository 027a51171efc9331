// Numbers as a person reads them, with their units: the same in the panel and on the command line, on every machine
// (no locale). Groups of three and units are set apart by a narrow no-break space, so that a figure never breaks over two lines.

/** Narrow no-break space: between groups of digits, and between a figure and its unit. */
export const thinSpace = '\u202f';
const minus = '\u2212';

const kibi = 1024;
const byteUnits: readonly string[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
/** A lone `B` is of both kinds: it counts as binary. */
const decimalByteUnits: readonly string[] = ['', 'kB', 'MB', 'GB', 'TB', 'PB'];
const bitRateUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

/** A whole number in groups of three: `262 144`. Rounds to the nearest. */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.round(value)).toFixed(0);
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, thinSpace);
  return value < 0 && digits !== '0' ? minus + grouped : grouped;
}

/** A count with its noun: `1 page`, `2 048 pages`. */
export function formatCounted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${Math.round(value) === 1 ? '' : 's'}`;
}

/** A number with at most so many significant digits, no exponent and no zeros at the end: `0.65`, `12.3`, `31 000`. */
export function formatNumber(value: number, digits = 3): string {
  const text = formatMeasured(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A measured number with so many significant digits, zeros at the end included: `20.0`, `3.00`, `31 000`. */
export function formatMeasured(value: number, digits = 3): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  if (Math.abs(rounded) >= 1000) return formatCount(rounded);
  const decimals = Math.max(0, digits - wholeDigits(Math.abs(rounded)));
  const text = Math.abs(rounded).toFixed(Math.min(decimals, 9));
  return rounded < 0 ? minus + text : text;
}

/** A measured time, to so many significant digits: `65.0 ms`, `3.67 s`, `2 min 5 s`, `1 h 2 min`. */
export function formatSeconds(seconds: number, digits = 3): string {
  return formatTime(seconds, digits, formatMeasured);
}

/** A time that somebody has set: `300 ms`, `60 s`, `1 h`. */
export function formatDuration(seconds: number): string {
  return formatTime(seconds, 3, formatNumber);
}

function formatTime(seconds: number, digits: number, number: (value: number, digits: number) => string): string {
  const magnitude = Math.abs(seconds);
  if (magnitude === 0) return `0${thinSpace}s`;
  if (Number((magnitude * 1e3).toPrecision(digits)) < 1) return number(seconds * 1e6, digits) + thinSpace + 'µs';
  if (Number(magnitude.toPrecision(digits)) < 1) return number(seconds * 1e3, digits) + thinSpace + 'ms';
  if (Math.round(magnitude) < 120) return number(seconds, digits) + thinSpace + 's';
  const whole = Math.round(magnitude);
  const sign = seconds < 0 ? minus : '';
  if (whole < 7200) return sign + pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(magnitude / 60);
  return sign + pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** A mean with half its confidence interval, both in one unit and to the interval's last digit: `65.2 ± 1.1 ms`, `117.0 ± 0.6 ms`. */
export function formatSecondsInterval(mean: number, half: number): string {
  const [scale, unit] = mean < 1 ? [1e3, 'ms'] : [1, 's'];
  const [value, spread] = [mean * scale, half * scale];
  const decimals = Math.min(Math.max(1 - wholeDigits(Number(spread.toPrecision(1))), 0), 3);
  return `${value.toFixed(decimals)} ±${thinSpace}${spread.toFixed(decimals)}${thinSpace}${unit}`;
}

/**
 * Bytes in the largest binary unit that keeps the figure at one or more: `1.5 GiB`. With a unit of somebody's choice, in that one where the figure has
 * few digits in it, else in another of its kind: binary or decimal.
 */
export function formatBytes(bytes: number, digits = 3, unit?: string): string {
  const [base, units] =
    unit !== undefined && decimalByteUnits.includes(unit) ? [1000, decimalByteUnits] : [kibi, byteUnits];
  const power = unit === undefined ? -1 : units.indexOf(unit);
  const figure = bytes / base ** power;
  const fits = power > 0 && figure >= 0.1 && figure < 10_000;
  return fits ? figureIn(figure, unit ?? '', digits) : formatInUnits(bytes, base, units, digits);
}

/** Bits a second in decimal units, as links are sold: `1 Gbit/s`. */
export function formatBitRate(bitsPerSecond: number, digits = 4): string {
  return formatInUnits(bitsPerSecond, 1000, bitRateUnits, digits);
}

/** A rate of pages to three significant digits: `28 700 pages/s`. */
export function formatPageRate(pagesPerSecond: number): string {
  return `${formatNumber(pagesPerSecond)} pages/s`;
}

/** A share 0 … 1 as a percentage: `39 %`; under 10 % with one decimal where it matters. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const text = Math.abs(percent) < 9.95 ? formatNumber(percent, 2) : formatCount(percent);
  return text + thinSpace + '%';
}

/** A relative change with its sign: `+12 %`, `−53 %`, `±0 %`; from ten times on as a factor, `×1 110`. */
export function formatChange(change: number): string {
  if (change >= 9) return `×${formatNumber(change + 1)}`;
  const percent = Math.round(change * 100);
  const sign = percent > 0 ? '+' : percent < 0 ? minus : '±';
  return sign + formatCount(Math.abs(percent)) + thinSpace + '%';
}

/** Sent bytes or pages as so many times memory: `1.28 ×`. */
export function formatTimes(factor: number): string {
  return factor.toFixed(2) + thinSpace + '×';
}

function formatInUnits(value: number, base: number, units: readonly string[], digits: number): string {
  let scaled = value;
  let unit = 0;
  while (Math.round(scaled * 10) / 10 >= base && unit < units.length - 1) {
    scaled /= base;
    unit += 1;
  }
  return figureIn(scaled, units[unit] === '' ? 'B' : (units[unit] ?? ''), digits);
}

/** 'a', 'a and b', 'a, b, and c'. */
export function formatList(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')}${parts.length > 2 ? ',' : ''} and ${parts.at(-1) ?? ''}`;
}

function figureIn(figure: number, unit: string, digits: number): string {
  return formatNumber(figure, Math.max(digits, wholeDigits(figure))) + thinSpace + unit;
}

/** Digits before the point of a number above 0; under 0.1, less one for each zero after the point. */
function wholeDigits(value: number): number {
  if (value < 1) {
    let digits = 0;
    for (let rest = value; rest > 0 && rest < 0.1; rest *= 10) digits -= 1;
    return digits;
  }
  let digits = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits += 1;
  return digits;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = large.toFixed(0) + thinSpace + largeUnit;
  return small === 0 ? first : `${first} ${small.toFixed(0)}${thinSpace}${smallUnit}`;
}
