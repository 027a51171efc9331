// Fitting a pair of hosts: what simulated migrations were made with is found again, within the intervals; what cases do not tell is said not to be told; and
// the measured migrations give the constants that their scenarios have.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import type { RunResult } from '../../../src/core/engine/events';
import { fitRecord, fitText, hostKeys } from '../../../src/core/report/fitText';
import { checkScenario } from '../../../src/core/scenario/check';
import type { Scenario } from '../../../src/core/scenario/scenario';
import type { Case } from '../../../src/core/validation/cases';
import {
  fitHost,
  withLogRule,
  type FitCase,
  type Fitted,
  type HostFit,
  type LogRule,
} from '../../../src/core/validation/fit';
import { leastSquares } from '../../../src/core/validation/leastSquares';
import { readCases } from '../../../src/core/validation/readCases';
import { scenarioText } from '../../../src/core/validation/prepare';
import { runFast } from '../support/run';

interface Guest {
  readonly memoryMiB: number;
  readonly zeroPercent: number;
  readonly writes: number;
  /** Default: an eighth of the memory. */
  readonly writtenMiB?: number;
}

interface Constants {
  readonly linkMbit: number;
  readonly zeroPage: string;
  readonly setup: string;
  readonly limit?: string;
  readonly clearLog?: LogRule;
}

function scenarioOf(
  guest: Guest,
  { linkMbit, zeroPage, setup, limit = 'none', clearLog = 'sync' }: Constants,
  seed: string,
): Scenario {
  const { memoryMiB, zeroPercent, writes, writtenMiB = memoryMiB / 8 } = guest;
  const { scenario, problems } = checkScenario(
    stringify({
      scenario: 'a case',
      seed,
      repetitions: 1,
      vm: { memory: `${memoryMiB}MiB`, zeroPages: `${zeroPercent}%`, deviceState: '0B' },
      workload: [{ name: 'w', size: `${writtenMiB}MiB`, writes: `${writes}/s`, pattern: 'uniform' }],
      link: { bandwidth: `${linkMbit}Mbit/s`, efficiency: '100%', rtt: '0ms' },
      host: { preset: 'qemu-kvm', setup, zeroPage },
      algorithms: [{ 'qemu-precopy': { version: '7.2', maxBandwidth: limit, clearLog } }],
    }),
  );
  assert.ok(scenario, problems.map(({ message }) => message).join('\n'));
  return scenario;
}

/** The figures of a run as those of a measurement. */
function caseOf(id: string, run: RunResult, resumeSeconds: number): Case {
  const figures: Case['figures'] = [
    { name: 'total', metric: 'total', unit: 's', published: run.totalSeconds - resumeSeconds },
    { name: 'sent', metric: 'bytes', unit: 'MiB', published: run.bytesSent / 2 ** 20 },
    { name: 'downtime', metric: 'reported', unit: 'ms', published: (run.reportedDowntimeSeconds ?? 0) * 1000 },
  ];
  return { id, title: id, label: 'qemu-precopy', scenario: {}, figures };
}

function fitCase(guest: Guest, truth: Constants, guess: Constants, seed: string): FitCase {
  const real = scenarioOf(guest, truth, seed);
  const scenario = scenarioOf(guest, guess, 'another seed');
  const runs = (rule: LogRule): RunResult[] => [runFast(withLogRule(scenario, rule))];
  return {
    one: caseOf(`${guest.memoryMiB}-${guest.zeroPercent}-${guest.writes}`, runFast(real), real.host.resumeSeconds),
    scenario,
    runs: { sync: runs('sync'), lazy: runs('lazy') },
  };
}

const guests: readonly Guest[] = [
  { memoryMiB: 128, zeroPercent: 0, writes: 100 },
  { memoryMiB: 256, zeroPercent: 30, writes: 400 },
  { memoryMiB: 512, zeroPercent: 80, writes: 100 },
  { memoryMiB: 512, zeroPercent: 20, writes: 800 },
  { memoryMiB: 384, zeroPercent: 60, writes: 300 },
  { memoryMiB: 640, zeroPercent: 85, writes: 200 },
  { memoryMiB: 192, zeroPercent: 10, writes: 600 },
  { memoryMiB: 320, zeroPercent: 50, writes: 50 },
];
const truth: Constants = { linkMbit: 400, zeroPage: '3us', setup: '120ms' };
const guess: Constants = { linkMbit: 440, zeroPage: '0.5us', setup: '1ms' };

function isIn(fitted: Fitted | null | undefined, value: number): boolean {
  const { low, high } = fitted ?? { low: null, high: null };
  return low !== null && high !== null && low <= value && value <= high;
}

