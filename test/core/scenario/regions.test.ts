// What a region, the guest, the link and the hosts may say beyond the plain case, each resolved to base units; and the advice about them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkScenario } from '../../../src/core/scenario/check';
import type { FileContent } from '../../../src/core/scenario/dataFiles';
import { hostPresets } from '../../../src/core/scenario/hostPresets';
import type { Host, Link, Region, Scenario } from '../../../src/core/scenario/scenario';
import { check, outline } from './support';
import type { BesideIt } from './support';

/** A guest of 256 MiB with one region of 64 pages. */
function text({ region = 'size: 256KiB, writes: 640/s', vm = '', link = '', host = '' }): string {
  return [
    `vm: { memory: 256MiB${vm} }`,
    `workload: [ { name: a, ${region} } ]`,
    `link: { bandwidth: 1Gbit/s${link} }`,
    ...(host === '' ? [] : [`host: ${host}`]),
    'algorithms: [ beta ]',
  ].join('\n');
}

function resolved(parts: Parameters<typeof text>[0], beside: BesideIt = {}): Scenario {
  const { scenario, problems } = check(text(parts), beside);
  assert.ok(scenario, outline(problems).join('\n'));
  return scenario;
}

function regionOf(keys: string, beside: BesideIt = {}): Region {
  const [region] = resolved({ region: keys }, beside).workload;
  assert.ok(region);
  return region;
}

const plain = 'size: 256KiB, writes: 640/s';

test('reads are counted or bytes, by default twice the writes', () => {
  assert.equal(regionOf(plain).readsPerSecond, 1280);
  assert.equal(regionOf(`${plain}, reads: 0/s`).readsPerSecond, 0);
  assert.equal(regionOf(`${plain}, reads: 30k/s`).readsPerSecond, 30_000);
  assert.equal(regionOf(`${plain}, reads: 4MiB/s`).readsPerSecond, 1024);
});

test('a change is bytes, a size or a share of the page: whole bytes, at least one', () => {
  assert.equal(regionOf(plain).changeBytes, 4096);
  for (const [written, bytes] of [
    ['8', 8],
    ['8B', 8],
    ['1KiB', 1024],
    ['50%', 2048],
    ['0.001%', 1],
    ['100%', 4096],
  ] as const)
    assert.equal(regionOf(`${plain}, change: ${written}`).changeBytes, bytes, written);
});

test('the exponent of a rank-frequency pattern stands alone or under its name', () => {
  for (const written of ['{ zipf: 1.1 }', '{ zipf: { exponent: 1.1 } }'])
    assert.deepEqual(regionOf(`${plain}, pattern: ${written}`).pattern, { kind: 'zipf', exponent: 1.1 });
  assert.deepEqual(regionOf(`${plain}, pattern: { zipf: 0 }`).pattern, { kind: 'zipf', exponent: 0 });
});

test('intervals are put in order, and those that touch are joined', () => {
  const activity = (during: string): unknown => regionOf(`${plain}, during: ${during}`).activity;
  const intervals = (...list: readonly (readonly [number, number | null])[]): unknown => ({
    kind: 'intervals',
    intervals: list.map(([fromSeconds, toSeconds]) => ({ fromSeconds, toSeconds })),
  });
  assert.deepEqual(regionOf(plain).activity, { kind: 'always' });
  assert.deepEqual(activity('[ 10s..40s, 60s.. ]'), intervals([10, 40], [60, null]));
  assert.deepEqual(activity('[ ..5s ]'), intervals([0, 5]));
  assert.deepEqual(activity('[ 60s.., 1.5s..40s, ..500ms ]'), intervals([0, 0.5], [1.5, 40], [60, null]));
  assert.deepEqual(activity('[ 10s..20s, 5s..10s, 20s.. ]'), intervals([5, null]));
  assert.deepEqual(activity("[ '1min .. 2min' ]"), intervals([60, 120]));
});

test('bursts stand in the region or under during', () => {
  const expected = { kind: 'bursts', everySeconds: 2, onSeconds: 1, restShare: 0.2 };
  assert.deepEqual(regionOf(`${plain}, bursts: { every: 2s, on: 1s, rest: 20% }`).activity, expected);
  assert.deepEqual(regionOf(`${plain}, during: { bursts: { every: 2s, on: 1s, rest: 20% } }`).activity, expected);
  assert.deepEqual(regionOf(`${plain}, bursts: { every: 2s, on: 2s }`).activity, {
    ...expected,
    onSeconds: 2,
    restShare: 0,
  });
});

const trace = `#lmtrace 1
#page_size 4096
#pages 64
#interval_ms 100
#loop 200
0,3,2
100,3,1,25
300,0,8
`;

