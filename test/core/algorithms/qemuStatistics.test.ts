// What query-migrate would answer: its counters against the run's own, its quirks by cases worked out by hand, and against logs of real migrations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import type { RunResult } from '../../../src/core/engine/events';
import { simulate } from '../../../src/core/engine/simulate';
import type { StatisticsRecord } from '../../../src/core/engine/statistics';
import { collectRun } from '../../../src/core/result';
import { checkScenario } from '../../../src/core/scenario/check';
import { importLog } from '../../../src/core/validation/importLog';
import { readCases } from '../../../src/core/validation/readCases';
import { readMigrationLog } from '../../../src/core/validation/migrationLog';
import type { Scenario } from '../../../src/core/scenario/scenario';

function scenarioOf(keys: Record<string, unknown>): Scenario {
  const { scenario, problems } = checkScenario(stringify({ scenario: 'it', ...keys }));
  assert.ok(scenario, problems.map(({ message }) => message).join('\n'));
  return scenario;
}

function asked(scenario: Scenario, everySeconds: number): { run: RunResult; answers: readonly StatisticsRecord[] } {
  const { label } = scenario.algorithms[0] ?? { label: '' };
  const events = [...simulate(scenario, { label, repetition: 0 }, undefined, null, null, everySeconds)];
  const run = collectRun(events.filter((event) => event !== undefined));
  assert.ok(run?.statistics);
  return { run, answers: run.statistics };
}

