// The link of a measured run as the run itself found it: what each round carried of the relay's cap, by the times at which the rounds really were. With it
// in place of the cap, what is left between measured and simulated rounds is the loop's and the guest's (docs/validation-cases.md).
import type { MeasuredCase, MeasuredFile, MeasuredRound, MeasuredRun, Source } from './cases';

/** A page of 4 KiB in the stream of libxenguest: 8 bytes beside it, and 16 a batch of 1024. */
const WIRE_PAGE_BYTES = 4096 + 8 + 16 / 1024;

/** Below this share of the cap in round 1, in whole percents, other work on the measuring host disturbed the run: the rule of those who measured. */
const UNDISTURBED_PERCENT = 90;

/** Measured files by the source that names them. */
export type MeasuredFiles = ReadonlyMap<Source, MeasuredFile>;

/** Pages per second as a share of the relay's cap. */
function shareOfCap(pagesPerSecond: number, { capBytesPerSecond }: MeasuredRun): number {
  return (pagesPerSecond * WIRE_PAGE_BYTES) / capBytesPerSecond;
}

/** Whether the first round shows that the sender was kept from its work. */
export function isDisturbed(run: MeasuredRun): boolean {
  return Math.round(100 * shareOfCap(run.rounds[0]?.pagesPerSecond ?? 0, run)) < UNDISTURBED_PERCENT;
}

/** Pages of the live rounds over their epochs, as a share of the cap. */
export function linkUse(run: MeasuredRun): number {
  let pages = 0;
  let seconds = 0;
  run.rounds.forEach((round, index) => {
    const epoch = run.rounds[index + 1]?.epochSeconds;
    if (epoch === undefined) return;
    pages += round.pages;
    seconds += epoch;
  });
  return shareOfCap(pages / seconds, run);
}

/**
 * What a round carried: its pages over the time from the CLEAN before it to the CLEAN after it, pauses included. The last live round has no CLEAN at its
 * end, and the stopped copy none either: there it is the rate between first and last byte.
 */
function pagesPerSecondOf({ pages, pagesPerSecond }: MeasuredRound, next: MeasuredRound | undefined): number {
  return next?.live === true && next.epochSeconds !== undefined ? pages / next.epochSeconds : pagesPerSecond;
}

/** The key `link.schedule` by this rule, from the start of the migration on; no round is given more than the cap. */
export function measuredSchedule(run: MeasuredRun): string {
  let atSeconds = 0;
  const entries = run.rounds.map((round, index) => {
    const next = run.rounds[index + 1];
    const share = Math.min(1, shareOfCap(pagesPerSecondOf(round, next), run));
    const entry = `{ at: ${atSeconds.toFixed(4)}s, available: ${(100 * share).toFixed(2)}% }`;
    atSeconds += (index === 0 ? run.startSeconds : 0) + (next?.epochSeconds ?? 0);
    return entry;
  });
  return `[ ${entries.join(', ')} ]`;
}

/** A measured run to be simulated on the link that it had itself; null if it was not recorded. */
export function onMeasuredLink(one: MeasuredCase, { runs }: MeasuredFile): MeasuredCase | null {
  const run = runs.find(({ id }) => id === one.run);
  if (run === undefined) return null;
  const { because: _, ...rest } = one;
  return { ...rest, set: { 'link.schedule': measuredSchedule(run) } };
}