test('a trace gives its region size, mean writes and repetition', () => {
  const region = regionOf('trace: t.lmtrace', { 't.lmtrace': trace });
  assert.equal(region.pages, 64);
  assert.equal(region.writesPerSecond, 35 / 0.4);
  assert.equal(region.readsPerSecond, 70 / 0.4);
  assert.equal(region.pattern.kind, 'trace');
  const { file, repeat, columns } = region.pattern;
  assert.deepEqual({ file, repeat }, { file: 't.lmtrace', repeat: 0.2 });
  assert.deepEqual([...columns.firstPage], [3, 3, 0]);
  assert.deepEqual([...columns.writes], [2, 25, 8]);
  assert.equal(columns.seconds, 0.4);
});

test('repeat wins over what the trace says, and a size over its pages', () => {
  const repeat = (keys: string): unknown => {
    const { pattern } = regionOf(`trace: t.lmtrace${keys}`, { 't.lmtrace': trace });
    assert.equal(pattern.kind, 'trace');
    return pattern.repeat;
  };
  assert.equal(repeat(', repeat: true'), 'all');
  assert.equal(repeat(', repeat: false'), 'none');
  assert.equal(repeat(', repeat: 300ms'), 0.3);
  assert.equal(regionOf('trace: t.lmtrace, size: 1MiB', { 't.lmtrace': trace }).pages, 256);
});

test('a trace without rows is an idle region, and one without length does not repeat', () => {
  const head = trace.slice(0, trace.indexOf('#loop'));
  const idle = regionOf('trace: t.lmtrace, repeat: true', { 't.lmtrace': head });
  assert.equal(idle.writesPerSecond, 0);
  const once = regionOf('trace: t.lmtrace, repeat: true', { 't.lmtrace': `${head.replace(' 100', ' 0')}0,1,1\n` });
  assert.equal(once.writesPerSecond, 0);
  assert.equal(once.pattern.kind === 'trace' && once.pattern.repeat, 'none');
});

const points = [
  { seconds: 0.5, pages: 2000 },
  { seconds: 1, pages: 3000 },
  { seconds: 8, pages: 5000 },
];

test('a curve stands in the scenario or in a file, and gives its region its size', () => {
  const csv = '# measured\r\nseconds,pages\r\n0.5,2000\r\n1,3000\r\n8.0, 5000\r\n';
  const written = regionOf('dirtyCurve: [ 500ms: 2000, 1s: 3000, 8s: 5000 ]');
  const fromFile = regionOf('dirtyCurve: curve.csv', { 'curve.csv': csv });
  assert.deepEqual(fromFile, written);
  assert.equal(written.pages, 5000);
  assert.equal(written.pattern.kind, 'dirty-curve');
  const { groups, errors } = written.pattern;
  assert.deepEqual(written.pattern.points, points);
  assert.equal(errors.length, 3);
  assert.ok(Math.max(...errors.map(Math.abs)) < 0.05);
  const mean = groups.reduce((sum, { pages, writesPerSecondPerPage }) => sum + pages * writesPerSecondPerPage, 0);
  assert.equal(written.writesPerSecond, mean);
  assert.equal(written.readsPerSecond, 2 * mean);
  assert.equal(regionOf('size: 64MiB, dirtyCurve: curve.csv', { 'curve.csv': csv }).pages, 16_384);
});

test('counts of a curve may be means, and may fall by what chance makes them', () => {
  assert.equal(regionOf('dirtyCurve: [ 1s: 100.5, 2s: 99 ], size: 1MiB').pages, 256);
  assert.equal(regionOf('dirtyCurve: [ 1s: 100.5 ]').pages, 101);
});

test('a curve that bends upward is warned of, with the figure, and so is a poor fit', () => {
  const { scenario, problems } = check(text({ region: 'dirtyCurve: [ 1s: 1000, 2s: 3000 ]' }));
  assert.ok(scenario);
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [
      ['curve-bends-upward', 'warning'],
      ['curve-fit', 'warning'],
    ],
  );
  assert.match(problems[0]?.message ?? '', /bends upward at 1s: the count lies 50\s% below/);
  assert.match(problems[1]?.message ?? '', /off by \d+\s%/);
});

test('zero pages round to the nearest, at least one, and fit beside regions that fit', () => {
  const zero = (share: string, region?: string): number =>
    resolved({ vm: `, zeroPages: ${share}`, ...(region === undefined ? {} : { region }) }).zeroPages;
  assert.equal(zero('0%'), 0);
  assert.equal(zero('25%'), 16_384);
  assert.equal(zero('0.0001%'), 1);
  assert.equal(zero('50%', 'size: 50%, writes: 1/s'), 32_768);
  const { scenario } = check(
    text({ region: 'size: 50%, writes: 1/s', vm: ', zeroPages: 50%' }).replace('256MiB', '12KiB'),
  );
  assert.deepEqual([scenario?.workload[0]?.pages, scenario?.zeroPages], [2, 1]);
});

