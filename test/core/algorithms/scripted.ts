// A migration whose writes a test dictates: guests of a few pages, a link of one page a second, so that each rule of an algorithm
// can be checked against a case worked out by hand. It keeps the order in which pages were sent.
import { findAlgorithm } from '../../../src/core/algorithms/registry';
import type { StopReason } from '../../../src/core/engine/events';
import type { Migration, RoundPlan, SendOptions, SendReport, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';
import { chooseWith } from '../support/run';
import type { ParameterValues } from '../../../src/core/algorithms/definition';

/** Each page with the times at which the guest writes it. */
export type Writes = Readonly<Record<number, readonly number[]>>;

export interface ScriptedRound {
  readonly phase: RoundPlan['phase'];
  /** Pages in the order in which they were sent. */
  readonly sent: number[];
  readonly skipped: number[];
  held: number[];
  /** What the CLEANs of the round gave. */
  readonly dirtied: number[];
}

class GivenUp extends Error {}

class ScriptedMigration implements Migration {
  readonly pageBytes = 4096;
  readonly pagesPerSecond = 1;
  now = 0;
  readonly rounds: ScriptedRound[] = [];
  stopReason: StopReason | null = null;
  private cleanedAt = 0;
  private suspendedAt = Infinity;
  private open: ScriptedRound | null = null;

  constructor(
    readonly pages: number,
    private readonly writes: Writes,
  ) {}

  limitRate(): void {
    throw new Error('A scripted migration has no rate limit.');
  }

  beginRound({ phase }: RoundPlan): void {
    this.open = { phase, sent: [], skipped: [], held: [], dirtied: [] };
  }

  reportTiers(): void {
    throw new Error('A scripted migration keeps no tiers.');
  }

  reportHeld(held: PageSet): void {
    this.round.held = held.toArray();
  }

  endRound(): void {
    this.rounds.push(this.round);
    this.open = null;
  }

  *send(pages: PageSet, options: SendOptions): Generator<Tick, SendReport> {
    const { round } = this;
    const sent = new PageSet(this.pages);
    let pagesSkipped = 0;
    const end = options.to ?? this.pages;
    let position = options.from ?? 0;
    while (position < end) {
      const dirty = this.dirtyNow();
      const batch: number[] = [];
      for (; position < end && batch.length < options.batch; position++) {
        if (!pages.has(position)) continue;
        if (!options.skipDirty || !dirty.has(position)) batch.push(position);
        else {
          round.skipped.push(position);
          pagesSkipped++;
        }
      }
      for (const page of batch) sent.add(page);
      round.sent.push(...batch);
      this.now += batch.length;
      yield;
    }
    const pagesSent = sent.count();
    return { sent, pagesSent, pagesSkipped, zeroPages: 0, bytesSent: 4096 * pagesSent, position, finished: true };
  }

  *sendMarks(): Generator<Tick, void> {
    throw new Error('A scripted migration sends no marks.');
  }

  *wait(): Generator<Tick, void> {
    throw new Error('A scripted migration does not wait.');
  }

  peek(dirty: PageSet): void {
    dirty.set(this.dirtyNow());
  }

  clean(dirty: PageSet): void {
    dirty.set(this.dirtyNow());
    this.round.dirtied.push(...dirty.toArray());
    this.cleanedAt = this.now;
  }

  cleanCounting(): void {
    throw new Error('A scripted migration counts no writes.');
  }

  setLog(): void {
    throw new Error('A scripted migration has no log that is cleared in parts.');
  }

  readLog(): void {
    throw new Error('A scripted migration has no log that is cleared in parts.');
  }

  clearLog(): void {
    throw new Error('A scripted migration has no log that is cleared in parts.');
  }

  throttle(): void {
    throw new Error('A scripted migration throttles nobody.');
  }

  handOver(): void {
    throw new Error('A scripted migration does not know what the guest reads.');
  }

  *sendBehind(): Generator<Tick, void> {
    throw new Error('A scripted migration does not know what the guest reads.');
  }

  abandon(): never {
    throw new GivenUp();
  }

  suspend(reason: StopReason): void {
    this.stopReason = reason;
    this.suspendedAt = this.now;
  }

  private get round(): ScriptedRound {
    if (this.open === null) throw new Error('No round is open.');
    return this.open;
  }

  /** Pages written after the last CLEAN, until now or the suspension. */
  private dirtyNow(): PageSet {
    const until = Math.min(this.now, this.suspendedAt);
    const written = Object.entries(this.writes).filter(([, times]) =>
      times.some((time) => time > this.cleanedAt && time <= until),
    );
    return PageSet.of(
      this.pages,
      written.map(([page]) => Number(page)),
    );
  }
}

export interface ScriptedRun {
  readonly rounds: readonly ScriptedRound[];
  readonly stopReason: StopReason | null;
}

/** Runs an algorithm, its parameters at their defaults but for those given, over a guest that writes as told. */
export function runScripted(
  pages: number,
  writes: Writes,
  algorithm: string,
  parameters: ParameterValues,
): ScriptedRun {
  const definition = findAlgorithm(algorithm);
  const vm = new ScriptedMigration(pages, writes);
  const steps = definition?.run(vm, chooseWith(algorithm, parameters).parameters);
  while (steps?.next().done === false);
  return { rounds: vm.rounds, stopReason: vm.stopReason };
}

/** Times start, start + 1, … end. */
export function everySecond(start: number, end: number): number[] {
  return Array.from({ length: end - start + 1 }, (_, i) => start + i);
}
