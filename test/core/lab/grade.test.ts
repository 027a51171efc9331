// Grading: points by hand for each kind of check and shape of credit, nothing believed, nothing thrown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLab } from '../../../src/core/lab/check';
import { hashOf } from '../../../src/core/lab/grading';
import { checkScenario } from '../../../src/core/scenario/check';
import { gradeSubmission, type GradeOptions } from '../../../src/core/lab/grade';
import type { Lab } from '../../../src/core/lab/lab';
import type { CheckReport, LabReport } from '../../../src/core/lab/report';
import { runHere } from '../../../src/core/lab/runHere';
import { submissionOf } from '../../../src/core/lab/submission';
import type { DataFiles } from '../../../src/core/scenario/dataFiles';
import { checked, exchanged, folder, labFolder, labText, scenarioText } from './support';

const run = runHere(() => Promise.reject(new Error('There is no policy here.')));

function labOf(text: string, files: DataFiles = labFolder): Lab {
  const { lab, problems } = checkLab(text, { files });
  assert.deepEqual(problems, []);
  assert.ok(lab);
  return lab;
}

async function grade(
  text: string,
  submitted: Readonly<Record<string, string>>,
  more: Partial<GradeOptions> = {},
  files: DataFiles = labFolder,
): Promise<LabReport> {
  return gradeSubmission(labOf(text, files), files, submissionOf('mine', folder(submitted)), { run, ...more });
}

function checkIn({ checks }: LabReport, id: string): CheckReport {
  const found = checks.find((check) => check.id === id);
  assert.ok(found);
  return found;
}

// The sweep of 12 of 16 MiB/s over 32 MiB: rounds of 64, 32, 24, 18 … MiB, each 3/4 of the one before (docs/closed-forms.md).
const MiB = 1024 * 1024;
const right = 'total: 11.75s\nsecond: 32MiB\nrounds: ROUNDS\nwho: uniform\n';

test('answers are held against the engine, item by item, and the rounds exactly', async () => {
  const lab = labOf(labText);
  const { scenario } = (await import('../../../src/core/scenario/check')).checkScenario(scenarioText);
  assert.ok(scenario);
  const result = await run(scenario, { label: 'precopy', repetition: 0 });
  assert.equal(result.rounds[1]?.bytesSent, 32 * MiB);
  const answers = right.replace('ROUNDS', String(result.liveRounds)).replace('11.75s', `${result.totalSeconds}s`);
  const good = await gradeSubmission(lab, labFolder, submissionOf('mine', folder({ 'answers.yaml': answers })), {
    run,
  });
  assert.equal(good.points, 10);
  assert.equal(good.gradable, true);
  assert.deepEqual(
    good.checks.map(({ status }) => status),
    ['passed', 'passed'],
  );

  // 8.5 % off is half way between 2 % and 15 %: half of a third of six points.
  const off = answers.replace('32MiB', `${32 * 1.085}MiB`);
  const half = await gradeSubmission(lab, labFolder, submissionOf('mine', folder({ 'answers.yaml': off })), { run });
  assert.equal(checkIn(half, 'A.1').points, 5);
  assert.match(checkIn(half, 'A.1').reason ?? '', /too large, by less than a tenth\.$/);

  const wrongRounds = answers.replace(`rounds: ${result.liveRounds}`, `rounds: ${result.liveRounds + 1}`);
  const close = await gradeSubmission(lab, labFolder, submissionOf('mine', folder({ 'answers.yaml': wrongRounds })), {
    run,
  });
  assert.equal(checkIn(close, 'A.1').points, 4);
});

test('an answer without its unit, in megabytes, and one that is no answer are told apart', async () => {
  const report = await grade(labText, { 'answers.yaml': 'total: 12\nsecond: 33.554432MB\nrounds: many\n' });
  const items = checkIn(report, 'A.1').items;
  assert.match(items[0]?.reason ?? '', /write, for example, 12\.5s/);
  assert.equal(items[1]?.share, 1);
  assert.match(items[2]?.reason ?? '', /'many' is not written/);
});

