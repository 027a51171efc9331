// Logs of migrations as cases: every format that is documented, what is read out of it, and that nothing a log may hold makes it throw.
import assert from 'node:assert/strict';
import process from 'node:process';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { checkScenario } from '../../../src/core/scenario/check';
import { importLog } from '../../../src/core/validation/importLog';
import { readMigrationLog, type Poll } from '../../../src/core/validation/migrationLog';
import { readCases } from '../../../src/core/validation/readCases';
import type { Case } from '../../../src/core/validation/cases';
import { stringify } from 'yaml';

/** An answer of query-migrate of a guest of 256 MiB. */
function answer(values: Record<string, unknown> = {}, ram: Record<string, unknown> = {}): object {
  return {
    status: 'active',
    'setup-time': 2,
    'total-time': 3911,
    'expected-downtime': 300,
    ram: {
      total: 268_435_456,
      transferred: 200_000_000,
      remaining: 82_208_358,
      duplicate: 226,
      normal: 48_000,
      'page-size': 4096,
      'dirty-sync-count': 1,
      'dirty-pages-rate': 0,
      mbps: 547.1,
      ...ram,
    },
    ...values,
  };
}

/** One migration: a first pass of 4 s, a round of 2 s, the end. */
const migration = [
  answer({ 'total-time': 2000 }, { transferred: 130_000_000 }),
  answer({ 'total-time': 4000 }, { transferred: 260_000_000, 'dirty-sync-count': 2, 'dirty-pages-rate': 7000 }),
  answer({ 'total-time': 6000 }, { transferred: 390_000_000, 'dirty-sync-count': 3, 'dirty-pages-rate': 9000 }),
  answer(
    { status: 'completed', 'total-time': 6500, downtime: 250, 'expected-downtime': undefined },
    { transferred: 420_000_000, 'dirty-sync-count': 5, remaining: 0, 'downtime-bytes': 16_000_000 },
  ),
];

const lines = (objects: readonly object[]): string => objects.map((one) => JSON.stringify(one)).join('\n');

/** The one case of a log, its scenario without an error. */
function imported(text: string): { readonly one: Case; readonly text: string; readonly guesses: readonly string[] } {
  const { text: file, guesses } = importLog(text, 'node7 (night).log');
  assert.ok(file !== null);
  const { cases, faults } = readCases(file);
  assert.deepEqual(faults, []);
  const [one, ...others] = cases?.sources[0]?.cases ?? [];
  assert.ok(one !== undefined && others.length === 0 && typeof one.scenario !== 'string');
  const problems = checkScenario(stringify({ scenario: 'it', ...one.scenario })).problems;
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  );
  return { one, text: file, guesses };
}

function published({ figures }: Case): Record<string, unknown> {
  return Object.fromEntries(figures.map((figure) => [figure.name, figure.published]));
}

