// What lanes, comparison and head say, from recorded runs in every state an experiment can be in.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { thinSpace } from '../../src/core/metrics/format';
import { plain } from '../../src/core/metrics/words';
import type { ExperimentState } from '../../src/core/protocol/messages';
import { recordedScenario } from '../../src/core/scenario/record';
import type { Scenario } from '../../src/core/scenario/scenario';
import { newsBetween } from '../../src/webview/a11y/announcer';
import { type ComparisonRow, comparisonOf } from '../../src/webview/compare/comparison';
import { findingOf, scenarioFacts, statusInWords, warningsOf } from '../../src/webview/head/headFacts';
import { laneAt } from '../../src/webview/lanes/laneAt';
import { downtimeIfStopped, laneFacts, mostRounds, pagesLeft } from '../../src/webview/lanes/laneFacts';
import { type Experiment, type Lane, initialState, reduce } from '../../src/webview/reduce';
import {
  exampleScenario,
  finishedState,
  recordEvents,
  running,
  runningState,
  scenarioOf,
  snapshotOf,
} from './support/recordings';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

const first = exampleScenario('first');
const events = recordEvents(first);

function experimentOf(scenario: Scenario, upTo = Infinity, state?: Partial<ExperimentState>): Experiment {
  const all = scenario === first ? events : recordEvents(scenario);
  const some = all.slice(0, upTo);
  const natural = some.length === all.length ? finishedState(scenario, all) : runningState(scenario, some);
  const { experiment } = reduce(initialState, {
    type: 'hydrate',
    experiment: snapshotOf(scenario, some, { ...natural, ...state }),
  });
  assert.ok(experiment);
  return experiment;
}

function lane(experiment: Experiment, index: number): Lane {
  const found = experiment.lanes[index];
  assert.ok(found);
  return found;
}

function factsOf(experiment: Experiment, index: number, seconds = Infinity): ReturnType<typeof laneFacts> {
  return laneFacts(laneAt(lane(experiment, index), seconds), experiment.scenario, experiment.state);
}

const stuck = scenarioOf(`
scenario: Stuck
timeLimit: 5s
vm: { memory: 64MiB }
workload:
  - { name: hot, size: 32MiB, writes: 40k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms:
  - precopy: { rounds: 100000, minPages: 0 }
  - xen-precopy
`);