test('a number may have gaps between its thousands, as the program prints them, and no others', async () => {
  const text = runLab('{ answer: { items: [ { answer: pages, value: "115765" } ] } }', 'step');
  const points = async (pages: string): Promise<number> =>
    (await grade(text, { 'answers.yaml': `pages: ${pages}` })).points;
  for (const written of ['115765', '115 765', '115\u202f765', '115\u00a0765']) assert.equal(await points(written), 8);
  const comma = await grade(labText, { 'answers.yaml': 'total: 11,75s' });
  assert.match(checkIn(comma, 'A.1').items[0]?.reason ?? '', /Decimals have a point\.$/);
  for (const written of ['115 76 5', '1 15765', '115,765']) assert.equal(await points(written), 0, written);
});

test('the words for an error never give the right value away', async () => {
  const reason = async (second: string): Promise<string> =>
    checkIn(await grade(labText, { 'answers.yaml': `second: ${second}` }), 'A.1').items[1]?.reason ?? '';
  assert.equal(await reason('33MiB'), "'second' is 33MiB: too large, by less than a tenth.");
  assert.equal(await reason('20MiB'), "'second' is 20MiB: too small, by less than half.");
  assert.equal(await reason('320MiB'), "'second' is 320MiB: too large, by more than half.");
});

test('a figure that jumps from seed to seed is right as any of the runs has it', async () => {
  const random = scenarioText.replace('{ sequential: { start: 0% } }', 'uniform').replace('12MiB/s', '11MiB/s');
  const files = folder({ 'sweep.migration.yaml': random, 'answers.yaml': '' });
  const seeds = Array.from({ length: 20 }, (_, index) => String(index + 1));
  const { scenario } = checkScenario(random);
  assert.ok(scenario);
  const counts = new Set<number>();
  for (const seed of seeds)
    counts.add((await run({ ...scenario, seed }, { label: 'precopy', repetition: 0 })).liveRounds);
  assert.ok(counts.size > 1, 'the rounds must differ, or this test shows nothing');
  const lab = (anyRun: boolean): string =>
    runLab(
      `{ answer: { items: [ { answer: rounds, value: precopy.rounds, exact: true, anyRun: ${anyRun} } ] } }`,
      'step',
    )
      .replace(
        'scenario: sweep.migration.yaml, credit',
        `scenario: sweep.migration.yaml, seeds: [ ${seeds.join(', ')} ], credit`,
      )
      .replace(/variant:\n.*\n/, '')
      .replace('{rate}', '');
  const points = async (rounds: number, anyRun: boolean): Promise<number> =>
    (await grade(lab(anyRun), { 'answers.yaml': `rounds: ${rounds}` }, {}, files)).points;
  for (const rounds of counts) {
    assert.equal(await points(rounds, true), 8);
    assert.equal(await points(rounds, false), 0, 'the mean is no whole number');
  }
  assert.equal(await points(Math.max(...counts) + 1, true), 0);
});

test('a wrong choice costs what guessing brings, a blank nothing, and nothing goes below 0', async () => {
  const text = labText
    .replace('    needs: [ A.1 ]\n', '')
    .replace('[ { answer: who,', '[ { answer: other, of: [ a, b ], right: [ a ] }, { answer: who,');
  const points = async (answers: string): Promise<number> =>
    checkIn(await grade(text, { 'answers.yaml': answers }), 'A.2').points;
  assert.equal(await points('who: uniform\nother: a'), 4);
  assert.equal(await points('who: uniform'), 2);
  assert.equal(await points('who: sweep\nother: a'), 1);
  assert.equal(await points('who: uniform\nother: b'), 0);
  assert.equal(await points('who: sweep\nother: b'), 0);
});

test('a check whose need is not met is not run, and says so', async () => {
  const report = await grade(labText, { 'answers.yaml': 'who: uniform' });
  const check = checkIn(report, 'A.2');
  assert.equal(check.status, 'not-run');
  assert.match(check.reason ?? '', /A\.1/);
});

test('one check alone brings those that it needs, and tells of itself only', async () => {
  const report = await grade(labText, { 'answers.yaml': right.replace('ROUNDS', '1') }, { only: ['A.2'] });
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    ['A.2'],
  );
  assert.equal(report.maxPoints, 4);
});

const searchKind = `kind: { answer: { items: [ { answer: least, unit: bit-rate, search: { path: link.bandwidth, from: 8MiB/s, to: 24MiB/s, step: 0.1MiB/s, holds: precopy.downtime < 1s } } ] } }`;