describe('a fit to simulated migrations', () => {
  const seeds = ['1', '2', '3', '4', '5', '6'];
  const fits = seeds.map((seed) => fitHost(guests.map((guest) => fitCase(guest, truth, guess, seed))));

  it('finds what they were made with, within its intervals, and these are narrow', () => {
    let inside = 0;
    for (const { rates, zeroPageSeconds, setupSeconds } of fits) {
      const rate = rates[0]?.rate;
      assert.ok(rate && Math.abs(rate.value / 400e6 - 1) < 0.01, `link: ${rate?.value}`);
      assert.ok(rate.low !== null && rate.high !== null && rate.high / rate.low < 1.05);
      assert.ok(
        zeroPageSeconds && Math.abs(zeroPageSeconds.value / 3e-6 - 1) < 0.2,
        `zero page: ${zeroPageSeconds?.value}`,
      );
      assert.ok(setupSeconds && Math.abs(setupSeconds.value - 0.12) < 0.06, `set-up: ${setupSeconds?.value}`);
      for (const found of [isIn(rate, 400e6), isIn(zeroPageSeconds, 3e-6), isIn(setupSeconds, 0.12)])
        inside += found ? 1 : 0;
    }
    // 95 % of 18 are 17; one in a hundred times fewer than 15.
    assert.ok(inside >= 15, `${inside} of 18`);
  });

  it('becomes keys that a scenario takes, and that say the same', () => {
    const [fit] = fits;
    assert.ok(fit);
    const text = `vm: { memory: 64MiB }\n${hostKeys(fit).join('\n')}\n${(fit.logRule?.rule ?? null) === null ? 'algorithms: [qemu-precopy]\n' : ''}`;
    const { scenario } = checkScenario(text);
    assert.ok(scenario, text);
    assert.equal(scenario.host.preset, 'qemu-kvm');
    assert.ok(Math.abs(scenario.host.zeroPageSeconds / (fit.zeroPageSeconds?.value ?? 0) - 1) < 1e-3);
    assert.ok(Math.abs(scenario.link.bandwidthBitsPerSecond / (fit.rates[0]?.rate?.value ?? 0) - 1) < 1e-3);
  });

  it('says in words what it found, and gives it as data', () => {
    const [fit] = fits;
    assert.ok(fit);
    assert.match(
      fitText('Mine', fit, { colour: false }),
      /Mine: fitted to 8 cases[\s\S]*link, 440\sMbit\/s \(8 cases\)[\s\S]*zero page +[23]\.\d+\sµs[\s\S]*host: \{ preset: qemu-kvm, setup: 1\d\d/u,
    );
    const record = fitRecord({ id: 'mine', title: 'Mine', reference: '', text: [], reasons: {} }, fit) as {
      format: string;
    };
    assert.equal(record.format, 'miglab.fit/1');
  });

  it('tells a limit from a link, and that a limit hides what a zero page takes', () => {
    const limited = { ...truth, limit: '20MiB/s' };
    const { rates, zeroPageSeconds } = fitHost(
      guests.map((guest) => fitCase(guest, limited, { ...guess, limit: '20MiB/s' }, '1')),
    );
    assert.deepEqual(
      rates.map(({ by, cases }) => [by, cases]),
      [['limit', 8]],
    );
    assert.ok(
      isIn(rates[0]?.rate, 8 * 20 * 2 ** 20) || Math.abs((rates[0]?.rate?.value ?? 0) / (8 * 20 * 2 ** 20) - 1) < 0.005,
    );
    assert.equal(zeroPageSeconds, null);
  });

  it('takes a set-up that was measured as it was', () => {
    const cases = guests.map((guest) => fitCase(guest, truth, guess, '1'));
    const withSetup = cases.map(({ one, ...rest }, index): FitCase => ({
      ...rest,
      one: {
        ...one,
        figures: [...one.figures, { name: 'setup', metric: 'setup', unit: 'ms', published: 119 + (index % 3) }],
      },
    }));
    const { setupSeconds, rates } = fitHost(withSetup);
    assert.ok(setupSeconds && Math.abs(setupSeconds.value - 0.12) < 0.001);
    assert.ok(Math.abs((rates[0]?.rate?.value ?? 0) / 400e6 - 1) < 0.01);
  });

  it('says of two cases that they give no interval, and of alike ones that they do not tell constants apart', () => {
    const two = fitHost(guests.slice(0, 2).map((guest) => fitCase(guest, truth, guess, '1')));
    assert.equal(two.rates[0]?.rate?.low, null);
    const alike = guests
      .slice(0, 1)
      .flatMap((guest) => [1, 2, 3, 4].map((seed) => fitCase(guest, truth, guess, `${seed}`)));
    const { zeroPageSeconds } = fitHost(alike);
    assert.equal(zeroPageSeconds, null);
  });

  it('finds when the log is cleared, where the guest is large enough to show it', () => {
    const large: readonly Guest[] = [1, 2, 3, 4, 5].map((k) => ({
      memoryMiB: 4096,
      zeroPercent: 0,
      writes: 4000 + 1500 * k,
      writtenMiB: 4000,
    }));
    for (const rule of ['sync', 'lazy'] as const) {
      const quick = { ...truth, linkMbit: 4000, clearLog: rule };
      const found = fitHost(large.map((guest) => fitCase(guest, quick, quick, '1'))).logRule;
      assert.equal(found?.rule, rule, JSON.stringify(found));
    }
  });

  it('leaves out what it cannot use, with the reason', () => {
    const [first] = guests.map((guest) => fitCase(guest, truth, guess, '1'));
    assert.ok(first);
    const without: FitCase = { ...first, one: { ...first.one, id: 'cut', figures: [] } };
    const partly: FitCase = { ...first, one: { ...first.one, id: 'part', partly: 'The host decided.' } };
    const { used, unused } = fitHost([first, without, partly]);
    assert.equal(used.length, 1);
    assert.deepEqual(
      unused.map(({ id }) => id),
      ['cut', 'part'],
    );
  });
});

describe('a fit to measured migrations', () => {
  const { cases } = readCases(readFileSync('validation/qemu.cases.yaml', 'utf8'));
  assert.ok(cases);
  const { sources } = cases;
  /** Fewer repetitions than the page: what matters is in the first. */
  function fitOf(id: string): HostFit {
    const cases = sources.find((source) => source.id === id)?.cases ?? [];
    return fitHost(
      cases.flatMap((one): FitCase[] => {
        const ended = one.figures.some(({ metric, published }) => metric === 'outcome' && published === 'completed');
        if (typeof one.scenario === 'string' || !ended || one.partly !== undefined || one.unsimulated !== undefined)
          return [];
        const text = scenarioText({ key: '', scenario: { ...one.scenario, repetitions: 1 }, set: {} }, null);
        const { scenario } = checkScenario(text);
        if (scenario?.algorithms[0]?.algorithm !== 'qemu-precopy') return [];
        return [
          {
            one,
            scenario,
            runs: { sync: [runFast(withLogRule(scenario, 'sync'))], lazy: [runFast(withLogRule(scenario, 'lazy'))] },
          },
        ];
      }),
    );
  }
  const tcg = fitOf('qemu-7.2-tcg');
  const kvm = fitOf('qemu-7.2-kvm');

  it('gives the limits and links that were set, to a per cent where there are three cases or more', () => {
    for (const { by, nominal, rate, cases } of [...tcg.rates, ...kvm.rates]) {
      assert.ok(rate, `${by} ${nominal}`);
      const off = Math.abs(rate.value / nominal - 1);
      assert.ok(off < (cases > 2 ? 0.03 : 0.06), `${by} ${nominal}: ${rate.value}`);
    }
    assert.ok(tcg.rates.some(({ by, cases }) => by === 'limit' && cases > 15));
    assert.ok(tcg.rates.some(({ by }) => by === 'link'));
  });

  it('takes in the constants of the preset, and is off by less than a tenth of a second', () => {
    assert.ok(isIn(tcg.zeroPageSeconds, 0.5e-6), JSON.stringify(tcg.zeroPageSeconds));
    assert.ok(isIn(tcg.setupSeconds, 0.001), JSON.stringify(tcg.setupSeconds));
    assert.ok((tcg.residualSeconds ?? 1) < 0.1, `${tcg.residualSeconds}`);
    assert.ok(isIn(kvm.setupSeconds, 0.001));
    // A set-up that may be nothing is no figure to paste.
    assert.deepEqual(
      hostKeys(tcg).filter((line) => line.startsWith('host')),
      ['host: { preset: qemu-tcg }'],
    );
  });
});

describe('least squares', () => {
  it('gives coefficients, intervals and what is left by the book', () => {
    // y = 1 + 2 x with residuals of +-0.1 that no line takes up.
    const rows = [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ];
    const { coefficients, residual } = leastSquares(rows, [1.1, 2.9, 4.9, 7.1]);
    const [a, b] = coefficients;
    assert.ok(a && b && a.low !== null && a.high !== null);
    assert.ok(Math.abs(a.value - 1) < 1e-9 && Math.abs(b.value - 2) < 1e-9);
    // s^2 = 0.04 / 2; the intercept's variance is 0.7 s^2; t(2) = 4.3027.
    assert.ok(Math.abs((residual ?? 0) - Math.sqrt(0.02)) < 1e-9);
    assert.ok(Math.abs((a.high - a.low) / 2 - 4.302653 * Math.sqrt(0.7 * 0.02)) < 1e-4);
  });

  it('leaves out what is nothing, or a sum of others', () => {
    const { coefficients } = leastSquares(
      [
        [1, 0, 2],
        [2, 0, 4],
        [3, 0, 6],
      ],
      [2, 4, 6],
    );
    assert.ok(Math.abs((coefficients[0]?.value ?? 0) - 2) < 1e-9);
    assert.deepEqual(coefficients.slice(1), [null, null]);
    assert.deepEqual(leastSquares([], []), { coefficients: [], residual: null });
  });
});