test('processors and the steps of the schedule are taken as they are', () => {
  assert.equal(resolved({}).vcpus, 1);
  assert.equal(resolved({ vm: ', vcpus: 8' }).vcpus, 8);
  const schedule = (steps: string): Link['schedule'] => resolved({ link: `, schedule: ${steps}` }).link.schedule;
  assert.deepEqual(schedule('[]'), []);
  assert.deepEqual(schedule('[ { at: 20s, available: 40% }, { at: 35s, available: 100% } ]'), [
    { atSeconds: 20, available: 0.4 },
    { atSeconds: 35, available: 1 },
  ]);
});

test('a preset brings its costs, and a key beside it wins', () => {
  const host = (written: string): Host => resolved({ host: written }).host;
  for (const [preset, { costs }] of Object.entries(hostPresets)) {
    assert.deepEqual(host(preset), { preset, ...costs });
    assert.deepEqual(host(`{ preset: ${preset}, peek: { fixed: 1ms }, pageCost: 1us }`), {
      preset,
      ...costs,
      peek: { ...costs.peek, fixedSeconds: 0.001 },
      pageCostSeconds: 1e-6,
    });
  }
  const every =
    '{ setup: 1s, suspend: 2s, resume: 3s, suspendPages: 4, suspendDelay: 11us, peekDelay: 12us, dirtyFault: 5us, clean: { fixed: 6us, perPage: 7ns }, peek: { fixed: 8us, perPage: 0.05ns }, pageCost: 9us, zeroPage: 10us, wakeUp: 13us, socketBuffer: 216KiB }';
  assert.deepEqual(host(every), {
    preset: 'ideal',
    setupSeconds: 1,
    suspendSeconds: 2,
    resumeSeconds: 3,
    suspendPages: 4,
    suspendDelaySeconds: 11e-6,
    peekDelaySeconds: 12e-6,
    dirtyFaultSeconds: 5e-6,
    clean: { fixedSeconds: 6e-6, perPageSeconds: 7e-9 },
    peek: { fixedSeconds: 8e-6, perPageSeconds: 5e-11 },
    pageCostSeconds: 9e-6,
    zeroPageSeconds: 1e-5,
    wakeUpSeconds: 13e-6,
    socketBufferBytes: 216 * 1024,
  });
});

/** The advice about a guest of 1 GiB on a gigabit link. */
function adviceOn(workload: string, algorithms: string): string[] {
  const { scenario, problems } = checkScenario(
    `vm: { memory: 1GiB }\nworkload: [ ${workload} ]\nlink: { bandwidth: 1Gbit/s }\nalgorithms: ${algorithms}`,
  );
  assert.ok(scenario, outline(problems).join('\n'));
  return problems.map(({ code, severity, message }) => `${severity} ${code} ${message.replaceAll(/\s/g, ' ')}`);
}

test('a guest that no round can catch is pointed out once, with the least downtime', () => {
  // Of 2621 pages written 60 000 times a second, R = 28 627/s keeps R / 22.9 = 1251 clean: 1370 stay dirty.
  assert.deepEqual(adviceOn('{ size: 1%, writes: 60k/s }', '[ stop-and-copy, xen-precopy, hca ]'), [
    'hint stays-dirty At least 69.0 ms of downtime on this link: 1 370 pages stay dirty, however often they are sent, as it carries 28 600 pages/s, and xen-precopy stops at 50.',
  ]);
});

test('a guest that can be caught, or an algorithm that stops elsewhere, is not', () => {
  assert.deepEqual(adviceOn('{ size: 1%, writes: 6k/s }', '[ xen-precopy ]'), []);
  assert.deepEqual(adviceOn('{ size: 1%, writes: 60k/s }', '[ stop-and-copy ]'), []);
  assert.deepEqual(adviceOn('{ size: 1%, writes: 60k/s }', '[ xen-precopy: { minPages: 1400 } ]'), []);
  assert.deepEqual(adviceOn('{ size: 1%, writes: 60k/s }', '[ precopy: { downtimeLimit: 100ms } ]'), []);
  assert.equal(adviceOn('{ size: 1%, writes: 60k/s }', '[ precopy: { downtimeLimit: 10ms } ]').length, 1);
});

test('where rates say nothing, the floor speaks', () => {
  assert.match(
    adviceOn('{ size: 25%, writes: 60k/s, pattern: sequential }', '[ xen-precopy ]').join(''),
    /^hint stays-dirty At least 1\.2\d s of downtime/,
  );
});

test('what was made of a file is kept as long as its owner keeps the file', () => {
  const rows = Array.from({ length: 300_000 }, (_, row) => `${row},${row % 64},1`).join('\n');
  const content: FileContent = { text: `${trace.slice(0, trace.indexOf('#loop'))}${rows}\n` };
  const columnsOf = (): unknown => {
    const { scenario } = checkScenario(text({ region: 'trace: t.lmtrace' }).replace('beta', 'hca'), {
      files: new Map([['t.lmtrace', content]]),
    });
    const pattern = scenario?.workload[0]?.pattern;
    return pattern?.kind === 'trace' ? pattern.columns : null;
  };
  const columns = columnsOf();
  assert.ok(columns);
  assert.equal(columnsOf(), columns);
});
