// Textbook pre-copy in its shortest form: send the set, clean, send the next set, stop when it is small or after some rounds.
// It tests the reference engine on its own, without the algorithms of the product.
import type { AlgorithmDefinition } from '../../../src/core/algorithms/definition';
import type { Migration, Tick } from '../../../src/core/engine/migration';
import { PageSet } from '../../../src/core/pageSet';

const threshold = 50;

function* run(vm: Migration, rounds: number): Generator<Tick, void> {
  const pass = { order: 'linear', batch: 1024, skipDirty: false } as const;
  const toSend = PageSet.full(vm.pages);
  for (let round = 1; ; round++) {
    vm.beginRound({ phase: 'precopy', toSend });
    yield* vm.send(toSend, pass);
    vm.clean(toSend);
    const few = toSend.count() <= threshold;
    if (!few && round < rounds) {
      vm.endRound();
      continue;
    }
    vm.suspend(few ? 'few-dirty-pages' : 'max-rounds');
    vm.endRound();
    vm.beginRound({ phase: 'stop-and-copy', toSend });
    yield* vm.send(toSend, pass);
    vm.endRound();
    return;
  }
}

/** Textbook pre-copy that stops at 50 pages or after `rounds` live rounds; nothing but the pages is on the wire. */
export function textbook(rounds: number): AlgorithmDefinition {
  return {
    id: 'textbook',
    title: 'Textbook pre-copy',
    documentation: 'Sends what is dirty, round by round.',
    source: 'docs/closed-forms.md',
    parameters: {},
    wire: () => ({ headerBytesPerPage: 0, bytesPerBatch: 0 }),
    stopRule: () => ({
      fewPages: { limit: 50, atLimit: true, from: 'minPages' },
      liveRounds: rounds,
      sentPages: null,
      shrink: null,
    }),
    run: (vm) => run(vm, rounds),
  };
}
