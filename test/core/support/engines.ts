// Runs rules written in a test on either engine, so that the contract of src/core/engine/migration.ts can be held against both.
import type { RoundRecord } from '../../../src/core/engine/events';
import { FastMigration, TimeLimitReached } from '../../../src/core/engine/fastMigration';
import type { Migration, Tick } from '../../../src/core/engine/migration';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { ReferenceMigration, TimeLimitPassed } from '../reference/referenceMigration';
import { textbook } from '../reference/textbook';

export type Rules = (vm: Migration) => Generator<Tick, void>;

export interface Outcome {
  readonly rounds: readonly RoundRecord[];
  readonly nowSeconds: number;
  readonly gaveUp: boolean;
}

/** Runs rules to their end or to the time limit. */
export type Engine = (scenario: Scenario, rules: Rules) => Outcome;

/** Whether the rules ran into the time limit; anything else that they throw is thrown on. */
function reachesLimit(steps: Generator<Tick, void>): boolean {
  try {
    while (steps.next().done !== true);
    return false;
  } catch (reason) {
    if (reason instanceof TimeLimitReached || reason instanceof TimeLimitPassed) return true;
    throw reason;
  }
}

/** Both engines by name, the fast one with either of its dirty logs. */
export const engines: Readonly<Record<string, Engine>> = {
  'the fast engine': (scenario, rules) => {
    const vm = new FastMigration(scenario, { ...textbook(1), needsOracle: () => true }, {}, 0);
    const gaveUp = reachesLimit(rules(vm));
    if (gaveUp) vm.giveUp();
    return { rounds: vm.outbox, nowSeconds: vm.now, gaveUp };
  },
  'the fast engine, writes uncounted': (scenario, rules) => {
    const vm = new FastMigration(scenario, textbook(1), {}, 0);
    const gaveUp = reachesLimit(rules(vm));
    if (gaveUp) vm.giveUp();
    return { rounds: vm.outbox, nowSeconds: vm.now, gaveUp };
  },
  'the slow engine': (scenario, rules) => {
    const vm = new ReferenceMigration(scenario, textbook(1).wire({}), 0);
    const gaveUp = reachesLimit(rules(vm));
    if (gaveUp) vm.giveUp();
    return { rounds: vm.book.records, nowSeconds: vm.now, gaveUp };
  },
};
