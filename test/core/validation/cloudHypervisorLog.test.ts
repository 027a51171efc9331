// The debug log of Cloud Hypervisor as cases: what is read out of it, what is said of damaged lines, and that nothing a log may hold makes it throw.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { simulate } from '../../../src/core/engine/simulate';
import { collectRuns } from '../../../src/core/result';
import { checkScenario } from '../../../src/core/scenario/check';
import type { Case } from '../../../src/core/validation/cases';
import { importLog } from '../../../src/core/validation/importLog';
import { readCases } from '../../../src/core/validation/readCases';

/** Made up after the form of the log: 6 GiB, of which some 5.4 GiB are rewritten in a pass. */
const log = `cloud-hypervisor: 5.1s: <migration> DEBUG:vmm/src/lib.rs:1200 -- Starting
cloud-hypervisor: 8.2s: <migration> INFO:vmm/src/lib.rs:1234 -- Precopy: iter=0 total=6144MiB curr=6144MiB bw=2011.79MiB/s transfer=3.05s overhead=58ms est_downtime=3054ms elapsed=3.11s avg_bw=2011.79MiB/s
cloud-hypervisor: 11.3s: <migration> INFO:vmm/src/lib.rs:1234 -- Precopy: iter=1 total=11562MiB curr=5418MiB bw=1824.44MiB/s transfer=2.97s overhead=56ms est_downtime=2726ms elapsed=6.14s avg_bw=1884.21MiB/s
cloud-hypervisor: 14.2s: <migration> INFO:vmm/src/lib.rs:1234 -- Precopy: iter=2 total=16980MiB curr=5418MiB bw=1855.48MiB/s transfer=2.92s overhead=57ms est_downtime=2726ms elapsed=9.12s avg_bw=1884.21MiB/s
`;

interface Imported {
  readonly cases: readonly Case[];
  readonly notes: readonly string[];
  readonly guesses: readonly string[];
  readonly text: string;
}

function imported(text: string): Imported {
  const { text: file, notes, guesses } = importLog(text, 'ch (night).log');
  assert.ok(file !== null);
  const { cases, faults } = readCases(file);
  assert.deepEqual(faults, []);
  const found = cases?.sources[0]?.cases ?? [];
  for (const { scenario } of found) {
    assert.ok(typeof scenario !== 'string');
    const { problems } = checkScenario(stringify({ scenario: 'it', ...scenario }));
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      [],
    );
  }
  return { cases: found, notes: notes.map(({ line, message }) => `${line}: ${message}`), guesses, text: file };
}

const published = ({ figures }: Case): [string, unknown][] => figures.map(({ name, published }) => [name, published]);

describe('the debug log of Cloud Hypervisor', () => {
  it('becomes a case with what each pass sent and how long it took', () => {
    const { cases, notes, guesses, text } = imported(log);
    const [one] = cases;
    assert.ok(one);
    assert.deepEqual(notes, []);
    assert.deepEqual(published(one), [
      ['pass 1, sent', 6144],
      ['pass 1, length', 3.108],
      ['pass 2, sent', 5418],
      ['pass 2, length', 3.03],
      ['pass 3, sent', 5418],
      ['pass 3, length', 2.98],
    ]);
    assert.match(text, /vm: \{ memory: 6291456KiB \}/);
    // 16 980 MiB in 8.94 s.
    assert.match(text, /bandwidth: 15933(\.\d+)?Mbit\/s/);
    assert.match(text, /clean: \{ fixed: 0\.057s \}/);
    assert.match(text, /The debug log of Cloud Hypervisor, as logged in ch \(night\)\.log/);
    assert.equal(guesses.length, 2);
  });

  it('has the memory by the pass before the first one that it has', () => {
    const later = imported(log.split('\n').slice(2).join('\n'));
    assert.match(later.text, /vm: \{ memory: 6291456KiB \}/);
    const last = imported(log.split('\n').slice(3).join('\n'));
    assert.match(last.text, /# GUESS: the memory, by the largest pass.*\n +vm: \{ memory: 5548032KiB \}/);
  });

  it('becomes cases that run: the passes are as they were logged', () => {
    const [one] = imported(log).cases;
    assert.ok(one && typeof one.scenario !== 'string');
    const { scenario } = checkScenario(
      stringify({ scenario: 'it', ...one.scenario, repetitions: 1, timeLimit: '12s' }),
    );
    assert.ok(scenario);
    const events = [...simulate(scenario, { label: 'cloud-hypervisor', repetition: 0 })];
    const [run] = collectRuns(events.filter((event) => event !== undefined));
    const passes = run?.rounds.slice(0, 3).map(({ pagesSent, seconds }) => [pagesSent / 256, seconds] as const);
    assert.equal(passes?.length, 3);
    const [first] = passes;
    assert.equal(first?.[0], 6144);
    assert.ok(Math.abs(first[1] - 3.108) < 0.25, `${first[1]} s`);
    for (const [sent, seconds] of passes.slice(1)) {
      assert.ok(Math.abs(sent / 5418 - 1) < 0.03, `${sent} MiB`);
      assert.ok(Math.abs(seconds - 3) < 0.15, `${seconds} s`);
    }
  });

  it('splits migrations where passes are counted anew', () => {
    const { cases } = imported(log + log);
    assert.deepEqual(
      cases.map(({ id, figures }) => [id, figures.length]),
      [
        ['migration-1', 6],
        ['migration-2', 6],
      ],
    );
  });

  it('leaves damaged passes out, and says where', () => {
    const cut = log.replace(' overhead=56ms est_downtime=2726ms elapsed=6.14s avg_bw=1884.21MiB/s', '');
    const { cases, notes } = imported(cut);
    assert.deepEqual(notes, ["3: This pass is damaged or cut off, without 'overhead', 'elapsed': it is left out."]);
    assert.deepEqual(
      cases[0]?.figures.map(({ name }) => name),
      ['pass 1, sent', 'pass 1, length', 'pass 3, sent', 'pass 3, length'],
    );
    for (const [from, to, message] of [
      ['curr=5418MiB', 'curr=99999MiB', /^3: The pass has sent more than all passes together: the pass is left out\.$/],
      ['transfer=2.97s', 'transfer=0s', /^3: The pass has sent nothing, or in no time/],
      ['transfer=2.97s', 'transfer=2970s', /^3: The pass is longer than the migration/],
      ['total=11562MiB', 'total=99999999999999TiB', /^3: A number here cannot be/],
      ['total=11562MiB', 'total=11562furlongs', /^3: This pass is damaged or cut off, without 'total'/],
      ['iter=1 ', 'iter=1.5 ', /^3: A number here cannot be/],
    ] as const) {
      const told = imported(log.replace(from, to)).notes;
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', message);
    }
  });

  it('says so if no pass is left', () => {
    const { text, notes } = importLog('-- Precopy: iter=0 total=\n', 'x');
    assert.equal(text, null);
    assert.deepEqual(
      notes.map(({ line }) => line),
      [1, 1],
    );
    assert.match(notes[1]?.message ?? '', /No line of a pass in this log can be read/);
  });

  it('never throws, and gives files that can be read, whatever is damaged', () => {
    const change = fc.record({
      at: fc.integer({ min: 0, max: log.length }),
      length: fc.integer({ min: 0, max: 60 }),
      text: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('\n', '0', '9e9', 'GiB', '-1', '=', '.')),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = changes.reduce(
          (text, { at, length, text: put }) => text.slice(0, at) + put + text.slice(at + length),
          log,
        );
        const { text } = importLog(damaged, 'x.log');
        if (text !== null) imported(damaged);
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});
