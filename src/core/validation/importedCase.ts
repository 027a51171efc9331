// A cases file made of a log, whatever the log: its head, what the guest writes by the rounds that the log tells, numbers as scenarios have them.
import { log } from '../math';
import type { LogNote } from './migrationLog';

export interface ImportedLog {
  /** The cases file; null if the log has no migration. */
  readonly text: string | null;
  /** What was left out, line by line; or, without a text, why there is none. */
  readonly notes: readonly LogNote[];
  /** What the cases file guesses, a sentence each. */
  readonly guesses: readonly string[];
}

/** A value with the remark that stands above it in the file. */
export interface Told {
  readonly value: string;
  readonly remark: string;
  readonly isGuess?: boolean;
}

export interface ImportedCase {
  readonly lines: readonly string[];
  readonly guesses: readonly string[];
}

/** What those of the values say that are guesses. */
export function guessesOf(told: readonly Told[]): string[] {
  return told.filter(({ isGuess }) => isGuess).map(({ remark }) => remark.replace(/^GUESS: /, ''));
}

/** What to do about a guess of the guest's writes. */
export const BETTER_WRITES = 'put in the guest’s own, or a curve of calc-dirty-rate';

/** A cases file of what a log has; `of`: what kind of log. */
export function fileOf(name: string, cases: readonly ImportedCase[], of = 'query-migrate'): string {
  const quotedName = JSON.stringify(name === '' ? 'a log' : name);
  return [
    `# From ${oneLine(name)} by 'miglab validate --import'. A line marked GUESS is what the log cannot tell: put in what you know of it.`,
    'format: miglab.cases/1',
    'sources:',
    `  - id: ${idOf(name)}`,
    `    title: ${quotedName}`,
    `    reference: ${JSON.stringify(`${of}, as logged in ${name}`)}`,
    '    text: [The figures are those of the log. The scenario is what the log tells of the migration, and guesses where it does not.]',
    '    reasons: {}',
    '    tolerance: { share: 0.1 }',
    '    cases:',
    ...cases.flatMap(({ lines }) => lines),
    '',
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Letters, digits and dashes. */
function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/\.[a-z]+$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return /^[a-z]/.test(id) ? id : `log${id === '' ? '' : `-${id}`}`;
}

/** A round whose dirty pages the log tells: its length, and the distinct pages dirtied in it. */
export interface DirtyRound {
  readonly seconds: number;
  readonly pages: number;
}

/** A curve of more points tells no more. */
const mostPoints = 12;

/** That a Linux kernel without a program writes by itself, as measured (docs/validation.md). */
export const KERNEL_PAGES = 110;

/** A guest that does nothing but what its kernel does; `why` that is guessed. */
export function calmGuest(written: number, pageBytes: number, why: string): Told {
  const calm = Math.min(KERNEL_PAGES, written);
  return {
    value: `{ name: guest, size: ${(calm * pageBytes) / 1024}KiB, writes: 500/s }`,
    remark: `GUESS: a guest that does nothing but what its kernel does; ${why}: ${BETTER_WRITES}`,
    isGuess: true,
  };
}

/** What the guest writes is not in a log, but how many distinct pages its longer rounds found dirty is. `source`: what tells that; null: it has no such round. */
export function writesOf(
  rounds: readonly DirtyRound[],
  written: number,
  pageBytes: number,
  source: string,
): Told | null {
  const size = `${(written * pageBytes) / 1024}KiB`;
  const curve = curveOf(
    rounds.map((round) => ({ ...round, pages: Math.min(round.pages, Math.floor(written * 0.99)) })),
  );
  const [first] = curve;
  if (first === undefined) return null;
  if (curve.length === 1) {
    // Uniform writes find N (1 - exp(-rT/N)) distinct pages in a time T.
    const rate = (-written / first.seconds) * log(1 - first.pages / written);
    return {
      value: `{ name: guest, size: ${size}, writes: ${significant(rate)}/s, pattern: uniform }`,
      remark: `GUESS: writes spread evenly, as many as the log's ${source} asks for: ${BETTER_WRITES}`,
      isGuess: true,
    };
  }
  const points = curve.map(({ seconds, pages: dirtied }) => `${duration(seconds)}: ${dirtied}`);
  return {
    value: `{ name: guest, size: ${size}, dirtyCurve: [${points.join(', ')}] }`,
    remark: `GUESS: the dirty curve of the log's own rounds, by ${source}: ${BETTER_WRITES}`,
    isGuess: true,
  };
}

/** Shortest first, rising, and bending down as every dirty curve does; a round that does neither is chance, and is left out. */
function curveOf(rounds: readonly DirtyRound[]): DirtyRound[] {
  const curve: DirtyRound[] = [];
  for (const round of rounds.toSorted((a, b) => a.seconds - b.seconds)) {
    const last = curve.at(-1) ?? { seconds: 0, pages: 0 };
    const before = curve.at(-2) ?? { seconds: 0, pages: 0 };
    if (round.seconds < last.seconds * 1.1 || round.pages <= last.pages) continue;
    const slope = (from: DirtyRound, to: DirtyRound): number => (to.pages - from.pages) / (to.seconds - from.seconds);
    if (curve.length > 0 && slope(last, round) > slope(before, last)) continue;
    if (curve.length < mostPoints) curve.push(round);
  }
  return curve;
}

export function bitRate(bitsPerSecond: number): string {
  return `${significant(bitsPerSecond / 1e6)}Mbit/s`;
}

/** As it was most likely set. */
export function byteRate(bytesPerSecond: number): string {
  const isWhole = bytesPerSecond % 2 ** 20 === 0;
  return isWhole ? `${bytesPerSecond / 2 ** 20}MiB/s` : bitRate(bytesPerSecond * 8);
}

export function duration(seconds: number): string {
  return `${Number(seconds.toFixed(3))}s`;
}

export function percent(share: number): string {
  return `${Number((100 * share).toFixed(5))}%`;
}

/** Five digits, without an exponent. */
export function significant(value: number): string {
  const digits = value >= 10_000 ? 0 : value >= 100 ? 2 : value >= 1 ? 4 : 6;
  return String(Number(value.toFixed(digits)));
}
