// How many pages of a logged guest are zero, and where they lie: by the counters `duplicate` and `normal` of the first pass, which goes over memory once
// (docs/validation-cases.md, 'From a log').
import { SPREAD_BLOCKS } from '../guest/zeroPages';
import { percent, type Told } from './importedCase';
import type { Poll } from './migrationLog';
import { firstPass, lastOf } from './polls';

export interface LoggedZeros {
  /** Of all of memory. */
  readonly pages: number;
  /** That the log has counted, in the first pass. */
  readonly counted: number;
  /** The log ends within the first pass: the pages behind are not known. */
  readonly isCut: boolean;
}

/** `pages`: of the memory, at least one of which is not zero. */
export function zerosOf(polls: readonly Poll[], pages: number, completed: boolean): LoggedZeros {
  const counted = firstPass(polls, 'zeroPages', lastOf(polls, 'zeroPages') ?? 0);
  const normal = firstPass(polls, 'normalPages', lastOf(polls, 'normalPages') ?? 0);
  const seesNext = polls.some(({ values }) => (values.syncs ?? 0) >= 2);
  const isCut = !completed && !seesNext && normal > 0 && counted + normal < pages;
  const all = isCut ? Math.round((pages * counted) / (counted + normal)) : counted;
  return { pages: Math.min(pages - 1, all), counted: Math.min(pages - 1, counted), isCut };
}

/** The share of zero pages, and where it is from. */
export function zeroShareOf({ pages, isCut }: LoggedZeros, memoryPages: number): Told {
  const value = `zeroPages: ${percent(pages / memoryPages)}`;
  return isCut && pages > 0
    ? {
        value,
        remark:
          'GUESS: zeroPages, the share of zero pages (duplicate) among the pages that round 1 sent before the log ends; what lies behind them it does not tell',
        isGuess: true,
      }
    : { value, remark: 'zero pages: from the log' };
}

/** Fewer pages than this share of their kind are noise: a page here and there. */
const FEW = 0.1;

/** Where the zero pages lie; null: there are none. */
export function zeroLayoutOf(polls: readonly Poll[], zeros: LoggedZeros, memoryPages: number): Told | null {
  if (zeros.pages === 0) return null;
  const counts = polls.flatMap(({ values: { syncs, zeroPages, normalPages } }) =>
    (syncs ?? 2) <= 1 && zeroPages !== undefined && normalPages !== undefined ? [{ zeroPages, normalPages }] : [],
  );
  const sent = counts.at(-1)?.normalPages ?? 0;
  const hasZeros = (count: { readonly zeroPages: number }): boolean => count.zeroPages > FEW * zeros.counted;
  if (counts.some((count) => hasZeros(count) && sent - count.normalPages > FEW * sent))
    return {
      value: 'zeroLayout: spread',
      remark: 'zeroLayout: from the log, in which pages with content follow zero pages in round 1',
    };
  const content = memoryPages - zeros.pages;
  if (counts.some((count) => !hasZeros(count) && count.normalPages > (1 - FEW) * content))
    return {
      value: 'zeroLayout: last',
      remark: 'zeroLayout: from the log, in which zero pages come after the pages with content',
    };
  return {
    value: 'zeroLayout: spread',
    remark:
      'GUESS: zero pages lie among the others (zeroLayout), as in the guests that were measured; the log has too few answers of round 1 to show it',
    isGuess: true,
  };
}

/** The line of the zero pages among the figures; null: there is nothing to compare. */
export function zeroFigureOf({ pages, counted, isCut }: LoggedZeros): {
  readonly published: number;
  readonly tolerance: string;
} | null {
  if (counted === 0) return null;
  if (!isCut) return { published: counted, tolerance: 'share: 0.05, amount: 100' };
  // The simulated zero pages lie in blocks: within a pass they are told to a block, and before the first block there are none.
  const block = Math.ceil(pages / SPREAD_BLOCKS);
  return counted < block ? null : { published: counted, tolerance: `share: 0.05, amount: ${block}` };
}
