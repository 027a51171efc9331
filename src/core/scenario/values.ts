// The kinds of values of the scenario language, read from the source text (4.10 is not 4.1) and brought to base units: bytes, seconds,
// bits a second, page writes a second, shares 0 … 1. Arithmetic is exact until the last step, so that 0.1GB is 100 000 000 bytes and the same
// text gives the same double everywhere. Units: docs/scenario-reference.md, 'Values'.
import { nearest } from './nearest';
import { listOf, quoted as quote, visible } from './report';

/** Kinds of values that are one number. */
export type NumberKind = 'count' | 'factor' | 'share' | 'duration' | 'size' | 'bit-rate' | 'megabits';

/** Page writes: counted, or as bytes whose number of pages depends on the page size. */
export type WriteRate = { readonly perSecond: number } | { readonly bytesPerSecond: number };

/** A part of something: a share of it (0 … 1), or bytes. */
export type Portion = { readonly share: number } | { readonly bytes: number };

/** A span of time from the start of the migration; `toSeconds` null: to the end. */
export interface Interval {
  readonly fromSeconds: number;
  readonly toSeconds: number | null;
}

/** Why a text is no value of its kind. */
export interface Fault {
  readonly code: 'missing-unit' | 'unknown-unit' | 'wrong-value' | 'out-of-range';
  /** One sentence. */
  readonly message: string;
  /** Texts that were probably meant, the likeliest first. */
  readonly replacements: readonly string[];
}

export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault };

/** A unit is `factor` x 10^`exponent` base units. */
interface Unit {
  readonly factor: bigint;
  readonly exponent: number;
}

