// Gudkov's prediction of QEMU's pre-copy from a dirty curve (qemu-devel, February 2023, Message-Id cover.1677589218.git.gudkov.andrei@huawei.com):
// each round sends what the round before has dirtied, until a round takes no longer than the downtime allowed.
import type { Recursion } from './cases';

export interface Prediction {
  readonly seconds: number;
  /** The last one, the guest standing still, included. */
  readonly rounds: number;
}

/** Distinct pages dirtied within `ms`: straight between points, on along the outermost two, within 0 and all non-zero pages. */
function dirtied({ curve, nonZeroPages }: Recursion, ms: number): number {
  const after = curve.findIndex(([at]) => at >= ms);
  const right = after === -1 ? curve.length - 1 : Math.max(1, after);
  const [[fromMs, from], [toMs, to]] = [curve[right - 1] ?? [0, 0], curve[right] ?? [0, 0]];
  return Math.min(nonZeroPages, Math.max(0, from + ((to - from) * (ms - fromMs)) / (toMs - fromMs)));
}

/** null: gives up. */
export function predict(input: Recursion, bytesPerSecond: number, limitMs: number | null): Prediction | null {
  const pageBytes = input.pageBytes + input.headerBytes;
  let roundSeconds = (input.nonZeroPages * pageBytes + input.zeroPages * input.headerBytes) / bytesPerSecond;
  let seconds = roundSeconds;
  for (let rounds = 1; seconds <= input.giveUpSeconds; rounds++) {
    if (limitMs === null || roundSeconds * 1000 <= limitMs) return { seconds, rounds };
    roundSeconds = (dirtied(input, roundSeconds * 1000) * pageBytes) / bytesPerSecond;
    seconds += roundSeconds;
  }
  return null;
}
