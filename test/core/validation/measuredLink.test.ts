// The link of a measured run by the rule of measuredLink.ts: shares of the cap worked out by hand, and the second simulation that it is for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import type { CasesFile, MeasuredCase, MeasuredFile, MeasuredRun } from '../../../src/core/validation/cases';
import { jobsOf, keyOf } from '../../../src/core/validation/compare';
import { isDisturbed, linkUse, measuredSchedule, onMeasuredLink } from '../../../src/core/validation/measuredLink';
import { scenarioText } from '../../../src/core/validation/prepare';

/** A hundred pages of the stream a second at the cap. */
const run: MeasuredRun = {
  id: 'r',
  loop: 'legacy',
  writer: { pattern: 'uniform', pages: 10, droppedWrites: 0 },
  capBytesPerSecond: 100 * (4096 + 8 + 16 / 1024),
  startSeconds: 0.5,
  rounds: [
    { live: true, set: 950, pages: 900, pagesPerSecond: 95 },
    { live: true, set: 300, pages: 240, pagesPerSecond: 99, epochSeconds: 10 },
    { live: true, set: 110, pages: 110, pagesPerSecond: 88, epochSeconds: 3 },
    { live: false, set: 70, pages: 70, pagesPerSecond: 104, epochSeconds: 1.5 },
  ],
  totals: { liveRounds: 3, pagesSent: 1320, finalPages: 70, totalSeconds: 16, gapMs: 800 },
};

const one: MeasuredCase = { run: 'r', scenario: 'r.migration.yaml', label: 'legacy', because: { rounds: 'noise' } };
const file: MeasuredFile = { format: 'miglab.measured/1', pageBytes: 4096, runs: [run] };

describe('the link as a run measured it', () => {
  it('is what a round carried from CLEAN to CLEAN, where it was, and never more than the cap', () => {
    assert.equal(
      measuredSchedule(run),
      // Of the last live round the rate between its bytes; the stopped copy's 104 % are cut.
      '[ { at: 0.0000s, available: 90.00% }, { at: 10.5000s, available: 80.00% }, ' +
        '{ at: 13.5000s, available: 88.00% }, { at: 15.0000s, available: 100.00% } ]',
    );
    // 1250 pages in 14.5 s.
    assert.ok(Math.abs(linkUse(run) - 1250 / 1450) < 1e-12);
  });

  it('is that of a disturbed run if round 1 carried less than nine tenths, rounded to the percent', () => {
    const withFirst = (pagesPerSecond: number): MeasuredRun => {
      const [first, ...others] = run.rounds;
      assert.ok(first);
      return { ...run, rounds: [{ ...first, pagesPerSecond }, ...others] };
    };
    assert.deepEqual(
      [89.4, 89.6, 95].map((rate) => isDisturbed(withFirst(rate))),
      [true, false, false],
    );
  });

  it('makes a second job of each measured run, and only where the recording is at hand', () => {
    const source = { id: 's', title: 'S', reference: '', text: [], reasons: {}, data: 'd.json', measured: [one] };
    const cases: CasesFile = { format: 'miglab.cases/1', sources: [source] };
    assert.equal(jobsOf(cases).length, 1);
    const second = onMeasuredLink(one, file);
    assert.ok(second);
    assert.equal(second.because, undefined);
    assert.deepEqual(
      jobsOf(cases, new Map([[source, file]])).map(({ key }) => key),
      [keyOf(one), keyOf(second)],
    );
    assert.equal(onMeasuredLink({ ...one, run: 'other' }, file), null);
  });

  it('is a schedule that every scenario of a real Xen takes', () => {
    const cases = JSON.parse(readFileSync('validation/published.cases.json', 'utf8')) as CasesFile;
    const measured = JSON.parse(readFileSync('validation/data/xen-4.17.json', 'utf8')) as MeasuredFile;
    for (const each of cases.sources.flatMap((source) => source.measured ?? [])) {
      const job = onMeasuredLink(each, measured);
      assert.ok(job?.set);
      const own = readFileSync(`validation/${each.scenario}`, 'utf8');
      const { scenario, problems } = checkScenario(
        scenarioText({ key: each.run, scenario: each.scenario, set: job.set }, own),
      );
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      const rounds = measured.runs.find(({ id }) => id === each.run)?.rounds;
      assert.equal(scenario?.link.schedule.length, rounds?.length);
    }
  });
});