describe('a lane', () => {
  it('waits for its turn, begins, and counts rounds up to the most it can have', () => {
    assert.equal(factsOf(experimentOf(first, 0), 0).progress, 'waits for its turn');
    assert.equal(factsOf(experimentOf(first, 1), 0).progress, 'begins');
    assert.equal(factsOf(experimentOf(first, 6), 0).progress, 'round 6 of at most 30');
    assert.equal(factsOf(experimentOf(first, 6), 1).progress, 'waits for its turn');
  });

  it('says what was sent, what is dirty, and what stopping now would cost', () => {
    const experiment = experimentOf(first, 6);
    const { rounds, start } = lane(experiment, 0);
    const last = rounds.at(-1);
    assert.ok(last && start);
    const [sent, dirty, stopped] = factsOf(experiment, 0).figures;
    const pages = rounds.reduce((sum, round) => sum + round.pagesSent, 0);
    assert.equal(spaced(sent?.value ?? ''), `${(pages / first.pages).toFixed(2)} ×`);
    assert.equal(Number(dirty?.value.replaceAll(thinSpace, '')), last.pagesDirtied);
    assert.ok(
      downtimeIfStopped(last.pagesDirtied, start.pagesPerSecond, first) > last.pagesDirtied / start.pagesPerSecond,
    );
    assert.match(stopped?.value ?? '', /ms$/);
  });

  it('predicts nearly the downtime that a run has which stops after that round', () => {
    const experiment = experimentOf(first);
    for (const { rounds, end, start } of experiment.lanes) {
      const live = rounds.at(-2);
      assert.ok(live && start && end?.downtimeSeconds);
      const predicted = downtimeIfStopped(pagesLeft(live), start.pagesPerSecond, first);
      const ratio = predicted / end.downtimeSeconds;
      assert.ok(
        ratio > 0.97 && ratio < 1.03,
        `${end.label}: ${predicted} s predicted, ${end.downtimeSeconds} s in the run`,
      );
    }
  });

  it('shows downtime, total and sent once it has ended, and why it ended', () => {
    const { figures, sentence, progress } = factsOf(experimentOf(first), 0);
    assert.deepEqual(
      figures.map(({ name }) => name),
      ['downtime', 'total', 'sent'],
    );
    assert.match(spaced(sentence), /^29 rounds reached: the guest dirties [\d ]+ pages\/s, the link carries 28 600\.$/);
    assert.equal(progress, '29 live rounds');
  });

  it('is honest where the guest did not arrive', () => {
    const { figures, sentence, progress } = factsOf(experimentOf(stuck), 0);
    assert.equal(progress, 'not converged');
    assert.equal(figures[0]?.value, '–');
    assert.match(sentence, /The guest stays at the source\.$/);
  });

  it('says in the middle of a finished run what it said while it ran', () => {
    const experiment = experimentOf(first);
    for (const rounds of [1, 2, 5, 17]) {
      const asItRan = factsOf(experimentOf(first, 1 + rounds), 0);
      const last = lane(experiment, 0).rounds[rounds - 1];
      assert.ok(last);
      assert.deepEqual(factsOf(experiment, 0, last.startSeconds + last.seconds), asItRan);
    }
  });

  it('counts the part of the round under way as sent, and nothing else of it', () => {
    const experiment = experimentOf(first);
    const [round] = lane(experiment, 0).rounds;
    assert.ok(round);
    const { figures, progress } = factsOf(experiment, 0, round.startSeconds + round.seconds / 2);
    assert.equal(progress, 'round 1 of at most 30');
    assert.equal(spaced(figures[0]?.value ?? ''), `${(round.pagesSent / first.pages / 2).toFixed(2)} ×`);
    assert.deepEqual(
      figures.slice(1).map(({ value }) => value),
      ['–', '–'],
    );
  });

  it('says when the guest stands still', () => {
    const experiment = experimentOf(first);
    const last = lane(experiment, 0).rounds.at(-1);
    const total = lane(experiment, 0).end?.totalSeconds ?? 0;
    assert.ok(last);
    const [during, after] = [last.startSeconds, total - (total - last.startSeconds - last.seconds) / 2];
    assert.equal(factsOf(experiment, 0, during).progress, 'round 30, guest stopped');
    assert.equal(factsOf(experiment, 0, after).progress, 'guest stopped, about to resume');
    assert.equal(factsOf(experiment, 0, total).progress, '29 live rounds');
  });

  it('has the lines of the log that had been written by then', () => {
    const [round] = lane(experimentOf(first), 0).rounds;
    const start = events[0];
    assert.ok(round && start);
    const { label, algorithm, repetition } = start;
    const lines = [0, round.seconds, 2 * round.seconds].map((atSeconds, index) => ({
      type: 'log' as const,
      ...{ label, algorithm, repetition, round: index, atSeconds, text: `line ${index}` },
    }));
    const logged = snapshotOf(
      first,
      [...events.slice(0, 3), ...lines, ...events.slice(3)],
      finishedState(first, events),
    );
    const { experiment } = reduce(initialState, { type: 'hydrate', experiment: logged });
    assert.ok(experiment);
    const written = (seconds: number): readonly string[] =>
      laneAt(lane(experiment, 0), seconds).lane.log.map(({ text }) => text);
    assert.deepEqual(written(0), ['line 0']);
    assert.deepEqual(written(1.5 * round.seconds), ['line 0', 'line 1']);
    assert.deepEqual(written(Infinity), ['line 0', 'line 1', 'line 2']);
    assert.deepEqual(lane(experiment, 1).log, []);
  });

  it('keeps its rounds when cancelled', () => {
    const experiment = experimentOf(first, 6, { status: 'cancelled', progress: null });
    assert.equal(factsOf(experiment, 0).progress, 'cancelled after round 5');
    assert.notEqual(factsOf(experiment, 0).figures[0]?.value, '–');
    assert.equal(factsOf(experiment, 1).progress, 'not run');
  });

  it('knows the most rounds from the parameters of either family', () => {
    assert.equal(mostRounds({ maxRounds: 29 }), 30);
    assert.equal(mostRounds({ rounds: 30 }), 31);
    assert.equal(mostRounds({}), null);
  });
});