function near(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  const off = Math.abs((actual ?? NaN) - expected);
  assert.ok(off <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`);
}

const busy = {
  vm: { memory: '128MiB', zeroPages: '25%', deviceState: '0B' },
  workload: [{ name: 'w', size: '32MiB', writes: '2000/s', pattern: 'uniform' }],
  link: { bandwidth: '10Gbit/s', efficiency: '100%', rtt: '0ms' },
  host: { preset: 'qemu-kvm', setup: '250ms' },
  algorithms: [{ 'qemu-precopy': { version: '7.2', maxBandwidth: '32MiB/s', clearLog: 'sync' } }],
};

describe('the counters', () => {
  const scenario = scenarioOf(busy);
  const { run, answers } = asked(scenario, 0.1);
  const last = answers.at(-1)?.reply;

  it('end as the run ends', () => {
    assert.equal(last?.status, 'completed');
    assert.equal(last.ram?.transferred, run.bytesSent);
    assert.equal(last.ram.duplicate, run.zeroPages);
    assert.equal(last.ram.normal + last.ram.duplicate, run.pagesSent);
    assert.equal(last.ram['dirty-sync-count'], run.liveRounds + 2);
    assert.equal(last.ram['downtime-bytes'], run.rounds.at(-1)?.bytesSent);
    assert.equal(last.ram['precopy-bytes'] + last.ram['downtime-bytes'], run.bytesSent);
    near(last.downtime, (run.reportedDowntimeSeconds ?? 0) * 1000, 1, 'downtime');
    near(last['total-time'], (run.totalSeconds - scenario.host.resumeSeconds) * 1000, 1, 'total time');
    assert.equal(last['expected-downtime'], undefined);
    assert.deepEqual([last.ram.remaining, last.ram['dirty-pages-rate']], [0, 0]);
    const copying = run.totalSeconds - scenario.host.resumeSeconds - 0.25;
    near(last.ram.mbps, (run.bytesSent * 8) / copying / 1e6, 1e-6, 'mbps of the whole');
  });

  it('are asked at the pace asked for, and are in setup at first', () => {
    const times = answers.slice(0, -1).map(({ atSeconds }) => atSeconds);
    for (const [index, time] of times.entries()) near(time, (index + 1) * 0.1, 1e-9, 'time of a poll');
    assert.deepEqual(answers[0]?.reply, { status: 'setup', 'total-time': 100 });
    assert.equal(answers[2]?.reply.status, 'active');
    assert.equal(answers[2].reply['setup-time'], 250);
  });

  it('never fall, and what is left and what was sent go together', () => {
    const rams = answers.flatMap(({ reply }) => reply.ram ?? []);
    for (const [index, ram] of rams.entries()) {
      const before = rams[index - 1] ?? ram;
      for (const key of ['transferred', 'normal', 'duplicate', 'dirty-sync-count'] as const)
        assert.ok(ram[key] >= before[key], key);
      // Within a round what is left falls by what was sent.
      if (ram['dirty-sync-count'] !== before['dirty-sync-count'] || index === rams.length - 1) continue;
      const sent = ram.normal + ram.duplicate - before.normal - before.duplicate;
      assert.equal(before.remaining - ram.remaining, sent * 4096);
    }
  });

  it('show the limit as expected downtime until there is a dirty rate, then what the last sync left over the bandwidth', () => {
    const first = answers.findIndex(({ reply }) => (reply.ram?.['dirty-pages-rate'] ?? 0) > 0);
    for (const { reply } of answers.slice(0, first)) if (reply.ram) assert.equal(reply['expected-downtime'], 300);
    const [round1, round2] = run.rounds;
    assert.ok(round1 && round2);
    // What round 1 found, over its length; what was left unsent was not found again.
    const found = round2.pagesToSend - (round1.pagesToSend - round1.pagesSent);
    near(answers[first]?.reply.ram?.['dirty-pages-rate'], found / round1.seconds, 1, 'dirty rate');
    const settled = answers[first + 2]?.reply;
    const bandwidth = ((settled?.ram?.mbps ?? 0) * 1e6) / 8000;
    near(settled?.['expected-downtime'], (round2.pagesToSend * 4096) / bandwidth, 1, 'expected downtime');
  });

  it('count what went over several connections apart', () => {
    const multifd = { version: '7.2', maxBandwidth: '32MiB/s', multifd: 2 };
    const { run: given, answers: counted } = asked(
      scenarioOf({ ...busy, algorithms: [{ 'qemu-precopy': multifd }] }),
      1,
    );
    const ram = counted.at(-1)?.reply.ram;
    assert.equal(ram?.transferred, given.bytesSent);
    assert.equal(ram.normal + ram.duplicate, given.pagesSent);
    // Zero pages alone go over the main connection.
    assert.equal(ram['precopy-bytes'] + ram['downtime-bytes'], given.zeroPages * 9);
    assert.equal(ram['multifd-bytes'], given.bytesSent - given.zeroPages * 9);
  });

  it('count what was sent of pages whose old content was kept', () => {
    const { run: given, answers: counted } = asked(
      scenarioOf({
        ...busy,
        workload: [{ name: 'w', size: '32MiB', writes: '6000/s', pattern: 'uniform', change: '8B' }],
        algorithms: [{ 'qemu-precopy': { version: '7.2', maxBandwidth: '32MiB/s', clearLog: 'sync', xbzrle: true } }],
      }),
      0.1,
    );
    const { ram, 'xbzrle-cache': cache } = counted.at(-1)?.reply ?? {};
    assert.ok(ram && cache);
    assert.equal(cache['cache-size'], 2 ** 26);
    assert.ok(cache.pages > 0 && cache['cache-miss'] > 0);
    assert.equal(cache.overflow, 0);
    assert.equal(ram.normal + ram.duplicate + cache.pages, given.pagesSent);
    // Page headers are not among its bytes, and unchanged pages have none.
    const headers = given.bytesSent - ram.normal * 4104 - ram.duplicate * 9 - cache.bytes;
    assert.ok(headers > 0 && headers <= 8 * cache.pages && headers % 8 === 0, `${headers} bytes of headers`);
    for (const { reply } of counted) assert.ok((reply['xbzrle-cache']?.['cache-miss-rate'] ?? 0) <= 1);
  });

  it('change nothing of the run', () => {
    const { statistics, ...same } = run;
    const { label } = run;
    assert.deepEqual(
      collectRun([...simulate(scenario, { label, repetition: 0 })].filter((event) => event !== undefined)),
      same,
    );
    assert.ok(statistics);
  });

  it('say by how much a guest is throttled, and that time was up', () => {
    const { answers: throttled, run: given } = asked(
      scenarioOf({
        ...busy,
        timeLimit: '20s',
        workload: [{ name: 'w', size: '32MiB', writes: '40000/s', pattern: 'uniform' }],
        algorithms: [{ 'qemu-precopy': { version: '11.0', maxBandwidth: '32MiB/s', autoConverge: true } }],
      }),
      1,
    );
    const highest = Math.max(...throttled.map(({ reply }) => reply['cpu-throttle-percentage'] ?? 0));
    assert.equal(highest, Math.round(100 * Math.max(...given.rounds.map(({ throttle }) => throttle))));
    assert.ok(highest >= 20);
  });

  it('are of no algorithm that has none', () => {
    const other = scenarioOf({ ...busy, algorithms: ['xen-precopy'] });
    const events = [...simulate(other, { label: 'xen-precopy', repetition: 0 }, undefined, null, null, 0.1)];
    assert.ok(events.every((event) => event?.type !== 'statistics'));
  });

  it('make a log that is read as the migration that it is of', () => {
    const log = answers
      .map(({ atSeconds, reply }) => JSON.stringify({ t: atSeconds, query_migrate: reply }))
      .join('\n');
    const { text } = importLog(log, 'simulated.log');
    const figures = readCases(text ?? '').cases?.sources[0]?.cases?.[0]?.figures ?? [];
    const published = Object.fromEntries(figures.map((figure) => [figure.name, figure.published]));
    assert.equal(published['outcome'], 'completed');
    near(Number(published['sent']), run.bytesSent / 2 ** 20, 0.001, 'sent');
    assert.equal(published['syncs'], run.liveRounds + 2);
    assert.equal(published['zero pages'], run.zeroPages);
    // The limit is told from the link by the last copy.
    assert.match(text ?? '', /maxBandwidth: 268\.\d+Mbit\/s/);
  });
});

describe('a real log', () => {
  const { cases } = readCases(readFileSync('validation/qemu.cases.yaml', 'utf8'));
  assert.ok(cases);
  const { sources } = cases;
  const logs = [
    ['qemu-7.2-uniform', 'uniform-r4000'],
    ['qemu-7.2-link', 'link32-uniform-r2000'],
  ] as const;
  for (const [log, id] of logs)
    it(`is near the answers of its simulation: ${id}`, () => {
      const real = readMigrationLog(readFileSync(`test/fixtures/logs/${log}.jsonl`, 'utf8')).migrations[0]?.polls;
      const one = sources.flatMap(({ cases = [] }) => cases).find((candidate) => candidate.id === id);
      assert.ok(real !== undefined && one !== undefined && typeof one.scenario !== 'string');
      const { answers } = asked(scenarioOf(one.scenario), 0.1);
      const firstRate = (values: readonly { rate: number; seconds: number; expected: number }[]) =>
        values.find(({ rate }) => rate > 0);
      const measured = firstRate(
        real.map(({ values }) => ({
          rate: values.dirtyPagesPerSecond ?? 0,
          seconds: (values.totalMs ?? 0) / 1000,
          expected: values.expectedDowntimeMs ?? 0,
        })),
      );
      const simulated = firstRate(
        answers.map(({ atSeconds, reply }) => ({
          rate: reply.ram?.['dirty-pages-rate'] ?? 0,
          seconds: atSeconds,
          expected: reply['expected-downtime'] ?? 0,
        })),
      );
      assert.ok(measured && simulated);
      near(simulated.rate / measured.rate, 1, 0.03, 'the first dirty rate');
      near(simulated.seconds / measured.seconds, 1, 0.03, 'when it comes');
      // Zero pages lie elsewhere in the real memory: after the first pass they are behind both.
      let compared = 0;
      for (const { status, values } of real) {
        const answer = answers.find(
          ({ atSeconds }) => Math.abs(atSeconds - (values.totalMs ?? 0) / 1000) < 0.06,
        )?.reply;
        if (status !== 'active' || answer?.status !== 'active' || (values.syncs ?? 0) < 3 || answer.ram === undefined)
          continue;
        compared++;
        near(answer.ram.transferred / (values.transferred ?? 0), 1, 0.02, 'transferred');
        // The zero pages of a guest's kernel differ from boot to boot.
        near(answer.ram.duplicate / (values.zeroPages ?? 0), 1, 0.03, 'duplicate');
        near(answer.ram.mbps / (values.megabitsPerSecond ?? 0), 1, 0.08, 'mbps');
      }
      assert.ok(compared >= 4, `${compared}`);
      const [end, made] = [real.at(-1)?.values, answers.at(-1)?.reply];
      near((made?.ram?.normal ?? 0) / (end?.normalPages ?? 1), 1, 0.03, 'normal');
      near(made?.ram?.['dirty-sync-count'], end?.syncs ?? 0, 1, 'syncs');
      near(made?.downtime, end?.downtimeMs ?? 0, 30, 'downtime');
    });
});