test('the smallest value that does it is found on its grid', async () => {
  const text = labText.replace(
    / {2}- id: A\.2[^]*/,
    `  - id: A.2\n    title: Least\n    points: 4\n    scenario: sweep.migration.yaml\n    credit: { linear: { full: 0.1%, zero: 1% } }\n    ${searchKind}\n`,
  );
  const graded = async (least: string): Promise<number> =>
    checkIn(await grade(text, { 'answers.yaml': `least: ${least}` }), 'A.2').points;
  // Rates above 12 MiB/s, where rounds shrink: the engine says which; the halving must agree with a walk.
  const { checkScenario } = await import('../../../src/core/scenario/check');
  let least = '';
  for (let tenths = 80; tenths <= 240 && least === ''; tenths++) {
    const { scenario } = checkScenario(scenarioText.replace('16MiB/s', `${tenths / 10}MiB/s`));
    assert.ok(scenario);
    const result = await run(scenario, { label: 'precopy', repetition: 0 });
    if ((result.downtimeSeconds ?? 9) < 1) least = `${tenths / 10}MiB/s`;
  }
  assert.notEqual(least, '');
  assert.equal(await graded(least), 4);
  assert.equal(await graded('20MiB/s'), 0);
});

test('a formula of the student is compared at points, and a near miss has its part', async () => {
  const text = labText
    .replace(
      /kind: \{ choice[^]*/,
      `kind: { expression: { answer: f, variables: [ { name: D, from: 1, to: 9 }, { name: W, from: 1, to: 9 } ], value: "W * (1 - exp(-D / W))", partial: [ { value: "min(D, W)", share: 25%, reason: That is the sweep. } ] } }\n`,
    )
    .replace('    needs: [ A.1 ]\n', '');
  const graded = async (f: string): Promise<CheckReport> =>
    checkIn(await grade(text, { 'answers.yaml': `f: "${f}"` }), 'A.2');
  assert.equal((await graded('W - W*exp(-(D/W))')).points, 4);
  // Single pages of 1/256: a little more exact, and right only where the check allows for it.
  const exact = 'W * (1 - (1 - 1 / (256 * W)) ^ (256 * D))';
  assert.equal((await graded(exact)).points, 0);
  const allowing = text.replace('partial: [', 'within: 1%, partial: [');
  assert.equal(checkIn(await grade(allowing, { 'answers.yaml': `f: "${exact}"` }), 'A.2').points, 4);
  assert.equal(checkIn(await grade(allowing, { 'answers.yaml': 'f: "min(W, D)"' }), 'A.2').points, 1);
  const near = await graded('min(W, D)');
  assert.equal(near.points, 1);
  assert.equal(near.reason, 'That is the sweep.');
  assert.equal((await graded('D')).points, 0);
  assert.match((await graded('D +')).reason ?? '', /too early/);
  assert.match((await graded('process.exit()')).reason ?? '', /nothing called 'process'/);
});

test('an interval must hold the value and be short', async () => {
  const text = labText
    .replace(
      /kind: \{ choice[^]*/,
      `scenario: sweep.migration.yaml\n    kind: { interval: { items: [ { answer: i, unit: size, value: precopy.round(2).bytes, widest: 4MiB } ] } }\n`,
    )
    .replace('    needs: [ A.1 ]\n', '');
  const points = async (i: string): Promise<number> =>
    checkIn(await grade(text, { 'answers.yaml': `i: ${i}` }), 'A.2').points;
  assert.equal(await points('31MiB..34MiB'), 4);
  assert.equal(await points('[ 31MiB, 34MiB ]'), 4);
  assert.equal(await points('29MiB..35MiB'), 2);
  assert.equal(await points('20MiB..90MiB'), 0);
  assert.equal(await points('33MiB..34MiB'), 0);
  assert.equal(await points('wide'), 0);
});

const runLab = (kind: string, credit: string): string =>
  labText
    .replace(
      / {2}- id: A\.1[^]*/,
      `  - { id: R, title: A run, points: 8, scenario: sweep.migration.yaml, credit: ${credit}, kind: ${kind} }\n`,
    )
    .replace(/checks: \[ A\.1 \]/, 'checks: [ R ]');

test("the student's scenario runs, with what is locked put back, and the change is told", async () => {
  const text = runLab('{ run: { expect: [ precopy.completed == 1, precopy.round(1).bytes == 1 ] } }', 'each').replace(
    ', precopy.round(1).bytes == 1',
    ', precopy.bytes < 70MiB',
  );
  const honest = await grade(text, { 'sweep.migration.yaml': scenarioText });
  assert.equal(honest.points, 4);
  const cheat = await grade(text, { 'sweep.migration.yaml': scenarioText.replace('12MiB/s', '1/s') });
  assert.equal(cheat.points, 4, 'a slower guest is none: its writes are locked');
  const structure = runLab('{ structure: { files: [ sweep.migration.yaml ], locked: true } }', 'each');
  assert.equal((await grade(structure, { 'sweep.migration.yaml': scenarioText })).points, 8);
  const told = await grade(structure, { 'sweep.migration.yaml': scenarioText.replace('64MiB', '32MiB') });
  assert.equal(told.points, 4);
  assert.match(told.checks[0]?.reason ?? '', /changed where it is locked, at vm/);
  const reformatted = scenarioText.replace('{ memory: 64MiB }', '\n  memory: 65536 KiB # the same');
  assert.equal((await grade(structure, { 'sweep.migration.yaml': reformatted })).points, 8);
});

test("an error in the student's scenario is told, and not hidden behind what is locked", async () => {
  const text = runLab('{ run: { expect: [ precopy.completed == 1 ] } }', 'each');
  const structure = runLab('{ structure: { files: [ sweep.migration.yaml ], locked: true } }', 'each');
  const broken = scenarioText.replace('[ precopy,', '[ { precopy: { ronds: 7 } },');
  const ran = await grade(text, { 'sweep.migration.yaml': broken });
  assert.equal(ran.points, 0);
  assert.match(ran.checks[0]?.reason ?? '', /^sweep\.migration\.yaml, line 6: .*ronds/);
  const told = await grade(structure, { 'sweep.migration.yaml': broken });
  assert.match(told.checks[0]?.reason ?? '', /line 6: .*ronds/);
  assert.doesNotMatch(told.checks[0]?.reason ?? '', /changed where it is locked/);
  // An error within what is locked goes with it: the key at the top goes back as a whole.
  const inLocked = await grade(structure, { 'sweep.migration.yaml': scenarioText.replace('64MiB', '64Mib') });
  assert.match(inLocked.checks[0]?.reason ?? '', /changed where it is locked, at vm/);
});

test('the file as it is handed out has no changed place, whoever the student is', async () => {
  const structure = runLab('{ structure: { locked: true } }', 'each');
  const values = new Set<unknown>();
  for (const student of ['ada', 'bob', 'cleo', 'dan']) {
    const report = await grade(structure, { 'sweep.migration.yaml': scenarioText }, { student });
    values.add(report.variant['rate']);
    assert.equal(report.points, 8, report.checks[0]?.reason ?? '');
  }
  assert.ok(values.size > 1, 'their values differ');
  const changed = scenarioText.replace('size: 32MiB', 'size: 16MiB');
  const told = await grade(structure, { 'sweep.migration.yaml': changed }, { student: 'ada' });
  assert.match(told.checks[0]?.reason ?? '', /locked, at workload/);
});

test('who states no id is told whose values these are', async () => {
  const notes = async (answers: string): Promise<readonly string[]> =>
    (await grade(labText, { 'answers.yaml': answers })).notes;
  assert.match((await notes('who: uniform')).join(' '), /No student's id is stated/);
  assert.deepEqual(await notes('student: ada'), []);
});

test('the same of two scenarios: all of the link, and what all regions write', async () => {
  const second = scenarioText.replace('scenario: Sweep', 'scenario: Two');
  const lab = runLab(
    '{ run: { expect: [ precopy.completed == 1 ], also: [ { scenario: two.migration.yaml, expect: [ precopy.completed == 1 ] } ], same: [ link, writes ] } }',
    'step',
  )
    .replace('starter: [ ', 'starter: [ two.migration.yaml, ')
    .replace('paths: [ vm, workload ]', 'paths: [ vm ]')
    .replace(/variant:\n.*\n/, '')
    .replace('{rate}', '');
  const files = folder({ 'sweep.migration.yaml': scenarioText, 'two.migration.yaml': second, 'answers.yaml': '' });
  const reason = async (two: string): Promise<string | null> =>
    (await grade(lab, { 'sweep.migration.yaml': scenarioText, 'two.migration.yaml': two }, {}, files)).checks[0]
      ?.reason ?? null;
  assert.equal(await reason(second), null);
  assert.match((await reason(second.replace('efficiency: 100%', 'efficiency: 90%'))) ?? '', /same link,/);
  const added = second.replace('link:', '  - { name: more, size: 1MiB, writes: 1MiB/s }\nlink:');
  assert.match((await reason(added)) ?? '', /same writes,/);
  const divided = added.replace('12MiB/s', '11MiB/s');
  assert.equal(await reason(divided), null, 'the sum is what counts');
});

test('what stands under a label is looked at, not its name', async () => {
  const text = runLab(
    '{ structure: { algorithms: [ { file: sweep.migration.yaml, label: precopy, oneOf: [ precopy ] } ] } }',
    'each',
  );
  assert.equal((await grade(text, { 'sweep.migration.yaml': scenarioText })).points, 8);
  const posing = scenarioText.replace('[ precopy, stop-and-copy ]', '\n  - stop-and-copy: {}\n    as: precopy');
  const told = await grade(text, { 'sweep.migration.yaml': posing });
  assert.equal(
    told.checks[0]?.reason,
    'In sweep.migration.yaml the label precopy stands for stop-and-copy, not for precopy.',
  );
  const gone = await grade(text, { 'sweep.migration.yaml': scenarioText.replace('precopy, ', '') });
  assert.match(gone.checks[0]?.reason ?? '', /lacks the algorithm labelled precopy/);
});

test('repetitions and time limit are the lab’s, whatever a student writes', async () => {
  const text = runLab('{ run: { expect: [ precopy.completed == 1 ] } }', 'each');
  let runs = 0;
  const counting: GradeOptions['run'] = (scenario, which) => {
    runs++;
    return run(scenario, which);
  };
  await grade(text, { 'sweep.migration.yaml': `repetitions: 10000\n${scenarioText}` }, { run: counting });
  assert.equal(runs, 1);
});

test('a figure over a reference, seeds and cases, the limit and the line between', async () => {
  const kind = (more: string): string =>
    `{ reference: { measure: precopy.bytes, against: stop-and-copy.bytes${more} } }`;
  const credit = '{ linear: { full: 1, zero: 5 } }';
  const plain = await grade(runLab(kind(''), credit), { 'sweep.migration.yaml': scenarioText });
  const ratio = Number(/ratio of ([\d.]+)/.exec(plain.checks[0]?.items[0]?.actual ?? '')?.[1]);
  assert.ok(ratio > 2 && ratio < 4, String(ratio));
  assert.ok(Math.abs(plain.points - 8 * ((5 - ratio) / 4)) < 0.06);
  assert.equal(plain.checks[0]?.run?.scenario, 'sweep.migration.yaml');
  const limited = await grade(runLab(kind(', limit: precopy.downtime < 1ms, over: 9'), credit), {
    'sweep.migration.yaml': scenarioText,
  });
  assert.equal(limited.points, 0);
  assert.match(limited.checks[0]?.reason ?? '', /does not hold: /);
  const cases = kind(
    ', cases: [ { name: as it is }, { name: faster, set: [ { path: link.bandwidth, value: 64MiB/s } ] } ]',
  );
  const both = await grade(runLab(cases, credit), { 'sweep.migration.yaml': scenarioText });
  assert.equal(both.checks[0]?.items.length, 3);
  assert.ok(both.points > plain.points);
});

test('a counterexample defeats every setting', async () => {
  const kind =
    '{ counterexample: { measure: precopy.downtime, against: 0.9 * stop-and-copy.downtime, vary: [ { path: algorithms.precopy.rounds, values: [ 5, 30 ] } ] } }';
  const text = runLab(kind, '{ linear: { full: 0, zero: 100% } }')
    .replace('paths: [ vm, workload ]', 'paths: [ vm ]')
    .replace(/variant:\n.*\n/, '')
    .replace('{rate}', '');
  assert.equal((await grade(text, { 'sweep.migration.yaml': scenarioText })).points, 0);
  const stubborn = scenarioText.replace('size: 32MiB, writes: 12MiB/s', 'size: 64MiB, writes: 900MiB/s');
  const defeated = await grade(text, { 'sweep.migration.yaml': stubborn });
  assert.equal(defeated.points, 8, defeated.checks[0]?.reason ?? '');
  const given = text.replace('vary:', 'given: precopy.resent > 30000, vary:');
  assert.equal((await grade(given, { 'sweep.migration.yaml': stubborn })).points, 8);
  const idle = await grade(given, { 'sweep.migration.yaml': scenarioText.replace('12MiB/s', '1/s') });
  assert.equal(idle.points, 0);
  assert.match(idle.checks[0]?.reason ?? '', /no counterexample yet: 'precopy\.resent > 30000' does not hold/);
});

test('what a value may be is asked of its meaning, not of its letters', async () => {
  const text = runLab(
    '{ structure: { values: [ { file: sweep.migration.yaml, path: algorithms.precopy.rounds, oneOf: [ 30, 5 ], reason: Thirty or five. } ] } }',
    'each',
  );
  assert.equal((await grade(text, { 'sweep.migration.yaml': scenarioText })).points, 8, 'the default is 30');
  const other = scenarioText.replace('[ precopy,', '[ { precopy: { rounds: 7 } },');
  const told = await grade(text, { 'sweep.migration.yaml': other });
  assert.equal(told.points, 0);
  assert.equal(told.checks[0]?.reason, 'Thirty or five.');
});

test('hidden checks come from a second lab, and are counted apart', async () => {
  const hiddenText = `title: Hidden\nid: a-lab\nchecks:\n  - { id: H.1, title: Hidden, points: 5, kind: { choice: { items: [ { answer: who, of: [ sweep, uniform ], right: [ uniform ] } ] } } }\n`;
  const hidden = checkLab(hiddenText).lab;
  assert.ok(hidden);
  const report = await grade(
    labText,
    { 'answers.yaml': 'who: uniform' },
    { hidden: { lab: hidden, files: new Map() } },
  );
  assert.equal(report.maxPoints, 15);
  assert.equal(report.publicMaxPoints, 10);
  assert.equal(report.points, 5);
  assert.equal(report.publicPoints, 0);
  assert.equal(checkIn(report, 'H.1').isHidden, true);
});

test('a student has their own values: the neighbour’s answers are not theirs', async () => {
  const text = exchanged(['value: precopy.round(2).bytes', 'value: rate * 1s']);
  const points = async (student: string, second: string): Promise<number> =>
    (await grade(text, { 'answers.yaml': `student: ${student}\nsecond: ${second}` })).checks[0]?.items[1]?.share ?? -1;
  const one = await grade(text, { 'answers.yaml': 'student: anna' });
  const rate = Number(/^(\d+)MiB\/s$/.exec(one.variant['rate'] ?? '')?.[1]);
  assert.ok(rate >= 8 && rate <= 14);
  assert.equal(await points('anna', `${rate}MiB`), 1);
  assert.equal(await points(' ANNA ', `${rate}MiB`), 1);
  const others = await Promise.all(['ben', 'cleo', 'dan', 'eve'].map((student) => points(student, `${rate}MiB`)));
  assert.ok(others.some((share) => share < 1));
});

test('a folder without any of the lab’s files is not gradable, which is not 0 points', async () => {
  const report = await grade(labText, { 'holiday.txt': 'sun' });
  assert.equal(report.gradable, false);
  assert.match(report.reason ?? '', /none of the lab's files/);
});

test('answers that cannot be read cost their checks alone, with the line', async () => {
  const report = await grade(labText, { 'answers.yaml': 'total: [\n  who: "', 'sweep.migration.yaml': scenarioText });
  assert.equal(report.gradable, true);
  assert.match(report.reason ?? '', /answers\.yaml, line \d/);
  assert.equal(checkIn(report, 'A.1').reason, report.reason, 'not that each answer is missing');
  assert.equal(report.points, 0);
});

test('grading twice gives the same bytes', async () => {
  const submitted = { 'answers.yaml': 'total: 12s\nwho: uniform', 'sweep.migration.yaml': scenarioText };
  assert.deepEqual(await grade(labText, submitted), await grade(labText, submitted));
});

test('the sound lab of these tests has no problems', () => {
  assert.deepEqual(checked(labText).problems, []);
});

test('a run that takes too much work is given up at the same batch everywhere, and says so', async () => {
  const text = runLab('{ run: { expect: [ precopy.completed == 1 ] } }', 'each');
  const few = runHere(() => Promise.reject(new Error('There is no policy here.')), 10);
  const report = await grade(text, { 'sweep.migration.yaml': scenarioText }, { run: few });
  assert.equal(report.points, 0);
  assert.match(report.checks[0]?.reason ?? '', /precopy failed/);
});

test('a policy that only real time ended costs nobody a point: its check is not gradable', async () => {
  const text = runLab('{ run: { expect: [ precopy.completed == 1 ] } }', 'each');
  let waited = 0;
  const slow: GradeOptions['run'] = async (scenario, which) => {
    waited++;
    return {
      ...(await run(scenario, which)),
      outcome: 'failed',
      error: { code: 'policy-deadline', message: 'It took too long.' },
    };
  };
  const report = await grade(text, { 'sweep.migration.yaml': scenarioText }, { run: slow });
  assert.equal(report.checks[0]?.status, 'not-gradable');
  assert.match(report.checks[0].reason ?? '', /Grade it again/);
  assert.deepEqual(report.notes.slice(-1), ['Not gradable: R. The points are those of the other checks.']);
  waited = 0;
  const seeds = text.replace('credit:', 'seeds: [ 1, 2, 3 ], credit:');
  await grade(seeds, { 'sweep.migration.yaml': scenarioText }, { run: slow });
  assert.equal(waited, 1, 'it is waited for once');
});

test('what a check ran is told as a text that gives the same run: with locked places put back, the case’s values and the seed', async () => {
  const guests = scenarioText.replace('[ precopy, stop-and-copy ]', '[ xen-precopy, { precopy: { rounds: 9 } } ]');
  const files = folder({ 'sweep.migration.yaml': guests, 'answers.yaml': '' });
  const text = exchanged([
    labText.slice(labText.indexOf('checks:\n')),
    `checks:
  - id: A.1
    title: Cases
    points: 6
    scenario: sweep.migration.yaml
    seeds: [ 7, a name ]
    credit: { linear: { full: 0.1, zero: 0.2 } }
    kind:
      reference:
        measure: precopy.pages
        against: xen-precopy.pages
        over: 1.5
        cases:
          - { name: as it is, set: [ { path: workload.app.writes, value: 12MiB/s } ] }
          - { name: faster, set: [ { path: workload.app.writes, value: 15MiB/s }, { path: link.rtt, value: 20ms }, { path: algorithms.precopy.downtimeLimit, value: 90ms } ] }
  - id: A.2
    title: It ends
    points: 4
    scenario: sweep.migration.yaml
    kind: { run: { expect: [ precopy.downtime < 1ms ] } }
  - id: A.3
    title: No setting
    points: 4
    scenario: sweep.migration.yaml
    kind: { counterexample: { measure: precopy.pages, against: 2 * xen-precopy.pages, vary: [ { path: algorithms.precopy.rounds, values: [ 3, 4 ] } ] } }
`,
  ]).replace('steps:\n  - { title: Predict, text: Work it out., open: answers.yaml, checks: [ A.1 ] }\n', '');
  const own = `# mine\n${guests.replace('memory: 64MiB', 'memory: 48MiB').replace('scenario: Sweep', 'scenario: "A: \\"quoted\\" name"\ndescription: |\n  Two\n  lines')}`;
  const ran: { readonly text: string; readonly hash: string; readonly seed: string }[] = [];
  await grade(
    text,
    { 'answers.yaml': '', 'sweep.migration.yaml': own },
    {
      onCheck: ({ id, run: link }, seen) => {
        assert.ok(link && seen !== null, id);
        ran.push({ text: seen, hash: link.scenarioHash, seed: link.seed });
      },
    },
    files,
  );
  assert.equal(ran.length, 3);
  for (const each of ran) {
    const { scenario, problems } = checkScenario(each.text);
    assert.ok(scenario, `${each.text}\n${JSON.stringify(problems)}`);
    assert.equal(scenario.seed, each.seed);
    assert.equal(hashOf(scenario), each.hash, each.text);
  }
  assert.match(ran[0]?.text ?? '', /writes: 15MiB\/s/);
});