function valueOf(row: ComparisonRow | undefined, column: number): string {
  const cell = row?.cells[column];
  assert.ok(cell);
  return cell.value;
}

describe('the comparison', () => {
  it('is relative to the first algorithm', () => {
    const { rows } = comparisonOf(experimentOf(first));
    const [baseline, hca] = rows;
    assert.ok(baseline && hca);
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['xen-precopy', 'hca'],
    );
    assert.ok(baseline.cells.every(({ change }) => change === ''));
    assert.deepEqual(
      hca.cells.map(({ tone }) => tone),
      ['better', 'better', 'better', 'same'],
    );
    for (const { change } of hca.cells.slice(0, 3)) assert.match(spaced(change), /^−\d+ %$/);
  });

  it('is relative to whichever algorithm a person chooses, tests and finding too', () => {
    const thrice = experimentOf({ ...first, repetitions: 3 });
    const turned: Experiment = { ...thrice, baseline: 1 };
    const { rows, note, findings } = comparisonOf(turned);
    const [xen, hca] = rows;
    assert.deepEqual([xen?.remark, hca?.remark], ['', 'baseline']);
    assert.ok(hca?.cells.every(({ change }) => change === ''));
    assert.deepEqual(
      xen?.cells.map(({ tone }) => tone),
      ['worse', 'worse', 'worse', 'same'],
    );
    assert.match(note, /relative to hca\./);
    assert.match(findings[0] ?? '', /^Against hca, by paired t tests over 3 repetitions/);
    assert.match(spaced(findings[1] ?? ''), /^xen-precopy: downtime \d+ ms longer \(.*\), significant \(p < 0\.001\);/);
    assert.match(
      spaced(plain(findingOf(turned)?.sentence ?? [])),
      /^hca moves the guest in .*; xen-precopy needs \d+ % more time and [\d.]+ times the downtime of hca\.$/,
    );
    assert.deepEqual(comparisonOf({ ...turned, baseline: 0 }), comparisonOf(thrice));
  });

  it('calls nothing better or worse that chance alone may have made', () => {
    const experiment = experimentOf(first);
    const tone = (probability: number): string | undefined => {
      const difference = { pairs: 5, mean: 0.01, low: 0, high: 0.02, probability };
      const summary = experiment.state.summary?.map((row, index) => ({
        ...row,
        downtimeSeconds: row.downtimeSeconds && { ...row.downtimeSeconds, mean: index === 0 ? 0.2 : 0.21 },
        downtimeAgainst: index === 0 ? null : difference,
      }));
      assert.ok(summary);
      return comparisonOf({ ...experiment, state: { ...experiment.state, summary } }).rows[1]?.cells[0]?.tone;
    };
    assert.equal(tone(0.06), 'same');
    assert.equal(tone(0.04), 'worse');
  });

  it('tells the tests and the Pareto front once all have ended', () => {
    const { findings } = comparisonOf(experimentOf({ ...first, repetitions: 3 }));
    assert.equal(findings.length, 3);
    assert.match(findings[0] ?? '', /^Against xen-precopy, by paired t tests over 3 repetitions/);
    assert.match(findings[2] ?? '', /Pareto front\): hca\.$/);
    assert.deepEqual(
      comparisonOf(experimentOf(first, events.findIndex(({ type }) => type === 'end') + 3)).findings,
      [],
    );
  });

  it('gives intervals where there are repetitions', () => {
    const { rows, note } = comparisonOf(experimentOf({ ...first, repetitions: 3 }));
    assert.match(spaced(valueOf(rows[0], 0)), /^[\d.]+ ± [\d.]+ ms$/);
    assert.match(note, /Means of 3 repetitions/);
  });

  it('shows what is known while the rest runs, and says what is missing', () => {
    const experiment = experimentOf(first, events.findIndex(({ type }) => type === 'end') + 3);
    const { rows } = comparisonOf(experiment);
    assert.deepEqual(
      rows.map(({ remark }) => remark),
      ['baseline', 'running'],
    );
    assert.notEqual(valueOf(rows[0], 0), '–');
    assert.equal(valueOf(rows[1], 0), '–');
  });

  it('compares with nothing where the baseline did not arrive', () => {
    const { rows } = comparisonOf(experimentOf(stuck));
    assert.equal(rows[0]?.remark, 'not converged');
    assert.ok(rows[1]?.cells.every(({ change }) => change === ''));
  });
});