describe('a log of QMP', () => {
  it('gives the figures of the last answers, and the guest, link and host that it tells', () => {
    const { one, text } = imported(lines(migration));
    assert.deepEqual(published(one), {
      outcome: 'completed',
      total: 6.5,
      sent: Number((420_000_000 / 2 ** 20).toFixed(3)),
      syncs: 5,
      downtime: 250,
      'zero pages': 226,
    });
    assert.match(text, /memory: 262144KiB, zeroPages: 0\.34485%/);
    // The rounds of 4 s less setup and 2 s dirtied 7000 and 9000 pages a second.
    assert.match(text, /dirtyCurve: \[2s: 18000, 3\.998s: 27986\]/);
    // 16 MB in 250 ms are 512 Mbit/s: as slow as before, so that the link was the bottleneck.
    assert.match(text, /bandwidth: 547\.1Mbit\/s/);
    assert.match(text, /maxBandwidth: none/);
    assert.match(text, /setup: 2ms/);
  });

  it('is the same in envelopes, in an array, pretty-printed, and between other lines', () => {
    const { text } = imported(lines(migration));
    const forms = [
      lines(migration.map((reply, index) => ({ t: index, query_migrate: reply }))),
      lines(migration.map((reply) => ({ return: reply, id: 'libvirt-12' }))),
      JSON.stringify(migration),
      JSON.stringify(migration, null, 2),
      migration.map((reply) => JSON.stringify({ return: reply }, null, 2)).join('\n'),
      `{"QMP": {"version": {}}}\n{"return": {}}\n${migration.map((reply) => `2026-11-12 20:00:01 ${JSON.stringify(reply)}`).join('\n\n')}\n{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 2}}`,
      lines(migration).replaceAll('\n', '\r\n'),
    ];
    for (const [index, form] of forms.entries())
      assert.equal(importLog(form, 'node7 (night).log').text, text, `form ${index}`);
  });

  it('takes parameters and capabilities that the log has', () => {
    const set = {
      execute: 'migrate-set-parameters',
      arguments: { 'max-bandwidth': 67_108_864, 'downtime-limit': 500 },
    };
    const capabilities = {
      return: [
        { capability: 'auto-converge', state: true },
        { capability: 'xbzrle', state: false },
      ],
    };
    const { text } = imported(lines([set, capabilities, ...migration]));
    assert.match(text, /maxBandwidth: 64MiB\/s, downtimeLimit: 500ms, autoConverge: true }/);
  });

  it('tells a limit from a link by the last copy, for which no limit holds', () => {
    const fast = migration.map((reply, index) =>
      index === 3 ? answer({ ...reply, downtime: 20 }, { ...(reply as { ram: object }).ram }) : reply,
    );
    const { text } = imported(lines(fast));
    assert.match(text, /bandwidth: 6400Mbit\/s/);
    assert.match(text, /maxBandwidth: 547\.1Mbit\/s/);
  });

  it('marks as a guess what no log can tell', () => {
    const { text, guesses } = imported(lines(migration));
    assert.ok(
      guesses.some(
        (guess) => guess.startsWith('the dirty curve of the log’s own rounds') || guess.includes('dirty curve'),
      ),
    );
    for (const guess of guesses) assert.ok(text.includes(`# GUESS: ${guess}`), guess);
  });

  it('simulates a migration that was cancelled, or that the log does not see to its end, until then', () => {
    const cancelled = lines([...migration.slice(0, 3), { status: 'cancelled' }]);
    const { one, text } = imported(cancelled);
    assert.equal(published(one)['outcome'], 'not-converged');
    assert.equal(published(one)['total'], undefined);
    assert.match(text, /timeLimit: 6s/);
    assert.match(text, /ended as cancelled/);
    assert.match(imported(lines(migration.slice(0, 3))).text, /log ends while the migration goes on/);
  });

  it('takes the share of zero pages of a log that is cut in round 1 from what that has sent, and says where they lie', () => {
    const at = (seconds: number, normal: number, duplicate: number): object =>
      answer({ 'total-time': 1000 * seconds }, { normal, duplicate, transferred: 4096 * normal });
    const zeroPages = ({ figures }: Case): object => {
      const { published: count, tolerance } = figures.find(({ name }) => name === 'zero pages') ?? {};
      return { count, tolerance };
    };
    // 8000 of 32 000 pages were zero: a quarter of all 65 536, in blocks of 2048.
    const spread = imported(lines([at(1, 12_000, 4000), at(2, 24_000, 8000)]));
    assert.match(spread.text, /zeroPages: 25%, zeroLayout: spread \}/);
    assert.match(spread.text, /# zeroLayout: from the log/);
    assert.match(spread.guesses.join('\n'), /zeroPages, the share of zero pages .* before the log ends/);
    assert.deepEqual(zeroPages(spread.one), { count: 8000, tolerance: { share: 0.05, amount: 2048 } });
    // One answer does not show that content follows zero pages.
    const single = imported(lines([at(2, 24_000, 8000)]));
    assert.match(single.text, /# GUESS: zero pages lie among the others[\s\S]*zeroPages: 25%, zeroLayout: spread \}/);
    // Before the first of the simulated blocks there is nothing to compare.
    assert.deepEqual(zeroPages(imported(lines([at(0.1, 3000, 1000)])).one), { count: undefined, tolerance: undefined });
    const seen = [
      at(1, 24_000, 0),
      at(2, 49_000, 0),
      answer({ status: 'completed' }, { normal: 49_152, duplicate: 16_384 }),
    ];
    const last = imported(lines(seen));
    assert.match(last.text, /zeroPages: 25%, zeroLayout: last \}/);
    assert.deepEqual(zeroPages(last.one), { count: 16_384, tolerance: { share: 0.05, amount: 100 } });
  });

  it('guesses what a guest writes from its last dirty rate and the pages sent again, and says so', () => {
    const end = (ram: object, downtime = 100): string =>
      lines([
        answer(
          { status: 'completed', 'total-time': 10_000, downtime },
          { 'dirty-sync-count': 5, duplicate: 15_536, ...ram },
        ),
      ]);
    const both = imported(end({ normal: 60_000, 'dirty-pages-rate': 3000 }));
    assert.match(both.text, /made from .* last dirty-pages-rate \(3000 pages a second\) and 10000 pages sent again/);
    const [, size = ''] = /size: (\d+)KiB, writes: 3000\/s, pattern: uniform/.exec(both.text) ?? [];
    assert.ok(Number(size) / 4 > 5000 && Number(size) / 4 < 10_000, size);
    const again = imported(end({ normal: 60_000 }));
    assert.match(again.text, /made from .* 10000 pages sent again/);
    const [, writes = ''] = /size: 200000KiB, writes: (\d+)/.exec(again.text) ?? [];
    // 10 000 pages in 10 s.
    assert.ok(Number(writes) > 900 && Number(writes) < 1300, writes);
    assert.match(imported(end({ normal: 50_000 })).text, /its kernel does; the log has no more pages sent again/);
    const cut = imported(lines([answer({}, { normal: 30_000, duplicate: 5000 })]));
    assert.match(cut.guesses.join('\n'), /neither a dirty-pages-rate nor pages sent again.*cannot agree/);
  });

  it('takes the version from the greeting, the nearest of those simulated, or guesses it', () => {
    const of = (major: number, minor: number, ...others: object[]): string => {
      const greeting = { QMP: { version: { qemu: { micro: 0, minor, major }, package: '' }, capabilities: ['oob'] } };
      return imported(lines([greeting, ...others, ...migration])).text;
    };
    assert.match(of(6, 1), /# version: from the log, which has QEMU 6\.1[\s\S]*version: '7\.2'/);
    assert.match(of(8, 2), /# version: 7\.2, the nearest .* QEMU 8\.2, which does not sync[\s\S]*\{ version: '7\.2'/);
    const multifd = { return: [{ capability: 'multifd', state: true }] };
    assert.match(of(9, 0, multifd), /whose multifd finds zero pages[\s\S]*\{ version: '11\.0'/);
    assert.match(of(10, 0), /nearest .* QEMU 10\.0, which syncs under way[\s\S]*\{ version: '11\.0'/);
    assert.match(imported(lines(migration)).guesses.join('\n'), /version, the newest of QEMU that is simulated/);
    assert.match(imported(`QEMU 7.2.0 monitor - type 'help' for more\n${monitor}`).text, /\{ version: '7\.2'/);
  });

  it('takes max-bandwidth 0 for no limit, and guesses nothing', () => {
    const { text, guesses } = imported(
      lines([{ execute: 'migrate-set-parameters', arguments: { 'max-bandwidth': 0 } }, ...migration]),
    );
    assert.match(text, /# maxBandwidth: 0 in the log, which is no limit[\s\S]*maxBandwidth: none/);
    assert.doesNotMatch(guesses.join('\n'), /maxBandwidth/);
  });

  it('counts a migration that failed for none that does not converge, and carries why it failed', () => {
    const failed = { status: 'failed', 'error-desc': 'Unable to write to socket:\n "Broken pipe"' };
    const { one } = imported(lines([...migration.slice(0, 2), failed]));
    assert.equal(published(one)['outcome'], undefined);
    assert.match(one.note ?? '', /ended as failed \(Unable to write to socket: "Broken pipe"\)/);
    assert.equal(published(one)['syncs'], 2);
  });

  it('takes the times that are filled in a moment after the status', () => {
    const early = answer({ status: 'completed', 'total-time': 0 }, { transferred: 420_000_000, 'dirty-sync-count': 5 });
    const { one } = imported(lines([...migration.slice(0, 3), early, migration[3] ?? {}]));
    assert.equal(published(one)['total'], 6.5);
    // Without that next answer: the last time that the log has.
    assert.equal(published(imported(lines([...migration.slice(0, 3), early])).one)['total'], 6);
  });

  it('splits where a new migration begins', () => {
    const { text } = importLog(lines([...migration, ...migration]), 'two.log');
    assert.match(text ?? '', /id: migration-1[\s\S]*id: migration-2/);
    const { cases } = readCases(text ?? '');
    assert.equal(cases?.sources[0]?.cases?.length, 2);
  });

  it('takes for each migration what was set before it, by the commands of any version', () => {
    const set = (execute: string, given: object): object => ({ execute, arguments: given });
    const log = [
      set('migrate-set-parameters', { 'max-bandwidth': 32 * 2 ** 20, 'downtime-limit': 100 }),
      { return: {} },
      ...migration,
      set('migrate_set_speed', { value: 64 * 2 ** 20 }),
      set('migrate_set_downtime', { value: 0.05 }),
      ...migration,
    ];
    const options = (text: string): string[] =>
      [...text.matchAll(/maxBandwidth: [^,\n]*, downtimeLimit: \w+/g)].map(String);
    assert.deepEqual(options(importLog(lines(log), 'two.log').text ?? ''), [
      'maxBandwidth: 32MiB/s, downtimeLimit: 100ms',
      'maxBandwidth: 64MiB/s, downtimeLimit: 50ms',
    ]);
    // What is asked after the only migration is told of it.
    const after = [...migration, { return: { 'max-bandwidth': 48 * 2 ** 20, 'downtime-limit': 70 } }];
    assert.deepEqual(options(imported(lines(after)).text), ['maxBandwidth: 48MiB/s, downtimeLimit: 70ms']);
    const channels = [{ return: [{ capability: 'multifd', state: true }] }, { return: { 'multifd-channels': 4 } }];
    assert.match(importLog(lines([...channels, ...migration]), 'x.log').text ?? '', /multifd: 4/);
    // What writes change is the guest's, and no log has it.
    const coded = importLog(lines([{ return: [{ capability: 'xbzrle', state: true }] }, ...migration]), 'x.log');
    assert.match(coded.text ?? '', /xbzrle: true/);
    assert.match(JSON.stringify(coded.guesses), /each write changes its whole page/);
  });

  it('is a case of post-copy if it was switched, with the time, the limits and the speed of either phase', () => {
    const at = (seconds: number, status: string, bytes: number): object =>
      answer({ status, 'total-time': 1000 * seconds }, { transferred: bytes, mbps: 268 });
    const log = [
      { return: [{ capability: 'postcopy-preempt', state: true }] },
      { return: { 'max-bandwidth': 32 * 2 ** 20, 'max-postcopy-bandwidth': 0, 'downtime-limit': 300 } },
      at(1, 'active', 33_000_000),
      at(2, 'active', 67_000_000),
      at(3, 'postcopy-active', 180_000_000),
      at(3.5, 'completed', 240_000_000),
    ];
    const { one, text } = imported(lines(log));
    assert.equal(one.label, 'hybrid');
    assert.match(text, /hybrid: \{ after: 2s, precopyBandwidth: 32MiB\/s, prepaging: follow, preempt: true \}/);
    assert.match(text, /link: \{ bandwidth: 922\.67Mbit\/s/);
  });

  it('bears other envelopes and clocks', () => {
    const bare = migration.map((one) => ({ ...one, 'total-time': undefined }));
    const clocks: readonly ((index: number) => object)[] = [
      (index) => ({ t: 2 * index }),
      (index) => ({ timestamp: 1_668_000_000_000 + 2000 * index }),
      (index) => ({
        time: `2026-${['02-28T23:59:58', '03-01T00:00:00', '03-01T00:00:02', '03-01T00:00:04'][index] ?? ''}.000Z`,
      }),
      (index) => ({ timestamp: { seconds: 1_668_000_000 + 2 * index, microseconds: 0 } }),
    ];
    for (const envelope of ['return', 'query-migrate', 'data', 'result'])
      for (const clock of clocks) {
        const log = lines(bare.map((one, index) => ({ ...clock(index), [envelope]: one })));
        assert.equal(published(imported(log.replaceAll('\n', '\r\n')).one)['total'], 6, envelope);
      }
    const event = { event: 'MIGRATION', timestamp: { seconds: 1, microseconds: 0 }, data: { status: 'completed' } };
    assert.equal(published(imported(lines([event, ...migration, event])).one)['total'], 6.5);
  });

  it('says what a log is that has no migration, where its look tells', () => {
    const why = (text: string): string => importLog(text, 'x.log').notes.at(-1)?.message ?? '';
    assert.match(why(`{'status': 'active', 'ram': {'total': 5}}`), /Python's dictionaries.*json\.dumps/);
    for (const text of ['{"status": "active"}', '{"status": "active", "ram": "no"}'])
      assert.match(why(text), /no 'ram'.*log the whole answers/);
    assert.match(why('Jobtyp: Unbegrenzt\nVerstrichene Zeit: 12 ms\n'), /in English \(LANG=C\)/);
  });

  it('leaves out answers that cannot be, and says which line', () => {
    const broken = [
      answer({ status: 'aktiv' }),
      answer({}, { transferred: 268_435_456 * 51 }),
      answer({}, { duplicate: 70_000 }),
      answer({}, { transferred: -1 }),
    ];
    const { migrations, notes } = readMigrationLog(lines([...migration.slice(0, 3), ...broken, migration[3] ?? {}]));
    assert.deepEqual(
      notes.map(({ line }) => line),
      [4, 5, 6, 7],
    );
    assert.equal(migrations.length, 1);
    assert.equal(migrations[0]?.polls.length, 4);
  });

  it('says of a line that is cut off that it is', () => {
    const whole = lines(migration);
    const { migrations, notes } = readMigrationLog(whole.slice(0, -40));
    assert.equal(migrations[0]?.polls.length, 3);
    assert.deepEqual(
      notes.map(({ line, message }) => [line, message.includes('damaged or cut off')]),
      [[4, true]],
    );
  });
});

const monitor = `(qemu) info migrate
globals:
store-global-state: on
capabilities: xbzrle: off rdma-pin-all: off auto-converge: off
Migration status: active
total time: 4000 milliseconds
expected downtime: 300 milliseconds
setup: 2 milliseconds
transferred ram: 253906 kbytes
throughput: 547.10 mbps
remaining ram: 80281 kbytes
total ram: 262144 kbytes
duplicate: 226 pages
skipped: 0 pages
normal: 48000 pages
normal bytes: 192000 kbytes
dirty sync count: 2
page size: 4 kbytes
dirty pages rate: 7000 pages
(qemu) info migrate
Migration status: completed
total time: 6500 ms
downtime: 250 ms
setup: 2 ms
transferred ram: 410156 kbytes
throughput: 516.00 mbps
remaining ram: 0 kbytes
total ram: 262144 kbytes
duplicate: 226 pages
normal: 101000 pages
dirty sync count: 5
page size: 4 kbytes
`;

const newMonitor = `(qemu) info migrate
Status: \t\tactive
Time (ms): \t\ttotal=4000, setup=2, exp_down=300
RAM info:
  Throughput (Mbps): \t547.10
  Sizes: \t\tpagesize=4 KiB, total=256 MiB
  Transfers: \t\ttransferred=248 MiB, remain=78.4 MiB
    Channels: \t\tprecopy=248 MiB, multifd=0 B, postcopy=0 B
    Page Types: \tnormal=48000, zero=226
  Page Rates (pps): \ttransfer=16400, dirty=7000
  Others: \t\tdirty_syncs=2
(qemu) info migrate
Status: \t\tcompleted
Time (ms): \t\ttotal=6500, setup=2, down=250
RAM info:
  Throughput (Mbps): \t516.00
  Sizes: \t\tpagesize=4 KiB, total=256 MiB
  Transfers: \t\ttransferred=400.5 MiB, remain=0 B
    Page Types: \tnormal=101000, zero=226
  Page Rates (pps): \ttransfer=16400
  Others: \t\tdirty_syncs=5, downtime_bytes=16000000
`;

const job = `Job type:         Unbounded
Operation:        Outgoing migration
Time elapsed:     4000         ms
Data processed:   247.955 MiB
Memory processed: 247.955 MiB
Memory remaining: 78.399 MiB
Memory total:     256.000 MiB
Memory bandwidth: 65.219 MiB/s
Dirty rate:       7000         pages/s
Page size:        4096         bytes
Iteration:        2
Constant pages:   226
Normal pages:     48000
Expected downtime: 300         ms
Setup time:       2            ms

Job type:         Completed
Time elapsed:     6500         ms
Memory processed: 400.543 MiB
Memory total:     256.000 MiB
Iteration:        5
Constant pages:   226
Normal pages:     101000
Total downtime:   250          ms
Setup time:       2            ms
`;

describe('a log of a monitor, or of libvirt', () => {
  const settingsOf = (before: string): object => {
    const answered = `${before}\nMigration status: active\ntransferred ram: 5 kbytes\n`;
    const { settings } = readMigrationLog(answered.replaceAll('\n', '\r\n')).migrations[0] ?? {};
    assert.ok(settings);
    return { ...settings, capabilities: [...settings.capabilities].sort() };
  };

  it('has what was set by commands, or answered by info', () => {
    assert.deepEqual(
      settingsOf(
        '(qemu) migrate_set_parameter max-bandwidth 32M\n(qemu) migrate_set_parameter downtime-limit 100\n(qemu) migrate_set_capability xbzrle on\n(qemu) migrate_set_capability xbzrle off\n(qemu) migrate_set_capability auto-converge on',
      ),
      { maxBandwidth: 32 * 2 ** 20, downtimeLimitMs: 100, capabilities: ['auto-converge'] },
    );
    assert.deepEqual(settingsOf('(qemu) migrate_set_speed 1g\n(qemu) migrate_set_downtime 0.05'), {
      maxBandwidth: 2 ** 30,
      downtimeLimitMs: 50,
      capabilities: [],
    });
    assert.deepEqual(
      settingsOf(
        '(qemu) info migrate_parameters\nmax-bandwidth: 33554432 bytes/second\ndowntime-limit: 300 ms\nmultifd-channels: 4\n(qemu) info migrate_capabilities\nxbzrle: off\nauto-converge: on\nmultifd: on',
      ),
      { maxBandwidth: 2 ** 25, downtimeLimitMs: 300, multifdChannels: 4, capabilities: ['auto-converge', 'multifd'] },
    );
    assert.deepEqual(settingsOf('capabilities: xbzrle: off rdma-pin-all: off auto-converge: on zero-blocks: off'), {
      capabilities: ['auto-converge'],
    });
  });

  for (const [name, text] of [
    ['info migrate', monitor],
    ['info migrate since QEMU 10.1', newMonitor],
    ['virsh domjobinfo', job],
  ] as const)
    it(`is read: ${name}`, () => {
      const { migrations } = readMigrationLog(text);
      const [first, last, ...others] = migrations[0]?.polls ?? [];
      assert.ok(first !== undefined && last !== undefined && others.length === 0 && migrations.length === 1);
      const near = ({ values }: Poll, field: keyof Poll['values'], expected: number): void => {
        const value = values[field] ?? NaN;
        assert.ok(Math.abs(value / expected - 1) < 0.002, `${field}: ${value}, expected ${expected}`);
      };
      assert.deepEqual([first.status, last.status], ['active', 'completed']);
      near(first, 'totalMs', 4000);
      near(first, 'transferred', 260e6);
      near(first, 'ramBytes', 2 ** 28);
      near(first, 'zeroPages', 226);
      near(first, 'normalPages', 48_000);
      near(first, 'syncs', 2);
      near(first, 'dirtyPagesPerSecond', 7000);
      near(first, 'megabitsPerSecond', 547.1);
      near(first, 'expectedDowntimeMs', 300);
      near(last, 'transferred', 420e6);
      near(last, 'downtimeMs', 250);
      near(last, 'setupMs', 2);
      assert.equal(published(imported(text).one)['total'], 6.5);
    });
});

describe('a report of guestperf', () => {
  const entry = (status: string, duration: number, sent: number, iterations: number, rate: number): object => ({
    status,
    now: 1_700_000_000 + duration / 1000,
    duration,
    setup_time: 2,
    downtime: status === 'completed' ? 250 : 0,
    downtime_expected: 500,
    ram: {
      total_bytes: 2 ** 28,
      transferred_bytes: sent,
      duplicate_pages: 226,
      normal_pages: 48_000,
      iterations,
      dirty_rate_pps: rate,
      transfer_rate_mbs: 547.1,
    },
  });
  const history = [
    entry('active', 2000, 130_000_000, 1, 0),
    entry('active', 4000, 260_000_000, 2, 7000),
    entry('completed', 6500, 420_000_000, 5, 0),
  ];
  for (const indent of [0, 2])
    it(`is read with its scenario, indented by ${indent}`, () => {
      const report = { hardware: {}, scenario: { bandwidth: 64, downtime: 500 }, progress_history: history };
      const { one, text } = imported(JSON.stringify(report, null, indent));
      assert.deepEqual([published(one)['total'], published(one)['syncs'], published(one)['zero pages']], [6.5, 5, 226]);
      assert.match(text, /maxBandwidth: 64MiB\/s, downtimeLimit: 500ms/);
    });
});

describe('a hostile log', () => {
  it('never throws, and says that there is nothing in it', () => {
    const deep = '{"a":'.repeat(100_000);
    const hostile = [
      '',
      '\n'.repeat(1000),
      '{',
      '[',
      '}{',
      'null',
      '[]',
      deep,
      '"'.repeat(9999),
      'a: b\n'.repeat(9999),
      '\u0000\u0001',
      `{"status": {"x": 1}, "ram": {}}`,
      'Migration status: active\ntransferred ram: much',
    ];
    for (const text of hostile) {
      const { text: file, notes } = importLog(text, 'x.log');
      assert.equal(file, null, text.slice(0, 40));
      assert.match(notes.at(-1)?.message ?? '', /no answer of query-migrate.*give a log/);
    }
  });

  it('reads a long log in a time that its length explains, and counts the notes that it does not print', () => {
    const many = Array.from({ length: 60_000 }, (_, index) =>
      JSON.stringify(
        answer(
          { 'total-time': 100 * index },
          { transferred: 1000 * index, 'dirty-sync-count': 1 + Math.floor(index / 1000) },
        ),
      ),
    );
    // Of the processor: other work on the machine is not its fault.
    const start = process.cpuUsage();
    const { text } = importLog([...many, ...Array.from({ length: 50 }, () => '{"t": 1, ')].join('\n'), 'x.log');
    assert.ok(text !== null);
    assert.ok(process.cpuUsage(start).user < 10e6);
    const { notes } = readMigrationLog(
      [...many.slice(0, 3), ...many.slice(0, 50).map((line) => line.slice(0, 50)), ...many.slice(0, 60)].join('\n'),
    );
    assert.equal(notes.length, 21);
    assert.match(notes[20]?.message ?? '', /^30 more/);
  });

  it('comes out as YAML that is read whatever its name and its texts are', () => {
    for (const name of ['a: b # {.log', '"; \n- x', '', '....', 'ümlaut 日本.json']) {
      const { text } = importLog(lines(migration), name);
      assert.deepEqual(readCases(text ?? '').faults, [], name);
      assert.doesNotThrow(() => void parse(text ?? ''));
    }
  });

  it('gives a scenario that can run for figures at their bounds', () => {
    for (const ram of [
      { total: 0, duplicate: 0, normal: 5 },
      { mbps: 0 },
      { duplicate: 65_536, normal: 0 },
      { 'dirty-pages-rate': 1e9 },
      { total: 2 ** 28 + 0.5, duplicate: 0 },
      { total: 2 ** 40, duplicate: 2 ** 27 + 1 },
    ])
      imported(lines(migration.map((reply) => ({ ...reply, ram: { ...(reply as { ram: object }).ram, ...ram } }))));
  });
});
