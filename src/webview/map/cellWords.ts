// What a cell of the memory map is, in words: which pages, of which region, in which state and why, and how often they were sent. Pure; only what the
// frames and the rounds say is said.
import type { ParameterValues } from '../../core/algorithms/definition';
import { type Frame, type PageState, pageStates } from '../../core/engine/frames';
import { ZeroPages } from '../../core/guest/zeroPages';
import { formatCount } from '../../core/metrics/format';
import type { RecordedScenario } from '../../core/scenario/record';
import type { Lane } from '../reduce';
import { type MapClasses, stateNames } from './mapClasses';
import { showsCursor } from './passCursor';

/** The pages of a cell: from the first to before the last. */
export interface PageRange {
  readonly from: number;
  readonly to: number;
}

export interface CellStory {
  readonly lane: Lane;
  readonly scenario: RecordedScenario;
  readonly frame: Frame;
  /** The frames of the lane before that one, ascending in time: they know in which round a page was sent last. */
  readonly earlier: readonly Frame[];
  /** Of the lane's tiers, for their names. */
  readonly tiers: MapClasses;
}

/** A cell as it is read: its pages, and what is to be said of them. */
export interface CellReading {
  readonly pages: string;
  readonly sentence: string;
}

/** What there is to say of a cell. */
export function readCell(cell: number, story: CellStory): CellReading {
  const { frame, scenario, tiers } = story;
  const range = pagesOfCell(cell, frame.pagesPerCell, scenario.pages);
  const state = pageStates[frame.cells[cell] ?? 0] ?? 'unsent';
  const tier = tiers.classes[tiers.classOf[frame.tierCells[cell] ?? 0] ?? 0]?.name ?? '';
  const why = whyInWords(state, cell, range, story);
  const sent = timesSentInWords(frame.sentCells[cell] ?? 0);
  return {
    pages: `${rangeInWords(range)} · ${regionsInWords(range, scenario)}`,
    sentence: `${capital(stateNames[state])}: ${why}. ${capital(sent)}; tier: ${tier}.`,
  };
}

/** The pages of a cell; the last cell may have fewer. */
export function pagesOfCell(cell: number, pagesPerCell: number, pages: number): PageRange {
  return { from: Math.min(cell * pagesPerCell, pages), to: Math.min((cell + 1) * pagesPerCell, pages) };
}

function rangeInWords({ from, to }: PageRange): string {
  return to - from === 1 ? `Page ${formatCount(from)}` : `Pages ${formatCount(from)}–${formatCount(to - 1)}`;
}

/** The regions of the scenario that the pages belong to. */
export function regionsInWords({ from, to }: PageRange, scenario: RecordedScenario): string {
  const { workload } = scenario;
  const regions = workload.filter((region) => region.firstPage < to && region.firstPage + region.pages > from);
  const written = regions.reduce(
    (sum, region) => sum + Math.min(region.firstPage + region.pages, to) - Math.max(region.firstPage, from),
    0,
  );
  const names = regions.map(({ name }) => name);
  const zero = ZeroPages.of(scenario);
  const rest = zero.has(from) && zero.runEnd(from) >= to ? 'zero pages' : 'never written';
  return [...names, ...(written < to - from ? [rest] : [])].join(', ');
}

function whyInWords(state: PageState, cell: number, range: PageRange, story: CellStory): string {
  const { lane, frame } = story;
  const sent = sentInWords(cell, story);
  const they = range.to - range.from === 1 ? { are: 'it was', it: 'it' } : { are: 'they were', it: 'them' };
  switch (state) {
    case 'zero':
      return `nothing but zeros, and ${unsentWhy(range, story)}`;
    case 'unsent':
      return unsentWhy(range, story);
    case 'current':
      return sent === null ? 'the newest content is there' : `sent ${sent} and not written since`;
    case 'dirty':
      return `written again since ${they.are} sent${sent === null ? '' : ` ${sent}`}; the log will tell`;
    case 'owed':
      return `the log has told that ${they.are} written since ${they.are} sent${sent === null ? '' : ` ${sent}`}; ${waits(frame)}`;
    case 'held':
      return heldWhy(lane.choice.algorithm, lane.choice.parameters);
    case 'faulted':
      return sent === null
        ? `the guest touched ${they.it} before ${they.are} there, and waits`
        : `the guest touched ${they.it} before ${they.are} there, and waited`;
  }
}

function waits({ phase }: Frame): string {
  if (phase === 'postcopy') return 'missing at the destination until it is pushed or asked for';
  return phase === 'stop-and-copy' ? 'on the way while the guest stands still' : 'waiting to be sent again';
}

/** Why pages have never been sent, by where the pass is. A pass over all of memory in its order goes by pages that it does not send. */
function unsentWhy({ to }: PageRange, { frame, lane }: CellStory): string {
  if (frame.phase === 'sampling') return 'the algorithm still samples what is written, and sends nothing';
  if (frame.phase === 'postcopy') return 'missing at the destination; its turn to be pushed has not come';
  if (frame.phase === null && frame.round === 0) return 'the first round has not begun';
  const hasGoneBy = frame.round > 1 || (showsCursor(lane) && frame.cursor !== null && frame.cursor >= to);
  return hasGoneBy ? 'passed over so far' : 'its turn has not come';
}

/** `hca` alone holds pages back, by the rules of its parameter (docs/hca.md); of others no reason is known. */
function heldWhy(algorithm: string, { hold }: ParameterValues): string {
  if (algorithm !== 'hca') return 'the algorithm keeps back what it expects to be written again';
  return hold === 'tier'
    ? 'the hottest tier is kept until the guest stands still'
    : 'kept until the guest stands still, for the link has no room to re-send this tier as fast as it is written';
}

/** 'in round 2', or 'in round 2 or 3' where the frames are too far apart to tell; null if they do not know. */
function sentInWords(cell: number, { frame, earlier }: CellStory): string | null {
  let after = frame;
  for (const before of earlier.toReversed()) {
    // Of several pages the most frequent number may fall: that is no sending.
    if ((before.sentCells[cell] ?? 0) < (after.sentCells[cell] ?? 0))
      return roundsInWords(Math.max(1, before.round), after.round);
    after = before;
  }
  return (after.sentCells[cell] ?? 0) > 0 && after.round === 1 ? roundsInWords(1, 1) : null;
}

function roundsInWords(from: number, to: number): string {
  if (from >= to) return `in round ${formatCount(to)}`;
  const joint = to - from === 1 ? 'or' : 'to';
  return `in round ${formatCount(from)} ${joint} ${formatCount(to)}`;
}

function timesSentInWords(times: number): string {
  if (times === 0) return 'never sent';
  if (times === 1) return 'sent once';
  if (times === 2) return 'sent twice';
  return times === 255 ? 'sent 255 times or more' : `sent ${times} times`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
