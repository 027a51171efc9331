// What Xen 2.0-4.5's save loop and the algorithms built into it share: the parameters, the wire format and the stop rules
// (docs/algorithms.md, 'Xen': tools/libxc/xc_linux_save.c, later xc_domain_save.c; the same from 2.0.6 to 4.5.0).
import type { StopReason } from '../engine/events';
import type { StopFacts, StopRule, WireFormat } from './definition';

/** A batch carries a 4-byte count and, per page, 8 bytes of type and number (64-bit toolstack). */
export const xenWire: WireFormat = { headerBytesPerPage: 8, bytesPerBatch: 4 };

export const xenParameters = {
  maxRounds: {
    kind: 'count',
    default: 29,
    min: 1,
    max: 100_000,
    documentation: 'Most live rounds; the next pass is made with the guest stopped.',
    source: 'Xen 2.0-4.5, DEF_MAX_ITERS.',
  },
  maxFactor: {
    kind: 'factor',
    default: 3,
    min: 0,
    max: 1_000_000,
    documentation:
      'The guest is suspended after the round in which more than this many times its memory has been sent.',
    source: 'Xen 2.0-4.5, DEF_MAX_FACTOR.',
  },
  minPages: {
    kind: 'count',
    counts: 'pages',
    default: 50,
    min: 0,
    max: 4_294_967_296,
    documentation: 'The guest is suspended after a round that sent and skipped fewer than this many pages together.',
    source: 'Xen 2.0-4.5, a literal in the loop (200 KiB; Clark et al. speak of 256 KB).',
  },
  batch: {
    kind: 'count',
    counts: 'pages',
    default: 1024,
    min: 1,
    max: 1024,
    documentation: 'Most pages a batch. The dirty log is peeked at once before each.',
    source: 'Xen 2.0-4.5, MAX_BATCH_SIZE.',
  },
  skip: {
    kind: 'boolean',
    default: true,
    documentation: 'Leave out pages that are dirty again when their batch is filled: the next CLEAN brings them back.',
    source: 'Clark et al., NSDI 2005, section 5.4; Xen 2.0-4.5.',
  },
} as const;

interface XenLimits {
  readonly maxRounds: number;
  readonly minPages: number;
  readonly maxFactor: number;
}

/** Xen's tests as numbers. */
export function xenStopRule({ maxRounds, minPages, maxFactor }: XenLimits, { pages }: StopFacts): StopRule {
  return {
    fewPages: { limit: minPages, atLimit: false, from: 'minPages' },
    liveRounds: maxRounds,
    sentPages: maxFactor * pages,
    shrink: null,
  };
}

/** What the rules look at after a round. */
export interface RoundOutcome {
  readonly round: number;
  /** Pages this round sent and skipped: about what it wanted to send. */
  readonly sentAndSkipped: number;
  /** Pages all rounds have sent. */
  readonly sentInAll: number;
  readonly pages: number;
}

/** Xen's tests after each live round, in its order; null: go on. */
export function xenStopReason(outcome: RoundOutcome, p: XenLimits): StopReason | null {
  if (outcome.round >= p.maxRounds) return 'max-rounds';
  if (outcome.sentAndSkipped < p.minPages) return 'few-dirty-pages';
  // Strictly more: a guest that sends exactly three times its memory goes on for another round.
  return outcome.sentInAll > outcome.pages * p.maxFactor ? 'max-transfer' : null;
}
