// The sentences about a run and a comparison, from figures that are known.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pairedDifference } from '../../../src/core/compare/paired';
import { type Estimate, type SummaryRow, estimate } from '../../../src/core/compare/summary';
import type { Outcome, RoundRecord, StopReason } from '../../../src/core/engine/events';
import { thinSpace } from '../../../src/core/metrics/format';
import {
  type Compared,
  type StoppedRun,
  findingInWords,
  plain,
  stopReasonInWords,
} from '../../../src/core/metrics/words';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

function round(number: number, values: Partial<RoundRecord>): RoundRecord {
  return {
    round: number,
    phase: 'precopy',
    startSeconds: number,
    seconds: 0.1,
    pagesToSend: 1000,
    pagesSent: 1000,
    pagesSkipped: 0,
    pagesHeld: 0,
    pagesResent: 0,
    pagesDirtied: 3100,
    pagesDirtiedSuspending: 0,
    bytesSent: 0,
    throttle: 0,
    tierKind: 'times-found-dirty',
    tiers: [],
    ...values,
  };
}

function stopped(
  stopReason: StopReason | null,
  { outcome = 'completed', ...rest }: Partial<Omit<StoppedRun, 'end'>> & { outcome?: Outcome } = {},
): string {
  const run: StoppedRun = {
    end: { outcome, stopReason, totalSeconds: 10, bytesSent: 4e9, pagesSent: 1e6 },
    rounds: [round(1, {}), round(2, {}), round(3, { phase: 'stop-and-copy', pagesToSend: 800, pagesDirtied: 0 })],
    pages: 262_144,
    pageBytes: 4096,
    pagesPerSecond: 28_676,
    parameters: { maxRounds: 29, minPages: 50, maxFactor: 3, downtimeLimit: 0.3 },
    timeLimitSeconds: 60,
    ...rest,
  };
  return spaced(stopReasonInWords(run));
}

describe('why the live phase ended, in words', () => {
  it('sets the dirty rate of the last live round against the link', () => {
    assert.equal(stopped('max-rounds'), '2 rounds reached: the guest dirties 31 000 pages/s, the link carries 28 700.');
  });

  it('leaves out of the dirty rate what only the suspension dirtied', () => {
    const rounds = [round(1, {}), round(2, { pagesDirtied: 3100, pagesDirtiedSuspending: 100 })];
    assert.match(stopped('max-rounds', { rounds }), /the guest dirties 30 000 pages\/s/);
  });

  it('names the pages that were few enough, and the limit', () => {
    const rounds = [round(1, {}), round(2, { pagesToSend: 37 }), round(3, { phase: 'stop-and-copy', pagesToSend: 60 })];
    assert.equal(stopped('few-dirty-pages', { rounds }), 'Only 37 pages were left to send; the limit is 50.');
    const one = [round(1, {}), round(2, { phase: 'stop-and-copy', pagesToSend: 1 })];
    assert.equal(stopped('few-dirty-pages', { rounds: one }), 'Only 1 page was left to send; the limit is 50.');
    const none = [round(1, {}), round(2, { phase: 'stop-and-copy', pagesToSend: 0 })];
    assert.equal(stopped('few-dirty-pages', { rounds: none }), 'Nothing was left to send.');
  });

  it('says how long the rest takes where a downtime was asked for', () => {
    assert.equal(
      stopped('downtime-limit'),
      'What was left fits into the downtime limit of 300 ms: 800 pages take 27.9 ms.',
    );
  });

  it('gives the amount sent against its limit', () => {
    const rounds = [round(1, { pagesSent: 262_144 }), round(2, { pagesSent: 600_000 })];
    assert.match(
      stopped('max-transfer', { rounds }),
      /^3\.29 GiB of pages sent .* over the limit of 3 times memory: the guest dirties/,
    );
  });

  it('compares the rounds that did not shrink', () => {
    const rounds = [4501, 4490, 4483].map((pagesToSend, index) => round(index + 1, { pagesToSend, pagesHeld: 1 }));
    assert.match(stopped('not-shrinking', { rounds }), /no longer shrink, 4 482 in round 3 after 4 500 in round 1: /);
    assert.match(
      stopped('dirty-growth', { rounds }),
      /^Round 3 sent more than the one before, 1 000 pages after 1 000: /,
    );
  });

  it('says that the guest stays where it did not arrive', () => {
    assert.equal(
      stopped('time-limit', { outcome: 'not-converged' }),
      'The time limit of 60 s passed after 2 rounds: the guest dirties 31 000 pages/s, the link carries 28 700. The guest stays at the source.',
    );
    assert.equal(
      stopped(null, { outcome: 'not-converged' }),
      'The limit of 60 s passed during a round. The guest stays at the source.',
    );
  });

  it('tells the error of a failed run', () => {
    const run: StoppedRun = {
      end: {
        outcome: 'failed',
        stopReason: null,
        totalSeconds: 1,
        bytesSent: 0,
        pagesSent: 0,
        error: { code: 'x', message: 'page 7 was lost.' },
      },
      rounds: [],
      pages: 1,
      pageBytes: 4096,
      pagesPerSecond: 1,
      parameters: {},
      timeLimitSeconds: 60,
    };
    assert.equal(stopReasonInWords(run), 'The run failed: page 7 was lost.');
  });

  it('has a sentence for every reason, even of a run without rounds', () => {
    const reasons: readonly StopReason[] = [
      'few-dirty-pages',
      'max-rounds',
      'max-transfer',
      'downtime-limit',
      'dirty-growth',
      'not-shrinking',
      'time-limit',
      'policy',
      'immediate',
      'switch',
      'abort',
    ];
    for (const reason of reasons) {
      for (const rounds of [[], undefined]) {
        const sentence = rounds ? stopped(reason, { rounds }) : stopped(reason);
        assert.match(sentence, /^[A-Z0-9].*\.$/);
        assert.doesNotMatch(sentence, /NaN|undefined|Infinity/);
      }
    }
  });
});

