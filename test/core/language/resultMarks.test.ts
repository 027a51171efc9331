// What a run writes beside the lines of its file.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { summarise } from '../../../src/core/compare/summary';
import { simulate } from '../../../src/core/engine/simulate';
import { evaluateExpectations } from '../../../src/core/expect/evaluate';
import { resultMarks } from '../../../src/core/language/resultMarks';
import { collectRuns, runsOf } from '../../../src/core/result';
import { checkScenario } from '../../../src/core/scenario/check';

const text = `vm: { memory: 16MiB }
workload:
  - { name: hot, size: 100%, writes: 1M/s }
link: { bandwidth: 100Mbit/s }
timeLimit: 5s
algorithms:
  - hca
  - precopy: { rounds: 100000, maxFactor: none, minPages: 0 }
    as: endless
expect:
  - hca.downtime < 1h
  - 'hca.total < 1ms'
`;

function resultsOf(source: string): {
  summary: ReturnType<typeof summarise>;
  expectations: ReturnType<typeof evaluateExpectations>;
} {
  const { scenario } = checkScenario(source);
  assert.ok(scenario);
  const events = runsOf(scenario).flatMap((run) => [...simulate(scenario, run)].filter((event) => event !== undefined));
  const runs = collectRuns(events);
  const labels = scenario.algorithms.map(({ label }) => label);
  return { summary: summarise(labels, runs), expectations: evaluateExpectations(scenario.expect, labels, runs) };
}

const results = resultsOf(text);

const lineOf = (source: string, offset: number): string =>
  source.slice(source.lastIndexOf('\n', offset) + 1, source.indexOf('\n', offset)).trim();

it('figures stand beside algorithms, verdicts beside expectations that hold', () => {
  const marks = resultMarks(checkScenario(text), { ...results, stale: false });
  assert.deepEqual(
    marks.map(({ offset, kind }) => [lineOf(text, offset), kind]),
    [
      ['- hca', 'figures'],
      ['- precopy: { rounds: 100000, maxFactor: none, minPages: 0 }', 'figures'],
      ['- hca.downtime < 1h', 'holds'],
    ],
  );
  const [hca, endless, holds] = marks.map((mark) => mark.text);
  assert.match(hca ?? '', /^[\d.]+\sm?s downtime · [\d.]+\ss total$/);
  assert.equal(endless, 'does not arrive');
  assert.match(holds ?? '', /^✓ holds, [\d.]+\sm?s against 60\smin$/);
});

it('results of an earlier text say so, and follow their lines', () => {
  const edited = `# a comment\n\n${text.replace('- hca\n', '- hca # first\n')}`;
  const marks = resultMarks(checkScenario(edited), { ...results, stale: true });
  assert.equal(marks.length, 4);
  assert.ok(marks.every((mark) => mark.text.startsWith('earlier: ')));
  assert.deepEqual(lineOf(edited, marks[0]?.offset ?? 0), '- hca # first');
  assert.match(marks[3]?.text ?? '', /✗ fails, [\d.]+\ss against 1\.00\sms$/);
});

it('what the file no longer has is left out', () => {
  const edited = text.replace('    as: endless\n', '').replace('hca.downtime < 1h', 'hca.downtime < 2h');
  const kinds = resultMarks(checkScenario(edited), { ...results, stale: true }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['figures', 'fails']);
});

it('without results there are no marks', () => {
  assert.deepEqual(resultMarks(checkScenario(text), { summary: null, expectations: null, stale: false }), []);
});
