// Frames show the run that would have been without them: states worked out by hand on sweeps, shares by closed forms on random writers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameEvent, RunEvent } from '../../../src/core/engine/events';
import { pageStates, type PageState } from '../../../src/core/engine/frames';
import { simulate } from '../../../src/core/engine/simulate';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { algorithms } from '../../../src/core/algorithms/registry';
import { chooseWith, eventsOf } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, uniform } from '../support/scenarios';

function eventsWithFrames(scenario: Scenario, atSeconds: readonly number[], cells: number): RunEvent[] {
  const label = scenario.algorithms[0]?.label ?? '';
  return [...simulate(scenario, { label, repetition: 0 }, undefined, { atSeconds, cells })].filter(
    (event) => event !== undefined,
  );
}

function framesOf(scenario: Scenario, atSeconds: readonly number[], cells: number): FrameEvent[] {
  return eventsWithFrames(scenario, atSeconds, cells).filter((event) => event.type === 'frame');
}

/** A frame in letters: z, u, c, d, o, h. */
function letters(frame: FrameEvent | undefined): string {
  return [...(frame?.cells ?? [])].map((code) => (pageStates[code] ?? '?').slice(0, 1)).join('');
}

function share(frame: FrameEvent | undefined, state: PageState): number {
  const cells = frame?.cells ?? new Uint8Array();
  return cells.filter((code) => pageStates[code] === state).length / cells.length;
}

describe('frames', () => {
  it('change nothing of the run, for any algorithm', () => {
    const regions = [
      { pages: 700, writesPerSecond: 1500, pattern: sweepFromAnywhere },
      { pages: 900, writesPerSecond: 2500, pattern: hotspot(90, 0.9) },
    ];
    for (const { id } of algorithms) {
      const scenario = scenarioOf({ pages: 2000, regions, link: linkOf(4000), algorithms: [chooseWith(id)] });
      const times = Array.from({ length: 40 }, (_, i) => i / 20);
      const events = eventsWithFrames(scenario, times, 64);
      assert.equal(events.filter((event) => event.type === 'frame').length, 40, id);
      assert.deepEqual(
        events.filter((event) => event.type !== 'frame'),
        eventsOf(scenario, id, 0),
      );
    }
  });

  it('show a pass, a sweep behind it and the rounds after it', () => {
    // Ten pages, one a second; the pointer writes page 0 at 2 s, page 1 at 4 s, …; two rounds, then the last copy of what the second left.
    const regions = [{ pages: 10, writesPerSecond: 0.5, pattern: sweep }];
    const scenario = scenarioOf({
      pages: 12,
      zeroPages: 2,
      regions,
      link: linkOf(1),
      algorithms: [chooseWith('xen-precopy', { batch: 1, maxRounds: 2, minPages: 0, skip: false })],
    });
    const [start, early, later, atEnd] = framesOf(scenario, [0, 3.5, 9.9, 1000], 12);
    // A page counts as sent from the start of its batch: its content is that of this instant. A page's 8 bytes of header and the batch's 4
    // make a batch a little longer than a second.
    assert.equal(letters(start), 'cuuuuuuuuuzz');
    assert.equal(letters(early), 'dcccuuuuuuzz');
    assert.equal(letters(later), 'ddddcccccczz');
    assert.equal(letters(atEnd), 'cccccccccccc');
    assert.deepEqual([start?.round, start?.phase, start?.pagesPerCell], [1, 'precopy', 1]);
    assert.deepEqual([early?.cursor, atEnd?.cursor, atEnd?.phase], [4, null, null]);
  });

  it('show what a CLEAN has told as owed until it is sent', () => {
    const regions = [{ pages: 10, writesPerSecond: 1, pattern: sweep }];
    const parameters = { batch: 1, maxRounds: 3, minPages: 0, skip: false };
    const scenario = scenarioOf({
      pages: 10,
      regions,
      link: linkOf(1.2),
      algorithms: [chooseWith('xen-precopy', parameters)],
    });
    const first = eventsOf(scenario, 'xen-precopy', 0).find((event) => event.type === 'round');
    assert.ok(first);
    const [frame] = framesOf(scenario, [first.startSeconds + first.seconds + 0.01], 10);
    assert.equal(first.pagesDirtied, 8);
    // Page 0 is on its way again, 1 to 7 wait, 8 and 9 have not been written since they were sent.
    assert.equal(letters(frame), 'cooooooocc');
  });

  it('date the first writes of random writers as drawing them would', () => {
    const pages = 40_000;
    const regions = [{ pages, writesPerSecond: pages, pattern: uniform }];
    const algorithms = [chooseWith('precopy', { rounds: 1, minPages: 0 })];
    const scenario = scenarioOf({ pages: 2 * pages, regions, link: linkOf(pages / 2), algorithms });
    // The first pages are sent at once; those written since are dirty.
    for (const seconds of [2, 3]) {
      const [frame] = framesOf(scenario, [seconds], 2 * pages);
      const cells = frame?.cells.slice(0, 512) ?? new Uint8Array();
      const dirty = cells.filter((code) => pageStates[code] === 'dirty').length / cells.length;
      const expected = 1 - Math.exp(-seconds);
      assert.ok(
        Math.abs(dirty - expected) < 5 * Math.sqrt((expected * (1 - expected)) / 512),
        `${dirty}, not ${expected}`,
      );
    }
  });

  it('judge big cells by samples, at a cost that follows cells', () => {
    const pages = 2 ** 22;
    const regions = [{ pages: pages / 2, writesPerSecond: 1000, pattern: uniform }];
    const algorithms = [chooseWith('stop-and-copy')];
    const scenario = scenarioOf({ pages, zeroPages: pages / 4, regions, link: linkOf(pages), algorithms });
    const [frame] = framesOf(scenario, [0.5], 1000);
    assert.ok(Math.abs(share(frame, 'current') - 0.5) < 0.003);
    assert.ok(Math.abs(share(frame, 'unsent') - 0.25) < 0.003);
    assert.ok(Math.abs(share(frame, 'zero') - 0.25) < 0.003);
  });
});
