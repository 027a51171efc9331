// The comparison with published migrations: its parts on small inputs, the cases against the scenarios that they name, Gudkov's recursion against
// all that its author printed. The figures themselves are held by test/cli/validation.test.ts.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { RoundRecord, RunResult } from '../../src/core/engine/events';
import type { ResultDocument } from '../../src/core/result';
import { checkScenario } from '../../src/core/scenario/check';
import { referencedNames } from '../../src/core/scenario/referencedFiles';
import type { Case, CasesFile, Figure, MeasuredFile } from '../../src/core/validation/cases';
import { compareCase, compareRounds, faultsOf, jobsOf, keyOf } from '../../src/core/validation/compare';
import { predict } from '../../src/core/validation/recursion';
import { outline } from './scenario/support';

const folder = 'examples/published';
const cases = JSON.parse(readFileSync('validation/published.cases.json', 'utf8')) as CasesFile;
const measured = JSON.parse(readFileSync('validation/data/xen-4.17.json', 'utf8')) as MeasuredFile;

describe('published guests', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.migration.yaml'));

  for (const file of files)
    it(`${file} has no error and no warning`, () => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const beside = referencedNames(text).map(
        (name) => [name, { text: readFileSync(path.join(folder, name), 'utf8') }] as const,
      );
      const { scenario, problems } = checkScenario(text, { files: new Map(beside) });
      assert.deepEqual(outline(problems.filter(({ severity }) => severity !== 'hint')), []);
      assert.ok(scenario);
    });

  it('are all compared with what was published', () => {
    const used = new Set(
      jobsOf(cases).map(({ scenario }) => path.basename(typeof scenario === 'string' ? scenario : '')),
    );
    assert.deepEqual(
      files.filter((file) => !used.has(file)),
      [],
    );
    for (const { scenario } of jobsOf(cases)) {
      const file = path.join('validation', typeof scenario === 'string' ? scenario : '');
      assert.ok(existsSync(file), file);
    }
  });

  it('have a comparison for every measured migration of a real Xen', () => {
    const compared = cases.sources.flatMap(({ measured: runs = [] }) => runs.map(({ run }) => run));
    assert.deepEqual(compared.toSorted(), measured.runs.map(({ id }) => id).toSorted());
  });
});

describe('Gudkov’s recursion', () => {
  const recursion = cases.sources.find(({ id }) => id === 'gudkov-2023')?.recursion;
  assert.ok(recursion);

  it('gives the printed seconds in all 30 cells', () => {
    const printed = recursion.links.map(({ published }) => published);
    const found = recursion.links.map(({ bytesPerSecond }) =>
      recursion.limitsMs.map((limit) => {
        const prediction = predict(recursion, bytesPerSecond, limit);
        return prediction === null ? null : Math.ceil(prediction.seconds);
      }),
    );
    assert.equal(printed.flat().length, 30);
    assert.deepEqual(found, printed);
  });

  it('counts the stopped copy as a round and goes on along the last two points', () => {
    const small = {
      ...recursion,
      curve: [
        [100, 10],
        [200, 20],
      ] as const,
      nonZeroPages: 100,
      zeroPages: 0,
      headerBytes: 0,
    };
    // 100 pages in 1 s dirty 100 pages at most; at ten times the rate 0.1 s dirty 10 pages, which take 10 ms.
    assert.equal(predict(small, 100 * 4096, 500), null);
    const prediction = predict(small, 1000 * 4096, 50);
    assert.equal(prediction?.rounds, 2);
    assert.ok(Math.abs(prediction.seconds - 0.11) < 1e-12);
  });
});

/** A run of two live rounds and a stopped copy. */
function runOf(repetition: number, pagesSent: number, last: number): RunResult {
  const round = (number: number, phase: RoundRecord['phase'], sent: number, seconds: number): RoundRecord => ({
    round: number,
    phase,
    startSeconds: 0,
    seconds,
    pagesToSend: sent + 1,
    pagesSent: sent,
    pagesSkipped: 1,
    pagesHeld: 0,
    pagesResent: 0,
    pagesDirtied: 7,
    pagesDirtiedSuspending: 0,
    bytesSent: 0,
    throttle: 0,
    tierKind: 'times-found-dirty',
    tiers: [],
  });
  return {
    label: 'xen',
    algorithm: 'xen-precopy',
    repetition,
    seed: '1',
    outcome: 'completed',
    stopReason: 'max-rounds',
    totalSeconds: 10,
    downtimeSeconds: 0.5,
    setupSeconds: 0,
    downtime: { suspendSeconds: 0.1, transferSeconds: 0.2, deviceSeconds: 0.1, resumeSeconds: 0.1 },
    bytesSent: 0,
    pagesSent,
    pagesResent: 0,
    zeroPages: 0,
    liveRounds: 2,
    degradedSeconds: 0,
    faults: { remote: 0, stallSeconds: 0 },
    floor: { downtimeSeconds: null, rateOnlyDowntimeSeconds: null },
    rounds: [round(1, 'precopy', 512, 4), round(2, 'precopy', 256, 2), round(3, 'stop-and-copy', last, 0.2)],
  };
}

