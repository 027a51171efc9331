// Frames show the run that would have been without them: states worked out by hand on sweeps, shares by closed forms on random writers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameEvent, RunEvent } from '../../../src/core/engine/events';
import { pageStates, type Frame, type FrameRequest, type PageState } from '../../../src/core/engine/frames';
import { FastMigration } from '../../../src/core/engine/fastMigration';
import { simulate } from '../../../src/core/engine/simulate';
import { PageSet } from '../../../src/core/pageSet';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { algorithms } from '../../../src/core/algorithms/registry';
import { textbook } from '../reference/textbook';
import { chooseWith, eventsOf } from '../support/run';
import { hotspot, linkOf, scenarioOf, sweep, sweepFromAnywhere, uniform } from '../support/scenarios';

function eventsWith(scenario: Scenario, request: FrameRequest): RunEvent[] {
  const label = scenario.algorithms[0]?.label ?? '';
  return [...simulate(scenario, { label, repetition: 0 }, undefined, request)].filter((event) => event !== undefined);
}

function framesOf(scenario: Scenario, atSeconds: readonly number[], cells: number): FrameEvent[] {
  return eventsWith(scenario, { atSeconds, cells }).filter((event) => event.type === 'frame');
}

/** A host whose dirty log takes time, and slows the guest. */
const costlyHost = {
  setupSeconds: 0.02,
  suspendSeconds: 0.005,
  dirtyFaultSeconds: 3e-4,
  clean: { fixedSeconds: 0.01, perPageSeconds: 3e-6 },
  peek: { fixedSeconds: 0.001, perPageSeconds: 5e-7 },
};

function isMultiple(seconds: number, interval: number): boolean {
  const times = seconds / interval;
  return Math.abs(times - Math.round(times)) < 1e-9;
}

/** A frame in letters: z, u, c, d, o, h. */
function letters(frame: Frame | undefined): string {
  return [...(frame?.cells ?? [])].map((code) => (pageStates[code] ?? '?').slice(0, 1)).join('');
}

function share(frame: FrameEvent | undefined, state: PageState): number {
  const cells = frame?.cells ?? new Uint8Array();
  return cells.filter((code) => pageStates[code] === state).length / cells.length;
}

describe('frames', () => {
  it('change nothing of the run, for any algorithm, host and request', () => {
    const regions = [
      { pages: 700, writesPerSecond: 1500, pattern: sweepFromAnywhere },
      { pages: 900, writesPerSecond: 2500, pattern: hotspot(90, 0.9) },
    ];
    const hosts = [{}, costlyHost];
    const requests = [
      { atSeconds: Array.from({ length: 40 }, (_, i) => i / 20), cells: 64 },
      { everySeconds: 0.001, most: 20, cells: 64 },
    ];
    for (const { id } of algorithms) {
      for (const host of hosts) {
        const scenario = scenarioOf({ pages: 2000, regions, link: linkOf(4000), host, algorithms: [chooseWith(id)] });
        const without = eventsOf(scenario, id, 0);
        for (const request of requests) {
          const events = eventsWith(scenario, request);
          const frames = events.filter((event) => event.type === 'frame');
          if ('atSeconds' in request) assert.equal(frames.length, 40, id);
          else assert(frames.length > 10, `${id}: ${frames.length} frames`);
          assert.deepEqual(
            events.filter((event) => event.type !== 'frame'),
            without,
          );
        }
      }
    }
  });

  it('of a run without a known length come at an interval that doubles, and are those asked for by time', () => {
    const regions = [{ pages: 900, writesPerSecond: 2500, pattern: hotspot(90, 0.9) }];
    for (const [algorithm, host] of [
      ['hca', {}],
      ['xen-precopy', costlyHost],
      ['stop-and-copy', {}],
    ] as const) {
      const scenario = scenarioOf({
        pages: 2000,
        regions,
        link: linkOf(4000),
        host,
        algorithms: [chooseWith(algorithm)],
      });
      for (const most of [4, 7, 32]) {
        const frames = eventsWith(scenario, { everySeconds: 0.0007, most, cells: 100 }).filter(
          (event) => event.type === 'frame',
        );
        const last = frames.at(-1);
        assert(last);
        // What a keeper of these frames has left: the multiples of the last interval, and the end.
        let interval = 0.0007;
        while (last.seconds / interval > most) interval *= 2;
        const kept = frames.slice(0, -1).filter(({ seconds }) => isMultiple(seconds, interval));
        assert(kept.length <= most + 1 && kept.length >= most / 2, `${kept.length} frames of ${most}`);
        kept.forEach(({ seconds }, i) => {
          assert.equal(seconds, i * interval);
        });
        const times = frames.map(({ seconds }) => seconds);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.deepEqual(frames.slice(0, -1), framesOf(scenario, times.slice(0, -1), 100));
        assert.equal(last.phase, null);
        assert.deepEqual({ ...last, seconds: 1e6 }, framesOf(scenario, [1e6], 100)[0]);
      }
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

  it('date the first write to a page whose bit is cleared late after that', () => {
    // The pointer comes by every half second: page 10 is written at about 0.26, 0.76, 1.26 and 1.76 s. Its bit is cleared at 1 s, just before it is sent.
    const regions = [{ pages: 20, writesPerSecond: 40, pattern: sweep }];
    const scenario = scenarioOf({ pages: 20, regions, link: linkOf(10), algorithms: [chooseWith('precopy')] });
    const vm = new FastMigration(scenario, textbook(1), {}, 0, { atSeconds: [0.9, 1.1, 1.4], cells: 20 });
    const all = PageSet.full(20);
    vm.setLog();
    vm.beginRound({ phase: 'precopy', toSend: all });
    for (const [from, to] of [
      [0, 10],
      [10, 20],
    ] as const) {
      vm.clearLog(from, to);
      const pass = vm.send(all, { order: 'linear', batch: 1, skipDirty: false, from, to });
      while (pass.next().done !== true);
    }
    vm.readLog(new PageSet(20));
    const [before, sent, written] = [...vm.takeFinishedFrames()].map(letters);
    assert.equal(before?.slice(10), 'uuuuuuuuuu');
    assert.equal(sent?.slice(10), 'ccuuuuuuuu');
    assert.equal(written?.slice(10), 'dddduuuuuu');
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
