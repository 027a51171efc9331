// stop-and-copy: suspend, then send everything. The shortest total time and the longest downtime of all that send every page once: the end
// of the scale that live migration is measured against.
import { PageSet } from '../pageSet';
import { defineAlgorithm } from './define';
import { xenWire } from './xenRules';

export const stopAndCopy = defineAlgorithm({
  id: 'stop-and-copy',
  title: 'Stop and copy',
  documentation: 'Suspends the guest, sends every page once, resumes it. Downtime is memory over bandwidth.',
  source: 'Clark et al., NSDI 2005, section 3 (pure stop-and-copy).',
  parameters: {},
  wire: () => xenWire,
  stopRule: () => ({ fewPages: null, liveRounds: 0, sentPages: null, shrink: null }),
  *run(vm) {
    const all = PageSet.full(vm.pages);
    vm.suspend('immediate');
    vm.beginRound({ phase: 'stop-and-copy', toSend: all });
    yield* vm.send(all, { order: 'linear', batch: 1024, skipDirty: false });
    vm.endRound();
  },
});
