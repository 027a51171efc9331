// Why a round had as many pages to send as it had: where they came from, from the records of the run alone. What a round has to send is what the CLEANs of
// the round before found dirty and what that round left owed (docs/model.md, 'A round'): the parts add up to it.
import type { RoundRecord } from '../engine/events';
import { formatCount, formatCounted, formatList, formatPageRate, formatSeconds } from './format';
import { dirtyRate } from './words';

/** Where the pages of a round came from: `dirtied` + `suspending` + `owed` - `sentAlready` are what it had to send. */
export interface RoundSize {
  /** The pages that the round had to send. */
  readonly pages: number;
  /** `memory`: nothing had been sent yet. `measuring`: nothing is sent. `moving`: the guest moves, its pages follow. `before`: they come from the round before. */
  readonly source: 'memory' | 'measuring' | 'moving' | 'before';
  /** Found dirty by the round before, but for those that only the suspension dirtied. */
  readonly dirtied: number;
  /** Dirtied by the suspension alone. */
  readonly suspending: number;
  /** Not sent by the round before, held back or left over, and not found dirty by it: owed all the same. */
  readonly owed: number;
  /** Found dirty within the round before and sent by it after that. */
  readonly sentAlready: number;
  /** Those of `dirtied` that the round before had skipped. */
  readonly skipped: number;
  /** Those of `dirtied` and `suspending` that the round before had held back or left over. */
  readonly waited: number;
}

const none = { dirtied: 0, suspending: 0, owed: 0, sentAlready: 0, skipped: 0, waited: 0 } as const;

/** The guest moves without pages, which follow: those that the copy before left are what the round after has to send. */
function isHandOver(rounds: readonly RoundRecord[], index: number): boolean {
  const [round, after] = [rounds[index], rounds[index + 1]];
  return round?.phase === 'stop-and-copy' && round.pagesToSend === 0 && after?.phase === 'postcopy';
}

/** The round that left to the one at `index` what it has to send, if there was one. */
function roundBefore(rounds: readonly RoundRecord[], index: number): RoundRecord | undefined {
  return rounds[isHandOver(rounds, index - 1) ? index - 2 : index - 1];
}

/** Where the pages of the round at `index` came from. */
export function roundSize(rounds: readonly RoundRecord[], index: number): RoundSize | null {
  const round = rounds[index];
  if (round === undefined) return null;
  const before = roundBefore(rounds, index);
  const pages = round.pagesToSend;
  if (round.phase === 'sampling') return { ...none, pages, source: 'measuring' };
  if (isHandOver(rounds, index)) return { ...none, pages, source: 'moving' };
  if (before === undefined || before.phase === 'sampling') return { ...none, pages, source: 'memory' };
  const { pagesDirtied, pagesDirtiedSuspending: suspending, pagesSkipped } = before;
  const owed = Math.max(0, pages - pagesDirtied);
  return {
    pages,
    source: 'before',
    dirtied: pagesDirtied - suspending,
    suspending,
    owed,
    sentAlready: Math.max(0, pagesDirtied - pages),
    skipped: pagesSkipped,
    waited: Math.max(0, pagesUnsent(before) - pagesSkipped - owed),
  };
}

/** Pages that a round had to send and did not send. */
function pagesUnsent({ tiers, pagesToSend, pagesSent }: RoundRecord): number {
  return tiers.length > 0
    ? tiers.reduce((sum, { deferred }) => sum + deferred, 0)
    : Math.max(0, pagesToSend - pagesSent);
}