describe('the head', () => {
  it('names guest and link in one line', () => {
    const writes = first.workload.reduce((sum, region) => sum + region.writesPerSecond, 0);
    const facts = scenarioFacts(recordedScenario(first)).map(spaced);
    assert.deepEqual(facts.slice(0, 1), ['1 GiB']);
    assert.equal(Number(facts[1]?.replace(' writes/s', '').replaceAll(' ', '')), writes);
    assert.deepEqual(facts.slice(2), ['1 Gbit/s', `seed ${first.seed}`]);
    assert.equal(spaced(scenarioFacts({ ...recordedScenario(first), repetitions: 20 }).at(-1) ?? ''), '20 repetitions');
  });

  it('says how the experiment stands', () => {
    assert.match(spaced(statusInWords(experimentOf(first, 6))), /^Run 1 of 2 · xen-precopy, round 6, at [\d.]+ s$/);
    assert.equal(statusInWords(experimentOf(first, 0, running)), 'Starting');
    assert.equal(statusInWords(experimentOf(first)), 'Finished, 2 runs');
    assert.equal(statusInWords(experimentOf(first, 40, { status: 'cancelled' })), 'Cancelled, 1 of 2 runs ended');
    assert.equal(statusInWords(experimentOf(first, 6, { status: 'failed', error: 'No.' })), 'Failed');
  });

  it('has a finding when finished, none before', () => {
    assert.equal(findingOf(experimentOf(first, 6)), null);
    assert.equal(findingOf(experimentOf(first, 40, { status: 'cancelled' })), null);
    const finding = findingOf(experimentOf(first));
    assert.match(spaced(plain(finding?.sentence ?? [])), /^hca moves the guest in .* less than xen-precopy\.$/);
    assert.match(finding?.limit ?? '', /foresight/);
  });

  it('warns of what failed, is stale, or was left out', () => {
    assert.deepEqual(warningsOf(experimentOf(first)), []);
    assert.deepEqual(warningsOf(experimentOf(first, 6, { status: 'failed', error: 'Out of memory.' })), [
      'Out of memory.',
    ]);
    assert.match(warningsOf(experimentOf(first, Infinity, { stale: true })).join(), /changed since this run/);
    assert.match(
      spaced(warningsOf(experimentOf(first, Infinity, { roundsLeftOut: 1200 })).join()),
      /^1 200 later rounds/,
    );
  });
});

describe('what is announced', () => {
  it('is a round that ended, then the finding', () => {
    const [five, six] = [experimentOf(first, 5), experimentOf(first, 6)];
    assert.match(spaced(newsBetween(five, six) ?? ''), /^xen-precopy: round 5 ended, [\d ]+ pages dirty\.$/);
    assert.equal(newsBetween(six, { ...six, state: { ...six.state, stale: true } }), null);
    assert.match(newsBetween(six, experimentOf(first)) ?? '', /^Finished\. hca moves the guest/);
    assert.match(newsBetween(null, six) ?? '', /^A first migration\. Run 1 of 2/);
  });
});
