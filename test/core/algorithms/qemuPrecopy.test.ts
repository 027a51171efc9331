// QEMU's pre-copy by cases worked out by hand: the budget of a window, when a round ends and when the guest is stopped, what zero pages cost, the steps
// of auto-converge, and what the lazily cleared log does not find.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterValues } from '../../../src/core/algorithms/definition';
import type { RunResult } from '../../../src/core/engine/events';
import { checkScenario } from '../../../src/core/scenario/check';
import { codedBytes } from '../../../src/core/algorithms/qemuXbzrle';
import { chooseWith, runFast } from '../support/run';
import { linkOf, scenarioOf, sweep, uniform } from '../support/scenarios';
import type { ScenarioPlan } from '../support/scenarios';

const mebibits = 8 * 2 ** 20;
/** Far faster than any limit here. */
const wideLink = linkOf(1_000_000);

function run(plan: Partial<ScenarioPlan>, parameters: ParameterValues = {}): RunResult {
  return runFast(
    scenarioOf({ pages: 40_000, link: wideLink, ...plan, algorithms: [chooseWith('qemu-precopy', parameters)] }),
  );
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`);
}

describe('the window of 100 ms', () => {
  // 32 MiB/s: 3 355 443 bytes a window are exceeded by the 818th page of 4104 bytes.
  const limited = { maxBandwidth: 32 * mebibits };
  const busy = run({ regions: [{ pages: 20_000, writesPerSecond: 3000, pattern: uniform }] }, limited);

  it('carries one page more than its budget, whatever the link could', () => {
    const live = busy.rounds.filter(({ phase }) => phase === 'precopy');
    assert.ok(live.length > 3);
    for (const { pagesSent } of live) assert.equal(pagesSent % 818, 0);
  });

  it('makes rounds last whole windows, since the sender sleeps to the end of the last one', () => {
    for (const { seconds, phase } of busy.rounds)
      if (phase === 'precopy') near(seconds * 10, Math.round(seconds * 10), 1e-6, 'windows of a round');
  });

  it('does not hold for the last copy', () => {
    const last = busy.rounds.at(-1);
    assert.ok(last && last.pagesSent > 818);
    near(last.seconds, (last.pagesSent * 4104) / (1_000_000 * 4096), 1e-9, 'the last copy');
  });

  it('is not needed where the link is slower: a round then ends with a call of ram_save_iterate', () => {
    const slow = run({ link: linkOf(8000) }, { maxBandwidth: null });
    const [first] = slow.rounds;
    assert.ok(first);
    assert.ok(Math.abs(first.seconds * 10 - Math.round(first.seconds * 10)) > 1e-3);
  });
});

describe('the end of a round and of the live phase', () => {
  it('leaves an idle guest with up to a threshold of pages for the downtime: 300 ms at the measured bandwidth', () => {
    const idle = run({ link: linkOf(8000) }, { maxBandwidth: null });
    assert.equal(idle.stopReason, 'downtime-limit');
    assert.equal(idle.rounds.length, 2);
    const left = idle.rounds[1]?.pagesSent ?? 0;
    // 8000 pages of content a second: 0.3 s of them, less what one call of at most 50 ms and one batch may send more.
    assert.ok(left <= 2400 && left >= 2400 - 8000 * 0.06, `${left} pages`);
  });

  it('carries what is unsent over to the next round, where the cursor goes on', () => {
    const busy = run(
      { regions: [{ pages: 40_000, writesPerSecond: 3000, pattern: uniform }], link: linkOf(8000) },
      { maxBandwidth: null },
    );
    const [first, second] = busy.rounds;
    assert.ok(first && second);
    const carried = first.pagesToSend - first.pagesSent;
    assert.ok(carried > 0);
    // Pages that were still unsent and are written meanwhile are found by the log and were left already.
    assert.ok(second.pagesToSend < carried + first.pagesDirtied);
    assert.ok(second.pagesToSend > first.pagesDirtied);
  });

  it('knows no limit on rounds or traffic: a guest faster than the link never converges', () => {
    const fast = run({
      regions: [{ pages: 30_000, writesPerSecond: 40_000, pattern: uniform }],
      link: linkOf(8000),
      timeLimitSeconds: 60,
    });
    assert.equal(fast.outcome, 'not-converged');
    assert.ok(fast.pagesSent > 10 * 40_000);
  });

  it('counts on switchoverBandwidth, if one is given, in 11.0 and in 7.2 not', () => {
    const regions = [{ pages: 30_000, writesPerSecond: 7800, pattern: uniform }];
    const plan = { regions, timeLimitSeconds: 40 };
    const limited = { maxBandwidth: 32 * mebibits, switchoverBandwidth: 4000 * mebibits };
    const helped = run(plan, limited);
    assert.equal(helped.outcome, 'completed');
    assert.ok(helped.totalSeconds < 6);
    assert.ok(run(plan, { ...limited, version: '7.2' }).totalSeconds > 2 * helped.totalSeconds);
  });

  it('reports the time until the source has written everything as its downtime', () => {
    const { downtime, downtimeSeconds, reportedDowntimeSeconds } = run({
      host: { suspendSeconds: 0.002, resumeSeconds: 0.5 },
      deviceStateBytes: 2 ** 20,
    });
    assert.ok(downtime && downtimeSeconds !== null && reportedDowntimeSeconds !== undefined);
    near(downtimeSeconds - reportedDowntimeSeconds, 0.5, 1e-9, 'what the guest feels beyond it');
  });
});

describe('zero pages', () => {
  const plan = { zeroPages: 30_000, link: linkOf(8000) };

  it('are told by nine bytes each, and counted', () => {
    const idle = run(plan, { maxBandwidth: null });
    assert.equal(idle.zeroPages, 30_000);
    assert.equal(idle.bytesSent, 10_000 * 4104 + 30_000 * 9);
  });

  it('take the time of their scan where that is longer', () => {
    const times = [0, 100e-6].map((zeroPageSeconds) =>
      run({ ...plan, host: { zeroPageSeconds } }, { maxBandwidth: null }),
    );
    const [free, scanned] = times.map(({ totalSeconds }) => totalSeconds);
    near((scanned ?? 0) - (free ?? 0), 30_000 * (100e-6 - 9 / (8000 * 4096)), 0.2, 'the scan');
  });

  it('that lie between others are passed while the limit makes QEMU wait', () => {
    // 818 pages a window of 100 ms, and 18.75 ms for a block of 3750 zero pages: behind everything else they take 150 ms, and end in a window of their own.
    const total = (zeroLayout?: 'spread'): number =>
      run(
        {
          ...plan,
          link: linkOf(400_000),
          host: { zeroPageSeconds: 5e-6 },
          ...(zeroLayout && { zeroLayout }),
        },
        { maxBandwidth: 32 * mebibits },
      ).totalSeconds;
    near(total('spread'), Math.ceil((10_000 * 8) / 9 / 818) / 10, 0.02, 'windows of content, but for the last part');
    assert.ok(total() > total('spread') + 0.2);
  });
});

describe('the dirty log', () => {
  it('cleared lazily does not find what was written between the sync and the turn of its gigabyte', () => {
    // 2 GiB and a little: three chunks. The last chunk's turn in round 1 comes after some 20 s; its pages are all written once before and never again.
    const pages = 2 * 262_144 + 5000;
    const plan = {
      pages,
      link: linkOf(25_000),
      regions: [
        { pages: 2 * 262_144, writesPerSecond: 0, pattern: uniform },
        { pages: 5000, writesPerSecond: 5000 / 15, pattern: sweep, activity: onlyFor(15) },
      ],
    };
    const dirtied = ['lazy', 'sync'].map(
      (clearLog) => run(plan, { maxBandwidth: null, clearLog }).rounds[0]?.pagesDirtied,
    );
    assert.deepEqual(dirtied, [0, 5000]);
  });
});

function onlyFor(toSeconds: number): { kind: 'intervals'; intervals: { fromSeconds: number; toSeconds: number }[] } {
  return { kind: 'intervals', intervals: [{ fromSeconds: 0, toSeconds }] };
}

describe('multifd', () => {
  const packet = 128 * 4096 + 1344;
  const marks = 2 * 1344;
  const busy = { pages: 40_960, regions: [{ pages: 20_000, writesPerSecond: 3000, pattern: uniform }] };

  it('counts whole packets against the limit: 7 of 128 pages in a window of 32 MiB/s', () => {
    for (const version of ['7.2', '11.0']) {
      const limited = run(busy, { maxBandwidth: 32 * mebibits, multifd: 2, version });
      const [first] = limited.rounds;
      assert.ok(first && first.pagesSent > 10_000);
      assert.equal(first.pagesSent % 896, 0);
      // 7.2 ends each call with a mark on each channel, 11.0 each lap.
      const calls = version === '7.2' ? first.pagesSent / 896 : 0;
      assert.equal(first.bytesSent, (first.pagesSent / 128) * packet + calls * marks);
    }
  });

  it('in 7.2 ends a call when a packet is handed over after 50 ms, and one page later, all channels being empty', () => {
    // Two packets of 128 take 31 ms: the first of the third pair is handed over after 62 ms.
    const [first] = run({ ...busy, link: linkOf(8192) }, { maxBandwidth: null, multifd: 2, version: '7.2' }).rounds;
    assert.ok(first && first.pagesSent > 10_000);
    assert.equal(first.pagesSent % 641, 0);
    near(first.seconds / (first.pagesSent / 641), (5 * packet + 4096 + 1344 + marks) / (8192 * 4096), 1e-6, 'a call');
  });

  it('tells zero pages beside the packets in 7.2, and in packets of their own since', () => {
    const idle = { pages: 40_960, zeroPages: 30_720, link: linkOf(8192) };
    const bytes = (version: string): number => run(idle, { maxBandwidth: null, multifd: 2, version }).bytesSent;
    assert.equal(run(idle, { maxBandwidth: null, multifd: 2, version: '7.2' }).zeroPages, 30_720);
    const content = 10_240 * 4096;
    // A partial packet costs a whole head, and so does a mark.
    assert.equal((bytes('7.2') - content - 30_720 * 9) % 1344, 0);
    assert.ok(bytes('7.2') - content - 30_720 * 9 < 0.006 * content);
    assert.equal(bytes('11.0'), content + (40_960 / 128) * 1344 + marks);
  });

  it('can have bandwidth for more than one connection carries no better than its link: the last copy takes as long as ever', () => {
    const last = run({ ...busy, link: linkOf(8192) }, { maxBandwidth: null, multifd: 8 }).rounds.at(-1);
    assert.ok(last);
    near(last.seconds, last.bytesSent / (8192 * 4096), 1e-9, 'the last copy');
  });
});

describe('the code of a difference', () => {
  it('has the lengths of what is the same and of what is not, and the changed bytes', () => {
    assert.equal(codedBytes([], 4096), 0);
    // Lengths below 128 take a byte, others two; what is the same at the end is left out.
    assert.equal(codedBytes([0, 8], 4096), 1 + 1 + 8);
    assert.equal(codedBytes([127, 127 + 128], 4096), 1 + 2 + 128);
    assert.equal(codedBytes([128, 136, 1000, 1008], 4096), 2 + 1 + 8 + 2 + 1 + 8);
  });

  it('overflows once it takes as much as the page', () => {
    assert.equal(codedBytes([0, 4096], 4096), null);
    assert.equal(codedBytes([0, 4092], 4096), 4095);
    assert.equal(codedBytes([0, 4093], 4096), null);
  });
});

describe('xbzrle', () => {
  const plan = {
    pages: 20_000,
    regions: [{ pages: 8000, writesPerSecond: 8000, pattern: uniform, changeBytes: 8 }],
    link: linkOf(8000),
    timeLimitSeconds: 30,
  };
  const coded = { maxBandwidth: null, xbzrle: true, version: '7.2', clearLog: 'sync' };

  it('sends the first round in full, and fills its cache only from the second on, when the cursor begins again', () => {
    const [first, second, third] = run(plan, coded).rounds;
    assert.ok(first && second && third);
    assert.equal(first.bytesSent, first.pagesSent * 4104);
    // All of the pages that the first round has left, and those that are met for the first time after it.
    assert.ok(second.bytesSent > 0.8 * second.pagesSent * 4104);
    assert.ok(third.bytesSent < 0.5 * third.pagesSent * 4104);
  });

  it('brings in a guest that writes little of each page as fast as the link carries whole ones', () => {
    assert.equal(run(plan, coded).outcome, 'completed');
    const whole = { ...plan, regions: [{ pages: 8000, writesPerSecond: 20_000, pattern: uniform }] };
    assert.equal(run(whole, coded).outcome, 'not-converged');
  });

  it('sends nothing of a page that has not changed since it was sent, though it was found dirty', () => {
    // A sweep whose writes all fall before its pages are sent, after the sync that the round began with.
    const sweeping = {
      ...plan,
      regions: [{ pages: 8000, writesPerSecond: 4000, pattern: sweep, activity: onlyFor(6) }],
    };
    const withCache = run(sweeping, coded);
    const without = run(sweeping, { ...coded, xbzrle: false });
    assert.ok(withCache.bytesSent < without.bytesSent);
    assert.ok(withCache.bytesSent <= withCache.pagesSent * 4104);
  });

  it('keeps fewer pages than it has places, and a page of another address waits until an entry is two syncs old', () => {
    const bytes = (xbzrleCache: number): number => run(plan, { ...coded, xbzrleCache }).bytesSent;
    assert.ok(bytes(2 ** 20) > bytes(2 ** 26));
  });

  it('does nothing over several connections', () => {
    const both = { maxBandwidth: null, multifd: 2, version: '7.2' };
    assert.equal(run(plan, { ...both, xbzrle: true }).bytesSent, run(plan, both).bytesSent);
  });
});

describe('limits that are changed under way', () => {
  const regions = [{ pages: 30_000, writesPerSecond: 12_000, pattern: uniform }];
  const plan = { regions, timeLimitSeconds: 60 };
  const limited = { maxBandwidth: 32 * mebibits };

  it('bring in a guest that fits into no smaller downtime, at the end of the window in which they change', () => {
    assert.equal(run(plan, limited).outcome, 'not-converged');
    const raised = run(plan, { ...limited, changes: 'at 18.03s: downtimeLimit 4s' });
    assert.equal(raised.outcome, 'completed');
    near(raised.totalSeconds, 18.1, 0.1, 'the end');
    // Until then nothing differs.
    const { pagesSent } = run({ ...plan, timeLimitSeconds: 18 }, limited);
    const live = raised.rounds.filter(({ phase }) => phase === 'precopy');
    assert.ok(live.reduce((sum, round) => sum + round.pagesSent, 0) - pagesSent <= 2 * 818);
  });

  it('let a window carry more from the first call on', () => {
    const faster = run(plan, { ...limited, changes: 'at 1.05s: maxBandwidth 536.870912Mbit/s' });
    // 11 windows of 818 pages, then windows of 1636.
    assert.equal((faster.rounds[0]?.pagesSent ?? 0) % 818, 0);
    assert.equal(faster.outcome, 'completed');
    assert.ok(faster.totalSeconds < 20);
  });

  it('stand in a scenario as a list of steps', () => {
    const check = (changes: string): ReturnType<typeof checkScenario> =>
      checkScenario(
        `scenario: A\nvm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ { qemu-precopy: { changes: ${changes} } } ]\n`,
      );
    const codes = (changes: string): string[] => check(changes).problems.map(({ code }) => code);
    const given = check(
      '[ { at: 1500ms, downtimeLimit: 2s }, { at: 20s, maxBandwidth: 64MiB/s, downtimeLimit: 300ms } ]',
    );
    const { changes } = given.scenario?.algorithms[0]?.parameters ?? {};
    assert.equal(changes, 'at 1.5s: downtimeLimit 2s; at 20s: downtimeLimit 300ms, maxBandwidth 64MiB/s');
    assert.equal(check('none').scenario?.algorithms[0]?.parameters['changes'], null);
    assert.deepEqual(codes('[ { at: 2s, downtimeLimit: 2s }, { at: 1s, downtimeLimit: 1s } ]'), ['schedule-order']);
    assert.deepEqual(codes('[ { at: 2s } ]'), ['missing-key']);
    assert.deepEqual(codes('[ { downtimeLimit: 2s } ]'), ['missing-key']);
    assert.deepEqual(codes('[ { at: 2s, multifd: 2 } ]'), ['unknown-key']);
    assert.deepEqual(codes('2s'), ['wrong-type']);
    const swept = (values: string): string[] =>
      checkScenario(
        `scenario: A\nvm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ qemu-precopy ]\nsweep: { algorithms.qemu-precopy.changes: ${values} }\n`,
      ).problems.map(({ code }) => code);
    assert.deepEqual(swept('[ none, [ { at: 5s, downtimeLimit: 1s } ] ]'), []);
    assert.deepEqual(swept('[ [ { at: 5s } ] ]'), ['missing-key']);
  });
});

describe('auto-converge', () => {
  const plan = {
    regions: [{ pages: 30_000, writesPerSecond: 20_000, pattern: uniform }],
    link: linkOf(8000),
    timeLimitSeconds: 300,
  };
  const throttles = ({ rounds }: RunResult): number[] => [
    ...new Set(rounds.map(({ throttle }) => Math.round(throttle * 1000) / 10)),
  ];

  it('takes 20 % at the second strike, then 10 % more at every second one, and brings a guest in that never converges', () => {
    const helped = run(plan, { autoConverge: true });
    assert.equal(helped.outcome, 'completed');
    const steps = throttles(helped);
    assert.deepEqual(steps, [0, 20, 30, 40, 50, 60, 70, 80, 90].slice(0, steps.length));
    assert.ok(steps.length > 4);
    assert.ok(helped.degradedSeconds > 0);
    assert.equal(run(plan).outcome, 'not-converged');
  });

  it('tells shares as they are written, 0.3 and not 0.30000000000000004', () => {
    for (const { throttle } of run(plan, { autoConverge: true }).rounds)
      assert.ok(String(throttle).length <= 4, String(throttle));
  });

  it('goes no further than throttleMax', () => {
    assert.deepEqual(
      throttles(run({ ...plan, timeLimitSeconds: 60 }, { autoConverge: true, throttleMax: 0.35 })),
      [0, 20, 30, 35],
    );
  });

  it('with tailslow makes smaller steps once the guest is near the trigger', () => {
    const steps = throttles(run(plan, { autoConverge: true, tailslow: true }));
    assert.ok(steps.some((step) => step % 10 !== 0));
  });

  it('syncs in 11.0 every five seconds once a tick has found no sync since the one before, in 7.2 not', () => {
    // A guest whose rounds are long.
    const long = {
      pages: 200_000,
      regions: [{ pages: 190_000, writesPerSecond: 20_000, pattern: uniform }],
      link: linkOf(8000),
      timeLimitSeconds: 60,
    };
    const lengths = (version: string): number[] =>
      run(long, { autoConverge: true, version })
        .rounds.slice(1, 5)
        .map(({ seconds }) => seconds);
    const [second = NaN, ...later] = lengths('11.0');
    // The sync at the end of the first pass may come just after a tick: the next one then finds it.
    assert.ok(second <= 10.2, `${second} s`);
    assert.equal(later.length, 3);
    for (const seconds of later) assert.ok(Math.abs(seconds - 5) < 0.2, `${seconds} s`);
    assert.ok((lengths('7.2')[0] ?? NaN) > 15);
  });
});

function assertRefused(choice: string, why: string): void {
  const text = `scenario: A\nvm: { memory: 1GiB }\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ { ${choice} } ]\n`;
  const [problem] = checkScenario(text).problems.filter(({ severity }) => severity === 'error');
  assert.equal(problem?.code, 'not-built-yet');
  assert.match(problem.message, new RegExp(why));
}

describe('options of QEMU that are not simulated', () => {
  for (const [option, what] of Object.entries({
    'dirtyLimit: 10MiB/s': 'dirty rate limit',
  }))
    it(`are refused by name: ${option}`, () => {
      assertRefused(`qemu-precopy: { ${option} }`, what);
    });

  it('are those that QEMU stops in post-copy, of what ends in post-copy', () => {
    assertRefused('postcopy: { xbzrle: true }', 'QEMU stops in post-copy');
    assertRefused('postcopy: { multifd: 2 }', 'QEMU stops using in post-copy');
    assertRefused('hybrid: { xbzrle: true }', 'live rounds');
    assertRefused('hybrid: { multifd: 2 }', 'live rounds');
  });
});