const plainNumberText = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** A number without a unit, as a policy is handed it; null: the text is none, or too large for a double. */
export function plainNumber(text: string): number | null {
  const number = plainNumberText.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** digits x 10^exponent, exactly. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

interface Quantity {
  readonly number: string;
  readonly decimal: Decimal;
  readonly unit: string;
}

const unit = (factor: bigint, exponent = 0): Unit => ({ factor, exponent });
const binary = (power: number): bigint => 1024n ** BigInt(power);

const sizeUnits: Readonly<Record<string, Unit>> = {
  B: unit(1n),
  KiB: unit(binary(1)),
  MiB: unit(binary(2)),
  GiB: unit(binary(3)),
  TiB: unit(binary(4)),
  kB: unit(1n, 3),
  MB: unit(1n, 6),
  GB: unit(1n, 9),
  TB: unit(1n, 12),
};

const durationUnits: Readonly<Record<string, Unit>> = {
  ns: unit(1n, -9),
  us: unit(1n, -6),
  µs: unit(1n, -6),
  ms: unit(1n, -3),
  s: unit(1n),
  min: unit(60n),
  h: unit(3600n),
};

const bitRateUnits: Readonly<Record<string, Unit>> = {
  'bit/s': unit(1n),
  'kbit/s': unit(1n, 3),
  'Mbit/s': unit(1n, 6),
  'Gbit/s': unit(1n, 9),
  'Tbit/s': unit(1n, 12),
  'Kibit/s': unit(binary(1)),
  'Mibit/s': unit(binary(2)),
  'Gibit/s': unit(binary(3)),
  bps: unit(1n),
  kbps: unit(1n, 3),
  Mbps: unit(1n, 6),
  Gbps: unit(1n, 9),
  Tbps: unit(1n, 12),
  'B/s': unit(8n),
  'kB/s': unit(8n, 3),
  'MB/s': unit(8n, 6),
  'GB/s': unit(8n, 9),
  'KiB/s': unit(8n * binary(1)),
  'MiB/s': unit(8n * binary(2)),
  'GiB/s': unit(8n * binary(3)),
};

const countedWrites: Readonly<Record<string, Unit>> = {
  '/s': unit(1n),
  'k/s': unit(1n, 3),
  'M/s': unit(1n, 6),
  'G/s': unit(1n, 9),
};

const writtenBytes: Readonly<Record<string, Unit>> = {
  'B/s': unit(1n),
  'kB/s': unit(1n, 3),
  'MB/s': unit(1n, 6),
  'GB/s': unit(1n, 9),
  'KiB/s': unit(binary(1)),
  'MiB/s': unit(binary(2)),
  'GiB/s': unit(binary(3)),
};

const shareUnits: Readonly<Record<string, Unit>> = { '%': unit(1n, -2) };

/** What a kind is called in a message, examples of it, and what people write instead of its units. */
interface KindWords {
  readonly name: string;
  readonly examples: string;
  readonly units: Readonly<Record<string, Unit>>;
  readonly slips: Readonly<Record<string, string>>;
}

type QuantityKind = NumberKind | 'write-rate' | 'portion';

/** A prefix alone is of bits: that is how links are sold. */
const bareRates: Readonly<Record<string, string>> = {
  G: 'Gbit/s',
  M: 'Mbit/s',
  k: 'kbit/s',
  'G/s': 'Gbit/s',
  'M/s': 'Mbit/s',
};

const words: Readonly<Record<QuantityKind, KindWords>> = {
  count: { name: 'a whole number', examples: '29', units: {}, slips: {} },
  factor: { name: 'a number', examples: '3 or 1.5', units: {}, slips: {} },
  share: { name: 'a share', examples: '10%', units: shareUnits, slips: { percent: '%', pct: '%' } },
  duration: {
    name: 'a duration',
    examples: '300ms, 1.5s or 10min',
    units: durationUnits,
    slips: {
      sec: 's',
      secs: 's',
      second: 's',
      seconds: 's',
      m: 'min',
      mins: 'min',
      minute: 'min',
      minutes: 'min',
      hr: 'h',
      hour: 'h',
      hours: 'h',
      msec: 'ms',
      millis: 'ms',
      milliseconds: 'ms',
      usec: 'us',
      μs: 'us',
      nsec: 'ns',
    },
  },
  size: {
    name: 'a size',
    examples: '512MiB or 4GiB',
    units: sizeUnits,
    slips: { K: 'KiB', k: 'KiB', Ki: 'KiB', KB: 'KiB', M: 'MiB', Mi: 'MiB', G: 'GiB', Gi: 'GiB', T: 'TiB', Ti: 'TiB' },
  },
  'bit-rate': {
    name: 'a bit rate',
    examples: '1Gbit/s or 125MB/s',
    units: bitRateUnits,
    slips: bareRates,
  },
  megabits: {
    name: 'a bit rate in whole Mbit/s',
    examples: '100Mbit/s',
    units: bitRateUnits,
    slips: bareRates,
  },
  'write-rate': {
    name: 'a write rate',
    examples: '12k/s (page writes per second) or 48MiB/s',
    units: { ...countedWrites, ...writtenBytes },
    slips: {
      k: 'k/s',
      K: 'k/s',
      'K/s': 'k/s',
      M: 'M/s',
      'm/s': 'M/s',
      'writes/s': '/s',
      'pages/s': '/s',
      'per second': '/s',
      '/sec': '/s',
      '/second': '/s',
      'k/sec': 'k/s',
      'M/sec': 'M/s',
      kHz: 'k/s',
      Hz: '/s',
    },
  },
  portion: {
    name: 'a share or a size',
    examples: '10% or 64MiB',
    units: { ...shareUnits, ...sizeUnits },
    slips: { K: 'KiB', k: 'KiB', Ki: 'KiB', KB: 'KiB', M: 'MiB', Mi: 'MiB', G: 'GiB', Gi: 'GiB', percent: '%' },
  },
};

/** The units of a kind, the preferred ones first: for messages, documentation and completion. */
export function unitsOf(kind: QuantityKind): readonly string[] {
  return Object.keys(words[kind].units);
}

/** 'a duration', 'a size': what a kind is called in a sentence. */
export function nameOf(kind: QuantityKind): string {
  return words[kind].name;
}

/** In characters: a number with its unit, and an interval of two. */
export const longestNumber = 60;
export const longestInterval = 2 * longestNumber;

const numberSource = '[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)';
const quantityPattern = new RegExp(`^(${numberSource})[ \\t]*(.*)$`);

function fault(
  code: Fault['code'],
  message: string,
  replacements: readonly string[] = [],
): { ok: false; fault: Fault } {
  return { ok: false, fault: { code, message, replacements } };
}

/** Splits '1.5 GiB' into its number and its unit; null if it does not begin with a number. */
function readQuantity(text: string): Quantity | null {
  if (text.length > longestNumber) return null;
  const [, number, unitText] = quantityPattern.exec(text.trim()) ?? [];
  if (number === undefined || unitText === undefined) return null;
  const [whole = '', fraction = ''] = number.split('.');
  const digits = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}`) * (number.startsWith('-') ? -1n : 1n);
  return { number, decimal: { digits, exponent: -fraction.length }, unit: unitText };
}

function times(decimal: Decimal, by: Unit): Decimal {
  return { digits: decimal.digits * by.factor, exponent: decimal.exponent + by.exponent };
}

/** The nearest double: number parsing rounds correctly, the same on every engine. */
function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits.toString()}e${exponent}`);
}