describe('a comparison', () => {
  const document = {
    scenario: { pageBytes: 4096 },
    runs: [runOf(0, 1000, 90), runOf(1, 1200, 110)],
  } as unknown as ResultDocument;
  const compare = (figure: Omit<Figure, 'name'>): ReturnType<typeof compareCase>[number] => {
    const one: Case = { id: 'one', title: 'One', scenario: 'one', label: 'xen', figures: [{ name: 'it', ...figure }] };
    const [comparison] = compareCase(one, new Map([[keyOf(one), document]]));
    assert.ok(comparison);
    return comparison;
  };

  it('takes the mean over the repetitions, in the figure’s unit', () => {
    const values: [Omit<Figure, 'name' | 'published'>, number][] = [
      [{ metric: 'pages', unit: 'pages' }, 1100],
      [{ metric: 'pages', unit: 'MiB' }, 1100 / 256],
      [{ metric: 'sent', round: 'last', unit: 'pages' }, 100],
      [{ metric: 'sent', round: [1, 2], unit: 'pages' }, 768],
      [{ metric: 'toSend', round: 2, unit: 'pages' }, 257],
      [{ metric: 'dirtied', round: 1, unit: 'pages' }, 7],
      [{ metric: 'seconds', round: 2, unit: 'ms' }, 2000],
      [{ metric: 'rounds', unit: 'rounds' }, 2],
      [{ metric: 'downtime', unit: 'ms' }, 500],
      [{ metric: 'transfer', unit: 's' }, 0.2],
      [{ metric: 'live', unit: 's' }, 9.5],
      [{ metric: 'total', unit: 's' }, 10],
    ];
    for (const [figure, expected] of values) {
      const { simulated } = compare({ ...figure, published: 1 });
      assert.ok(
        typeof simulated === 'number' && Math.abs(simulated - expected) < 1e-9,
        `${figure.metric}: ${simulated}`,
      );
    }
  });

  it('is large above a tenth, or where a run has no such figure', () => {
    assert.equal(compare({ metric: 'pages', unit: 'pages', published: 1000.1 }).isLarge, false);
    assert.equal(compare({ metric: 'pages', unit: 'pages', published: 999 }).isLarge, true);
    assert.equal(compare({ metric: 'sent', round: 9, unit: 'pages', published: 1 }).isLarge, true);
    assert.equal(compare({ metric: 'outcome', unit: '', published: 'completed' }).isLarge, false);
    assert.equal(compare({ metric: 'outcome', unit: '', published: 'not-converged' }).isLarge, true);
  });

  it('needs a sentence if it is large, and none if it is small', () => {
    const faults = (published: number, because?: string): string[] => {
      const figure = { metric: 'pages', unit: 'pages', published } as const;
      return faultsOf('here', { noise: 'It is noisy.' }, [
        compare(because === undefined ? figure : { ...figure, because }),
      ]);
    };
    assert.deepEqual(faults(1100), []);
    assert.deepEqual(faults(500, 'noise'), []);
    assert.match(faults(500)[0] ?? '', /here, it: published 500, simulated 1100: above 10 %/);
    assert.match(faults(1100, 'noise')[0] ?? '', /below 5 %/);
    assert.match(faults(500, 'else')[0] ?? '', /no reason 'else'/);
  });

  it('puts sets, pages sent and epochs of measured rounds beside the simulated', () => {
    const one = { run: 'r', scenario: 'one', label: 'xen' };
    const run = {
      id: 'r',
      loop: 'stock',
      rounds: [
        { live: true, set: 600, pages: 512 },
        { live: true, set: 200, pages: 200, epochSeconds: 5 },
        { live: false, set: 100, pages: 100, epochSeconds: 2 },
      ],
    };
    const rounds = compareRounds(one, { runs: [run] } as unknown as MeasuredFile, new Map([[keyOf(one), document]]));
    const found = rounds.map(({ kind, round, simulated, difference }) => [
      kind,
      round,
      simulated,
      Number(difference.toFixed(3)),
    ]);
    assert.deepEqual(found, [
      ['sent', 1, 512, 0],
      ['set', 2, 257, 0.285],
      ['sent', 2, 256, 0.28],
      ['epoch', 2, 4, -0.2],
      ['set', 3, 101, 0.01],
      ['sent', 3, 100, 0],
      // The CLEAN of the suspended guest comes 0.1 s after its last live round.
      ['epoch', 3, 2.1, 0.05],
    ]);
  });
});
