// QEMU's auto-converge: if the guest dirties more than half of what is sent, for the second time, its virtual processors are put to sleep for a share of their
// time, and for more of it every second time after that (migration_trigger_throttle, mig_throttle_guest_down, cpu-throttle.c; docs/algorithms.md).
import type { Migration } from '../engine/migration';
import { formatNumber } from '../scenario/values';
import type { ValuesOf } from './define';
import type { Refusal } from './definition';

const onlyWhen = { parameter: 'autoConverge', is: [true] } as const;

export const autoConvergeParameters = {
  autoConverge: {
    kind: 'boolean',
    default: false,
    documentation:
      'Throttle a guest that dirties its memory too fast: `throttleInitial` first, then `throttleIncrement` more each time.',
    source: 'QEMU, capability auto-converge; off by default.',
  },
  throttleInitial: {
    kind: 'share',
    onlyWhen,
    default: 0.2,
    min: 0.01,
    max: 0.99,
    documentation: 'Share of the guest’s processor time that the first throttling takes.',
    source: 'QEMU, cpu-throttle-initial: 20.',
  },
  throttleIncrement: {
    kind: 'share',
    onlyWhen,
    default: 0.1,
    min: 0.01,
    max: 0.99,
    documentation: 'What each further throttling adds.',
    source: 'QEMU, cpu-throttle-increment: 10.',
  },
  throttleMax: {
    kind: 'share',
    onlyWhen,
    default: 0.99,
    min: 0.01,
    max: 0.99,
    documentation: 'Most that is taken from the guest.',
    source: 'QEMU, max-cpu-throttle: 99.',
  },
  throttleTrigger: {
    kind: 'share',
    onlyWhen,
    default: 0.5,
    min: 0.01,
    max: 1,
    documentation: 'A sync strikes if the guest has dirtied more than this share of the bytes sent since the last one.',
    source: 'QEMU, throttle-trigger-threshold: 50.',
  },
  tailslow: {
    kind: 'boolean',
    onlyWhen,
    default: false,
    documentation: 'Add no more than brings the guest to the trigger: smaller steps at the end.',
    source: 'QEMU, cpu-throttle-tailslow; off by default.',
  },
} as const;

/** migrate_params_check: max-cpu-throttle lies between cpu-throttle-initial and 99, or it is an error. */
export function throttleRefusals({
  autoConverge,
  throttleInitial,
  throttleMax,
}: ValuesOf<typeof autoConvergeParameters>): readonly Refusal[] {
  if (!autoConverge || throttleInitial <= throttleMax) return [];
  const [initial, most] = [formatNumber('share', throttleInitial), formatNumber('share', throttleMax)];
  const message = `QEMU takes no 'throttleMax' below 'throttleInitial': raise ${most}, or lower ${initial}. Simulated, the first throttling takes ${initial} all the same, the next ones ${most}.`;
  return [{ parameter: 'throttleMax', message }];
}

/** Rates are looked at by the first sync this long after the last look. */
const PERIOD_SECONDS = 1;
/** 11.0 syncs at this pace if nothing else has. */
const SYNC_SECONDS = 5;
/** Strikes in a row or not: every second one throttles. */
const STRIKES = 2;

export class AutoConverge {
  /** dirty_sync_count: one in setup. */
  private syncs = 1;
  private lastLookSeconds: number;
  private bytesAtLook = 0;
  private found = 0;
  private strikes = 0;
  private throttle = 0;
  private nextTickSeconds: number;
  private syncsAtTick = 1;

  constructor(
    private readonly p: ValuesOf<typeof autoConvergeParameters>,
    private readonly vm: Migration,
  ) {
    this.lastLookSeconds = vm.now;
    this.nextTickSeconds = vm.now + SYNC_SECONDS;
  }

  /** What is taken from the guest now. */
  get share(): number {
    return this.throttle;
  }

  /** A sync has found so many new pages, when so many bytes had been sent in all. */
  synced(found: number, bytesSent: number): void {
    this.syncs++;
    this.found += found;
    if (this.vm.now <= this.lastLookSeconds + PERIOD_SECONDS) return;
    const dirtied = this.found * this.vm.pageBytes;
    const allowed = (bytesSent - this.bytesAtLook) * this.p.throttleTrigger;
    if (dirtied > allowed && ++this.strikes >= STRIKES) {
      this.strikes = 0;
      this.slowDown(allowed / dirtied);
    }
    this.lastLookSeconds = this.vm.now;
    this.bytesAtLook = bytesSent;
    this.found = 0;
  }

  /**
   * A tick of the five-second timer has passed, and no sync came between it and the tick before; none is due before the first pass is through. The tick's own
   * sync is not one that came since: QEMU reads the count once more when it is done (`cpu_throttle_dirty_sync_timer_tick`, label `end`).
   */
  isSyncDue(nowSeconds: number): boolean {
    if (nowSeconds < this.nextTickSeconds) return false;
    while (this.nextTickSeconds <= nowSeconds) this.nextTickSeconds += SYNC_SECONDS;
    const isDue = this.syncs > 1 && this.syncs === this.syncsAtTick;
    this.syncsAtTick = this.syncs + (isDue ? 1 : 0);
    return isDue;
  }

  /** `ideal`: what of its present speed would bring the guest down to the trigger. */
  private slowDown(ideal: number): void {
    const { p } = this;
    if (this.throttle === 0) this.throttle = p.throttleInitial;
    else {
      const speed = 1 - this.throttle;
      const step = p.tailslow ? Math.min(speed - speed * ideal, p.throttleIncrement) : p.throttleIncrement;
      this.throttle = Math.min(this.throttle + step, p.throttleMax);
    }
    // 0.2 + 0.1 is to be 0.3 wherever it is read.
    this.throttle = Number(this.throttle.toFixed(12));
    this.vm.throttle(this.throttle);
  }
}