function isWhole({ digits, exponent }: Decimal): boolean {
  return exponent >= 0 || digits % 10n ** BigInt(-exponent) === 0n;
}

/** What the place of a number adds to what its kind says: texts that would be right there. */
export interface Advice {
  readonly examples?: string;
  readonly min?: number;
  readonly max?: number;
}

/** The fault of a text that is no number with a unit at all. */
function noNumber(kind: QuantityKind, text: string, advice: Advice = {}): { ok: false; fault: Fault } {
  const { name, examples } = { ...words[kind], ...advice };
  return fault('wrong-value', `${quote(text)} is not ${name}: write, for example, ${examples}.`);
}

/** What a slip stands for, whatever its case: that of units is easily got wrong. */
function slipOf(slips: Readonly<Record<string, string>>, written: string): string | undefined {
  if (Object.hasOwn(slips, written)) return slips[written];
  const like = Object.keys(slips).find((each) => each.toLowerCase() === written.toLowerCase());
  return like === undefined ? undefined : slips[like];
}

/** Bits or bytes with a prefix, and 'a second' in any form or not at all: 'MB', 'Gb/s', 'kBps', 'Mbytes/sec'. */
const looseRate = /^([kmgt]?)(i?)(b|bits?|bytes?)(?:ps|\/?s(?:ec(?:onds?)?)?| per second)?$/i;

/**
 * The units of a rate that `written` stands for, the likeliest first: a B is bytes, a b bits, and a factor of eight apart; only where all is in small letters it may be
 * either. Null: it has another form.
 */
function meantRates(units: readonly string[], written: string): readonly string[] | null {
  const [, prefix, binaryMark, base] = looseRate.exec(written) ?? [];
  if (prefix === undefined || binaryMark === undefined || base === undefined) return null;
  const isBinary = binaryMark !== '';
  const scale = prefix.toLowerCase() === 'k' && !isBinary ? 'k' : prefix.toUpperCase();
  const [bits, bytes] = [`${scale}${isBinary ? 'i' : ''}bit/s`, `${scale}${isBinary ? 'i' : ''}B/s`];
  return inBitsOrBytes(written, base, { bits, bytes, isBinary }).filter((each) => units.includes(each));
}

function inBitsOrBytes(
  written: string,
  base: string,
  { bits, bytes, isBinary }: { readonly bits: string; readonly bytes: string; readonly isBinary: boolean },
): readonly string[] {
  if (base.length > 1) return base.toLowerCase().startsWith('by') ? [bytes] : [bits];
  if (base === 'B') return [bytes];
  // 'kb' is how kilobits are written; 'mib' has no other sense than that somebody did not care for the case.
  if (written !== written.toLowerCase() || (!isBinary && /^k?b/.test(written))) return [bits];
  return isBinary ? [bytes, bits] : [bits, bytes];
}

function isRate(kind: QuantityKind): boolean {
  return kind === 'bit-rate' || kind === 'megabits' || kind === 'write-rate';
}

/** Prefixes that no unit here has: a unit that is one letter off is a thousand times off, or more. */
const foreignPrefix = /^(?:[pezy]i?b.*|[pf]s)$/i;

/** The units that a misspelt one may be near to: of a rate, those of the same prefix, and bytes if it speaks of bytes. */
function likeUnits(kind: QuantityKind, units: readonly string[], written: string): readonly string[] {
  if (foreignPrefix.test(written)) return [];
  if (!isRate(kind)) return units;
  const isOfBytes = /by/i.test(written) || /B(?![it])/.test(written);
  const first = written.charAt(0).toLowerCase();
  return units.filter((name) => name.charAt(0).toLowerCase() === first && (!isOfBytes || name.includes('B')));
}

/** The units that were probably meant by one that the kind does not have. */
function meantUnits(kind: QuantityKind, written: string): readonly string[] {
  const { units, slips } = words[kind];
  const names = Object.keys(units);
  const rates = isRate(kind) ? meantRates(names, written) : null;
  if (rates !== null) return rates;
  const meant = slipOf(slips, written) ?? nearest(written, likeUnits(kind, names, written));
  return meant === undefined ? [] : [meant];
}