/** Why the round at `index` had its size, in a sentence or two; `pages` is the guest's memory. Empty for a round that is not there. */
export function roundSizeInWords(rounds: readonly RoundRecord[], index: number, pages: number): string {
  const round = rounds[index];
  const size = roundSize(rounds, index);
  if (round === undefined || size === null) return '';
  const before = roundBefore(rounds, index);
  if (size.source === 'moving')
    return 'The last copy had nothing to send: the guest moved first, and its pages follow.';
  if (size.source === 'measuring')
    return `The measurement has nothing to send: for ${formatSeconds(round.seconds)} it counts the pages that the guest writes.`;
  if (size.source === 'memory' || before === undefined) return fromMemory(round, pages);
  const had = `${nameOf(round)} had ${size.pages === 0 ? 'nothing' : formatCounted(size.pages, 'page')} to send`;
  return [`${had}: ${sourcesInWords(size, before)}.`, ...asidesInWords(size, before)].join(' ');
}

function nameOf({ phase, round }: RoundRecord): string {
  return phase === 'stop-and-copy' ? 'The last copy' : `Round ${formatCount(round)}`;
}

function fromMemory(round: RoundRecord, pages: number): string {
  const name = nameOf(round);
  if (round.pagesToSend < pages)
    return `${name} had ${formatCount(round.pagesToSend)} of ${formatCounted(pages, 'page')} to send.`;
  const all = pages === 1 ? 'the only page' : `all ${formatCount(pages)} pages`;
  return `${name} had ${all} of memory to send: nothing was at the destination yet.`;
}

/** The parts that add up. */
function sourcesInWords(size: RoundSize, before: RoundRecord): string {
  const { dirtied, suspending, owed, sentAlready } = size;
  const parts = [
    ...(dirtied > 0 ? [`${amount(dirtied, size)} the guest dirtied in ${timeOf(before)}`] : []),
    ...(suspending > 0 ? [`${amount(suspending, size)} suspending the guest dirtied`] : []),
    ...(owed > 0
      ? [`${amount(owed, size)} ${nameInside(before)} ${leftInWords(before)} and the guest did not dirty there`]
      : []),
  ];
  if (parts.length === 0) return `the guest dirtied no page in ${timeOf(before)}`;
  const less = sentAlready > 0 ? `, less ${formatCount(sentAlready)} sent there after that` : '';
  return `${formatList(parts)}${less}`;
}

/** '11 900 that', or 'all that' where there is one part alone. */
function amount(part: number, { pages }: RoundSize): string {
  if (part !== pages) return `${formatCount(part)} that`;
  return pages === 1 ? 'the one that' : 'all that';
}

/** 'the 411 ms of round 4 (29 900 pages/s)'. */
function timeOf(round: RoundRecord): string {
  const rate = round.seconds > 0 && round.pagesDirtied > 0 ? ` (${formatPageRate(dirtyRate(round))})` : '';
  return `the ${formatSeconds(round.seconds)} of ${nameInside(round)}${rate}`;
}

function nameInside({ round }: RoundRecord): string {
  return `round ${formatCount(round)}`;
}

/** What became there of pages that were owed and not sent. */
function leftInWords(before: RoundRecord): string {
  if (before.pagesHeld === 0) return 'left over';
  return pagesPutOff(before) > 0 ? 'held back or left over' : 'held back';
}

/** Neither sent nor skipped nor held. */
function pagesPutOff(round: RoundRecord): number {
  return Math.max(0, pagesUnsent(round) - round.pagesSkipped - round.pagesHeld);
}

/** What else is known of the dirtied ones: those that had waited there for their turn. */
function asidesInWords({ skipped, waited }: RoundSize, before: RoundRecord): string[] {
  const its = (pages: number): string => (pages === 1 ? 'its' : 'their');
  const parts = [
    ...(skipped > 0 ? [`skipped ${formatCount(skipped)} (dirty again when ${its(skipped)} turn came)`] : []),
    ...(waited > 0
      ? [
          before.pagesHeld > 0
            ? `${leftInWords(before)} ${formatCount(waited)}`
            : `put off ${formatCount(waited)} (found dirty before ${its(waited)} turn came)`,
        ]
      : []),
  ];
  return parts.length === 0 ? [] : [`Of the dirtied, ${nameInside(before)} had ${formatList(parts)}.`];
}
