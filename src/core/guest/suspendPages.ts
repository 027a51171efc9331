// What suspending itself dirties: a real guest writes a few pages while it freezes (devices, timers, its own suspend path).
import { PageSet } from '../pageSet';
import { randomStream } from '../random';
import type { Scenario } from '../scenario/scenario';
import { ZeroPages } from './zeroPages';

/** So many distinct pages as `host.suspendPages` says, uniformly drawn from all but the zero pages; all of those if they are fewer. */
export function pagesWrittenBySuspending(scenario: Scenario, repetition: number): PageSet {
  const { host, pages, zeroPages, seed } = scenario;
  const chosen = new PageSet(pages);
  if (host.suspendPages === 0) return chosen;
  const available = pages - zeroPages;
  const zero = ZeroPages.of(scenario);
  const random = randomStream(seed, repetition, 'suspend');
  // Floyd's sample without replacement: one draw a page (Bentley and Floyd, CACM 30(9), 1987).
  for (let last = Math.max(0, available - host.suspendPages); last < available; last++) {
    const page = zero.otherPage(random.below(last + 1));
    chosen.add(chosen.has(page) ? zero.otherPage(last) : page);
  }
  return chosen;
}