/** The fault of a number whose unit is not one of the kind's: the unit that was probably meant goes into a replacement. */
function wrongUnit(
  kind: QuantityKind,
  text: string,
  { number, unit: written }: Quantity,
  advice: Advice = {},
): { ok: false; fault: Fault } {
  const { name, examples, units } = { ...words[kind], ...advice };
  const separated = /^[0-9]{1,3}(?:[,_' ][0-9]{3})+(?![0-9])/.exec(text);
  if (separated) {
    const plain = separated[0].replace(/[^0-9]/g, '') + text.slice(separated[0].length);
    return fault('wrong-value', `Write ${quote(text)} without separators between the digits: ${visible(plain)}.`, [
      plain,
    ]);
  }
  if (/^[eE][+-]?[0-9]/.test(written))
    return fault('wrong-value', `Write ${quote(text)} out, without an exponent: for example, ${examples}.`);
  if (/^[xo][0-9a-f]/i.test(written))
    return fault('wrong-value', `Write ${quote(text)} as a decimal number: for example, ${examples}.`);
  if (Object.keys(units).length === 0)
    return fault('unknown-unit', `${quote(text)} is not ${name}: it takes no unit, write ${number}.`, [number]);
  const fraction = /^,([0-9]+)/.exec(written)?.[1];
  if (fraction !== undefined && fraction.length !== 3) {
    const meant = `${number}.${written.slice(1)}`;
    return fault('wrong-value', `A fraction has a point, not a comma: write ${visible(meant)}.`, [meant]);
  }
  const replacements = meantUnits(kind, written).map((meant) => `${number}${meant}`);
  if (replacements.length === 0) return noNumber(kind, text, advice);
  const message = `${quote(written)} is no unit of ${name}: did you mean ${listOf(replacements)}?`;
  return fault('unknown-unit', message, replacements);
}

/** Units to offer for a bare number, the likeliest first. */
function likelyUnits(kind: QuantityKind, number: number): readonly string[] {
  switch (kind) {
    case 'duration':
      return number >= 50 || number % 1 !== 0 ? ['ms', 's'] : ['s', 'ms'];
    case 'bit-rate':
    case 'megabits':
      if (number >= 1e6) return ['bit/s'];
      return number >= 50 ? ['Mbit/s', 'Gbit/s'] : ['Gbit/s', 'Mbit/s'];
    case 'write-rate':
      return ['/s', 'k/s'];
    case 'portion':
      return number <= 100 ? ['%', 'MiB'] : ['MiB', 'KiB'];
    case 'size':
    case 'share':
    case 'count':
    case 'factor':
      return [];
  }
}

function missingUnit(kind: QuantityKind, text: string, quantity: Quantity): { ok: false; fault: Fault } {
  const replacements = likelyUnits(kind, toNumber(quantity.decimal)).map((name) => `${quantity.number}${name}`);
  return fault(
    'missing-unit',
    `${quote(text)} lacks its unit: ${words[kind].name} is written, for example, ${replacements.join(' or ')}.`,
    replacements,
  );
}

function findUnit(units: Readonly<Record<string, Unit>>, name: string): Unit | undefined {
  return Object.hasOwn(units, name) ? units[name] : undefined;
}

/** What a number without a unit means, per kind; undefined: it needs one. */
function bareUnit(kind: NumberKind): Unit | undefined {
  return kind === 'duration' || kind === 'bit-rate' || kind === 'megabits' ? undefined : unit(1n);
}

/** Whether a number without a unit can be a value of a kind. */
export function takesBare(kind: QuantityKind): boolean {
  return kind === 'portion' || (kind !== 'write-rate' && bareUnit(kind) !== undefined);
}

function ok<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

/** What a kind's units match in a regular expression. */
function unitSource(kind: QuantityKind): string {
  return `(?:${unitsOf(kind).join('|')})`;
}

/**
 * The texts that are a value of a kind, as the source of a regular expression, for who cannot call the functions below. Bounds are not in it, nor
 * that bytes and Mbit/s are whole.
 */
export function patternOf(kind: QuantityKind): string {
  // The only fraction of a count is one of zeroes.
  const number = kind === 'count' ? '[+-]?(?:[0-9]+(?:\\.0*)?|\\.0+)' : numberSource;
  if (unitsOf(kind).length === 0) return `^\\s*${number}\\s*$`;
  return `^\\s*${number}[ \\t]*${unitSource(kind)}${takesBare(kind) ? '?' : ''}\\s*$`;
}

/** The same of intervals. */
export function intervalPattern(): string {
  const end = `${numberSource}${unitSource('duration')}`;
  // The first end begins with no dot: '.5s..1s' would be '..' too early.
  const from = `(?:[+-]?[0-9]+(?:\\.[0-9]*)?|[+-]\\.[0-9]+)${unitSource('duration')}`;
  return `^\\s*(?:${from}\\s*\\.\\.\\s*(?:${end})?|\\.\\.\\s*${end})\\s*$`;
}

/** The nearest whole number that would be right. */
function nearestWhole(value: Decimal, { min = -Infinity, max = Infinity }: Advice): number {
  return Math.min(max, Math.max(min, Math.round(toNumber(value))));
}

function wholeBytes(text: string, bytes: Decimal, advice: Advice): Parsed<number> {
  if (isWhole(bytes)) return ok(toNumber(bytes));
  const whole = `${nearestWhole(bytes, advice)}B`;
  return fault('wrong-value', `${quote(text)} is not a whole number of bytes: write, for example, ${whole}.`, [whole]);
}

function finish(kind: NumberKind, text: string, value: Decimal, advice: Advice): Parsed<number> {
  if (kind === 'size') return wholeBytes(text, value, advice);
  if (kind === 'count' && !isWhole(value)) {
    const whole = nearestWhole(value, advice).toString();
    return fault('wrong-value', `${quote(text)} is not a whole number: write, for example, ${whole}.`, [whole]);
  }
  if (kind !== 'megabits') return ok(toNumber(value));
  const megabits = times(value, unit(1n, -6));
  if (isWhole(megabits)) return ok(toNumber(megabits));
  const rounded = `${nearestWhole(megabits, { min: 1, ...advice })}Mbit/s`;
  return fault('wrong-value', `${quote(text)} is not a whole number of Mbit/s: write, for example, ${rounded}.`, [
    rounded,
  ]);
}

/** Reads a value that is one number, in base units (`megabits`: whole Mbit/s). Bounds are the caller's to check. */
export function parseNumber(kind: NumberKind, text: string, advice: Advice = {}): Parsed<number> {
  const quantity = readQuantity(text);
  if (!quantity) return noNumber(kind, text, advice);
  if (quantity.unit === '') {
    const bare = bareUnit(kind);
    return bare ? finish(kind, text, times(quantity.decimal, bare), advice) : missingUnit(kind, text, quantity);
  }
  const found = findUnit(words[kind].units, quantity.unit);
  return found ? finish(kind, text, times(quantity.decimal, found), advice) : wrongUnit(kind, text, quantity, advice);
}

/** Reads page writes per second: '12k/s', or bytes per second that the caller divides by the page size. */
export function parseWriteRate(text: string): Parsed<WriteRate> {
  const quantity = readQuantity(text);
  if (!quantity) return noNumber('write-rate', text);
  if (quantity.unit === '') return missingUnit('write-rate', text, quantity);
  const counted = findUnit(countedWrites, quantity.unit);
  if (counted) return ok({ perSecond: toNumber(times(quantity.decimal, counted)) });
  const bytes = findUnit(writtenBytes, quantity.unit);
  return bytes
    ? ok({ bytesPerSecond: toNumber(times(quantity.decimal, bytes)) })
    : wrongUnit('write-rate', text, quantity);
}

/** No page is smaller: what advice rounds to. */
const smallestPageBytes = 4096;

/** Reads a share or a size. A number without a unit is `bare`: bytes, or a share if it is 1 at most. */
export function parsePortion(text: string, bare: 'bytes' | 'share'): Parsed<Portion> {
  const quantity = readQuantity(text);
  if (!quantity) return noNumber('portion', text);
  const { decimal, unit: name } = quantity;
  const isShare = name === '%' || (name === '' && bare === 'share');
  if (isShare) {
    const share = toNumber(name === '%' ? times(decimal, unit(1n, -2)) : decimal);
    return name === '' && share > 1 ? missingUnit('portion', text, quantity) : ok({ share });
  }
  const found = name === '' ? unit(1n) : findUnit(sizeUnits, name);
  if (!found) return wrongUnit('portion', text, quantity);
  const bytes = wholeBytes(text, times(decimal, found), { min: smallestPageBytes });
  if (bytes.ok) return ok({ bytes: bytes.value });
  const number = toNumber(decimal);
  if (name !== '' || number <= 0 || number >= 1) return bytes;
  const share = `${decimals(number * 100)}%`;
  return fault('missing-unit', `${quote(text)} lacks its unit: did you mean ${share}?`, [share]);
}

/** One end of an interval; `rest` puts a replacement of it into the whole. */
function intervalEnd(text: string, likely: string, rest: (end: string) => string): Parsed<number> {
  const parsed = parseNumber('duration', text);
  if (parsed.ok) return parsed;
  const { code, message, replacements } = parsed.fault;
  // '10..40s': what the other end is counted in is what this end is most likely counted in.
  const ends = code === 'missing-unit' && likely !== '' ? [`${text}${likely}`, ...replacements] : replacements;
  return fault(code, message, [...new Set(ends)].map(rest));
}

/** Reads '10s..40s', '60s..' or '..5s'. Bounds are the caller's to check. */
export function parseInterval(text: string): Parsed<Interval> {
  const parts = text.length > longestInterval ? null : /^\s*([^.\s]\S*?)?\s*\.\.\s*(\S+)?\s*$/.exec(text);
  const [, from, to] = parts ?? [];
  if (from === undefined && to === undefined) {
    const message = `${quote(text)} is not an interval: write, for example, 10s..40s, 60s.. or ..5s.`;
    return fault('wrong-value', message);
  }
  const unitIn = (end = ''): string => readQuantity(end)?.unit ?? '';
  const begin: Parsed<number> =
    from === undefined ? ok(0) : intervalEnd(from, unitIn(to), (end) => `${end}..${to ?? ''}`);
  if (!begin.ok) return begin;
  if (to === undefined) return ok({ fromSeconds: begin.value, toSeconds: null });
  const end = intervalEnd(to, unitIn(from), (meant) => `${from ?? ''}..${meant}`);
  return end.ok ? ok({ fromSeconds: begin.value, toSeconds: end.value }) : end;
}

function decimals(value: number): string {
  return Number(value.toPrecision(12)).toString();
}

function inLargest(value: number, units: readonly (readonly [string, number])[]): string {
  const [name, size] = units.find(([, each]) => Math.abs(value) >= each) ?? units.at(-1) ?? ['', 1];
  return `${decimals(value / size)}${name}`;
}

const readableSizes = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['B', 1],
] as const;

/** A size as a person writes it: the largest binary unit that gives few digits, else bytes. */
function formatSize(bytes: number): string {
  const [name, size] = readableSizes.find(
    ([, each]) => bytes >= each && (bytes / each) * 4 === Math.floor((bytes / each) * 4),
  ) ?? ['B', 1];
  return `${decimals(bytes / size)}${name}`;
}

const bitsInMebibyte = 8 * 2 ** 20;
/** More digits than this, and a rate was not meant in powers of ten. */
const mostRateDigits = 6;

/** A rate as a person writes it: in bits and powers of ten, but `128MiB/s` where that has fewer digits. */
function formatRate(bitsPerSecond: number): string {
  const inBits = inLargest(bitsPerSecond, [
    ['Tbit/s', 1e12],
    ['Gbit/s', 1e9],
    ['Mbit/s', 1e6],
    ['kbit/s', 1e3],
    ['bit/s', 1],
  ]);
  const mebibytes = bitsPerSecond / bitsInMebibyte;
  const digits = inBits.replaceAll(/[^0-9]/g, '').length;
  return digits > mostRateDigits && Number.isInteger(mebibytes) ? `${decimals(mebibytes)}MiB/s` : inBits;
}

/** Writes a value in base units back in the language, so that reading it again gives the value (to 12 digits). */
export function formatNumber(kind: NumberKind, value: number): string {
  switch (kind) {
    case 'size':
      return formatSize(value);
    case 'duration':
      if (value === 0) return '0s';
      if (value >= 60 && value % 3600 === 0) return `${value / 3600}h`;
      if (value >= 60 && value % 60 === 0) return `${value / 60}min`;
      return inLargest(value, [
        ['s', 1],
        ['ms', 1e-3],
        ['us', 1e-6],
        ['ns', 1e-9],
      ]);
    case 'bit-rate':
      return formatRate(value);
    case 'megabits':
      return `${decimals(value)}Mbit/s`;
    case 'share':
      return `${decimals(value * 100)}%`;
    case 'count':
    case 'factor':
      return decimals(value);
  }
}
