// What the guest felt of post-copy, in words: pages fetched on demand, and what its processors waited for them. Panel and command line say the same.
import type { FaultRecord, RoundRecord } from '../engine/events';
import { formatCount, formatCounted, formatDuration, formatSeconds, formatShare } from './format';

/** A round of phase postcopy and its faults. */
export interface Behind {
  readonly round: RoundRecord;
  readonly faults: FaultRecord;
}

/** The post-copy phase of a run; null if it has none. */
export function postcopyOf(rounds: readonly RoundRecord[]): Behind | null {
  const round = rounds.find(({ phase }) => phase === 'postcopy');
  return round?.faults ? { round, faults: round.faults } : null;
}

/** Share of its speed that the guest lost while pages were still to come, 0 … 1: what its processors waited, of all their time. */
export function speedLostBehind({ round, faults }: Behind): number {
  const all = round.seconds * faults.vcpuStallSeconds.length;
  return all > 0 ? Math.min(1, faults.stallSeconds / all) : 0;
}

/** 'Of 4 000 pages that came behind, 336 were fetched on demand; the guest waited 467 ms for them, 23 % of that time.' Null without such a phase. */
export function faultsInWords(rounds: readonly RoundRecord[]): string | null {
  const behind = postcopyOf(rounds);
  if (behind === null) return null;
  const { round, faults } = behind;
  if (round.pagesToSend === 0) return 'Nothing had to come behind.';
  const came = `${formatCounted(round.pagesToSend, 'page')} came behind within ${formatSeconds(round.seconds)}`;
  if (faults.remote === 0) return `${came}, and the guest waited for none.`;
  const processors = faults.vcpuStallSeconds.length;
  const who = processors === 1 ? 'the guest' : `its ${formatCount(processors)} processors`;
  const each = formatDuration(faults.stallSeconds / processors);
  const waited = `${who} waited ${each}${processors === 1 ? '' : ' each'} for them, ${formatShare(speedLostBehind(behind))} of that time`;
  return `${came}, ${formatCount(faults.remote)} of them on demand: ${waited}.`;
}