function row(label: string, total: readonly number[], downtime: readonly number[], runs = downtime.length): SummaryRow {
  return {
    label,
    runs,
    completed: downtime.length,
    totalSeconds: estimate(total),
    downtimeSeconds: estimate(downtime),
    bytesSent: estimate(total),
    pagesSent: estimate(total),
    rounds: estimate(total),
    totalAgainst: null,
    downtimeAgainst: null,
    bytesAgainst: null,
    isOnFront: false,
  };
}

const floor = { downtimeSeconds: 0.038, rateOnlyDowntimeSeconds: 0.06 };

function found(...summaries: readonly SummaryRow[]): string {
  return spaced(
    plain(
      findingInWords(
        summaries.map((summary): Compared => ({ summary, floor })),
        3600,
      ).sentence,
    ),
  );
}

describe('the finding', () => {
  it('says how the guest moves, and how much less than the baseline that takes', () => {
    assert.equal(
      found(row('xen-precopy', [6.02], [0.139]), row('hca', [3.67], [0.065])),
      'hca moves the guest in 3.7 s with 65 ms of downtime: 39 % and 53 % less than xen-precopy.',
    );
  });

  it('says so when the baseline is best', () => {
    assert.equal(
      found(row('xen-precopy', [5], [0.1]), row('hca', [6], [0.15])),
      'xen-precopy moves the guest in 5.0 s with 100 ms of downtime; hca needs 20 % and 50 % more than xen-precopy.',
    );
    assert.match(found(row('a', [5], [0.1]), row('b', [5.04], [0.1])), /of downtime; no clear difference to b\.$/);
  });

  it('counts what processors wait for pages beside what a system calls downtime', () => {
    const waiting = (label: string, stall: number, total = 9.2, downtime = 0.021): SummaryRow => ({
      ...row(label, [total], [downtime]),
      meanVcpuStallSeconds: estimate([stall]),
    });
    assert.equal(
      found(waiting('nopreempt', 2.14), waiting('postcopy', 1.54)),
      'postcopy moves the guest in 9.2 s with 21 ms of downtime and 1.5 s of waiting for pages: about the same time, about the same downtime, and 28 % less waiting for pages, compared with nopreempt.',
    );
    assert.match(
      found(waiting('postcopy', 1.54), waiting('xen-precopy', 0, 11)),
      /^xen-precopy moves the guest in 11 s with 21 ms of downtime: 20 % more time, about the same downtime, and 1\.5 s less waiting for pages, compared with postcopy\.$/,
    );
    // A pre-copy that stops the guest for longer than post-copy has it wait is not better.
    assert.match(
      found(waiting('xen-precopy', 0, 9.2, 9.1), waiting('postcopy', 1.54)),
      /^postcopy moves .* 1\.5 s more/,
    );
    assert.match(found(waiting('a', 1.54), waiting('b', 1.545)), /^a moves .*; no clear difference to b\.$/);
  });

  it('does not add up what points in two directions', () => {
    assert.equal(
      found(row('stop-and-copy', [9.18], [9.18]), row('hca', [17.7], [3])),
      'hca moves the guest in 18 s with 3.0 s of downtime: 93 % more time but 67 % less downtime than stop-and-copy.',
    );
    assert.equal(
      found(row('stop-and-copy', [9.18], [9.18]), row('patient', [58.1], [2.98])),
      'patient moves the guest in 58 s with 3.0 s of downtime: 6.3 times the time but 68 % less downtime than stop-and-copy.',
    );
  });

  it('claims no difference under one percent, or inside the intervals', () => {
    assert.match(found(row('a', [5], [0.1]), row('b', [5.01], [0.0999])), /no clear difference/);
    const [totals, downtimes] = [
      [4.9, 5.5, 4.4],
      [0.09, 0.15, 0.05],
    ];
    const noisy = found(row('a', [5, 5.4, 4.6], [0.1, 0.14, 0.06]), {
      ...row('b', totals, downtimes),
      totalAgainst: pairedDifference(new Map(totals.entries()), new Map([5, 5.4, 4.6].entries())),
      downtimeAgainst: pairedDifference(new Map(downtimes.entries()), new Map([0.1, 0.14, 0.06].entries())),
    });
    assert.match(noisy, /^a moves .*; no clear difference to b\.$/);
    const alike = found(row('a', [5], [0.1]), row('b', [4.99], [0.1]), row('c', [20], [20]), row('d', [5], [0.1]));
    assert.match(alike, /^a moves .*; no clear difference to b and d\.$/);
  });

  it('prefers the shorter total where downtimes are the same', () => {
    assert.match(found(row('a', [9], [9]), row('slow', [58], [2.98]), row('quick', [17], [3])), /^quick moves/);
  });

  it('is honest when nobody arrives, or not everybody, or not always', () => {
    assert.equal(
      found(row('a', [], [], 1), row('b', [], [], 1)),
      'None of the 2 algorithms moves the guest over this link within the time limit of 60 min.',
    );
    assert.equal(
      found(row('a', [], [], 1)),
      'a does not move the guest over this link within the time limit of 60 min.',
    );
    assert.match(
      found(row('a', [], [], 1), row('b', [4], [1])),
      /^b moves .*; a does not move it within the time limit of 60 min\.$/,
    );
    assert.match(
      found(row('a', [4], [1]), row('b', [], [], 1)),
      /^a moves .*; b does not move it within the time limit of 60 min\.$/,
    );
    assert.match(found(row('a', [4, 4], [1, 1], 5)), /^a moves the guest in 2 of 5 repetitions in 4\.0 s/);
  });

  it('never says of a run that failed that the guest did not arrive in time', () => {
    const failing = (...labels: readonly string[]): readonly Compared[] =>
      labels.map((label) => ({ summary: row(label, [], [], 1), floor: null, failed: 1 }));
    const moving: Compared = { summary: row('a', [4], [1]), floor };
    const late: Compared = { summary: row('late', [], [], 1), floor, failed: 0 };
    const said = (...compared: readonly Compared[]): string => spaced(plain(findingInWords(compared, 60).sentence));
    const unknown = 'failed: whether the guest can be moved over this link is not known.';
    assert.equal(said(...failing('mine')), `mine ${unknown}`);
    assert.equal(said(...failing('mine', 'yours')), `Both algorithms ${unknown}`);
    assert.equal(
      said(late, ...failing('mine')),
      'None of the 2 algorithms moves the guest over this link within the time limit of 60 s; mine failed.',
    );
    assert.match(said(...failing('mine'), moving), /^a moves .* of downtime; mine failed\.$/);
    assert.match(said(moving, ...failing('mine')), /^a moves .* of downtime; mine failed\.$/);
    assert.match(said(moving, ...failing('mine', 'yours')), /; the others failed\.$/);
    assert.match(
      said(moving, late, ...failing('mine')),
      /; late does not move it within the time limit of 60 s, mine failed\.$/,
    );
    // Some repetitions failed, another did not arrive: that one says something.
    const mixed: Compared = { summary: row('mixed', [], [], 2), floor, failed: 1 };
    assert.match(said(moving, mixed), /; mixed does not move it within/);
  });

  it('gives the figures as the strong parts of the sentence', () => {
    const { sentence } = findingInWords([{ summary: row('a', [3.67], [0.065]), floor }], 3600);
    const strong = sentence.filter((phrase) => phrase.strong).map(({ text }) => spaced(text));
    assert.deepEqual(strong, ['3.7 s', '65 ms']);
  });

  it('adds what physics allows, with and without foresight', () => {
    const limit = (rateOnly: number | null, downtime = 1): string => {
      const compared = {
        summary: row('a', [1], [downtime]),
        floor: { downtimeSeconds: 0.038, rateOnlyDowntimeSeconds: rateOnly },
      };
      return spaced(findingInWords([compared], 3600).limit ?? '');
    };
    const unless = 'unless it waits for a better moment.';
    const lower = 'a came out lower by chance, or by waiting for a better moment.';
    const both = 'On average an algorithm needs at least 60 ms of downtime here (with foresight 38 ms)';
    const foreseen = 'On average even an algorithm with foresight needs at least 38 ms of downtime here';
    assert.equal(limit(0.06), `${both}, ${unless}`);
    assert.equal(limit(null), `${foreseen}, ${unless}`);
    assert.equal(limit(0.0381), `On average an algorithm needs at least 38 ms of downtime here, ${unless}`);
    assert.equal(limit(0.06, 0.05), `${both}; ${lower}`);
    assert.equal(limit(null, 0.0379), `${foreseen}, ${unless}`);
    assert.equal(limit(null, 0.03), `${foreseen}; ${lower}`);
  });

  it('tells the time limit that was too short, in its own unit', () => {
    const { sentence } = findingInWords([{ summary: row('a', [], [], 1), floor }], 0.001);
    assert.equal(spaced(plain(sentence)), 'a does not move the guest over this link within the time limit of 1 ms.');
  });
});

describe('the summary that the finding is made from', () => {
  it('has an interval that holds its mean', () => {
    const { mean, low, high } = estimate([1, 2, 3]) ?? ({} as Estimate);
    assert.ok(low < mean && mean < high);
  });
});
