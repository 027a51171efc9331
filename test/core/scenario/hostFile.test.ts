// Files of host presets: what a scenario takes from one, and what is said of one that is missing, wrong, or builds on another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete, fileEndingsAt } from '../../../src/core/language/complete';
import { hoverAt } from '../../../src/core/language/hover';
import { filesOf } from '../../../src/core/language/links';
import { checkPoints, checkScenario, type ScenarioCheck } from '../../../src/core/scenario/check';
import { hostFileTable } from '../../../src/core/scenario/fields';
import { checkHostFile } from '../../../src/core/scenario/hostFile';
import { hostPresets } from '../../../src/core/scenario/hostPresets';
import { parseScenario } from '../../../src/core/scenario/parse';
import type { Scenario } from '../../../src/core/scenario/scenario';
import { hostFileSchema } from '../../../src/core/scenario/schema';
import { schemaJudge } from './schemaOracle';
import { dataFiles, outline, type BesideIt } from './support';

const rack = `title: Rack 4
host: { preset: kvm, setup: 12ms, zeroPage: 0.3us }
link: { bandwidth: 941Mbit/s, efficiency: 100% }
clearLog: lazy
`;
const name = 'rack4.migration-host.yaml';

function scenarioText({ link = '', host = name, qemu = '' }): string {
  return [
    'vm: { memory: 256MiB, zeroPages: 20% }',
    'workload: [ { size: 64MiB, writes: 3k/s } ]',
    ...(link === '' ? [] : [`link: ${link}`]),
    `host: ${host}`,
    `algorithms: [ qemu-precopy: { ${qemu} } ]`,
    '',
  ].join('\n');
}

const checked = (text: string, beside: BesideIt = { [name]: rack }): ScenarioCheck =>
  checkScenario(text, { files: dataFiles(beside) });

function resolved(text: string, beside?: BesideIt): Scenario {
  const { scenario, problems } = checked(text, beside);
  assert.ok(scenario, outline(problems).join('\n'));
  return scenario;
}

/** LINE-free outline: the code and the message of each problem. */
const told = (text: string, beside?: BesideIt): string[] =>
  checked(text, beside).problems.map(({ code, message }) => `${code}: ${message}`);

void test('a scenario that names the file is the one with its keys pasted in', () => {
  const pasted = scenarioText({
    link: '{ bandwidth: 941Mbit/s, efficiency: 100% }',
    host: '{ preset: kvm, setup: 12ms, zeroPage: 0.3us }',
    qemu: 'clearLog: lazy',
  });
  const named = resolved(scenarioText({}));
  assert.deepEqual({ ...named, host: { ...named.host, preset: 'kvm' } }, resolved(pasted));
  assert.equal(named.host.preset, name);
});

void test("the scenario's own keys win: costs, link with its efficiency, parameter", () => {
  const own = resolved(
    scenarioText({
      link: '{ bandwidth: 10Gbit/s, rtt: 1ms }',
      host: `{ preset: ${name}, setup: 5ms }`,
      qemu: 'clearLog: sync',
    }),
  );
  assert.equal(own.host.setupSeconds, 0.005);
  assert.equal(own.host.zeroPageSeconds, 3e-7);
  assert.deepEqual([own.link.bandwidthBitsPerSecond, own.link.efficiency], [1e10, 0.94]);
  assert.equal(own.algorithms[0]?.parameters['clearLog'], 'sync');
  // A link without a bandwidth of its own has the file's, and keeps what it says besides.
  const rtt = resolved(scenarioText({ link: '{ rtt: 1ms }' })).link;
  assert.deepEqual([rtt.bandwidthBitsPerSecond, rtt.efficiency, rtt.rttSeconds], [941e6, 1, 0.001]);
});

void test('what the file does not say is its preset, else the ideal', () => {
  const link = '{ bandwidth: 1Gbit/s }';
  const costs = (file: string): object => ({ ...resolved(scenarioText({ link }), { [name]: file }).host, preset: '' });
  assert.deepEqual(costs('host: { preset: xen-shadow }'), { ...hostPresets['xen-shadow'].costs, preset: '' });
  assert.deepEqual(costs('host: xen-shadow'), { ...hostPresets['xen-shadow'].costs, preset: '' });
  assert.deepEqual(costs('title: Nothing known\n'), { ...hostPresets.ideal.costs, preset: '' });
  assert.equal(
    resolved(scenarioText({ link }), { [name]: 'host: kvm' }).algorithms[0]?.parameters['clearLog'],
    resolved(scenarioText({ link, host: 'kvm' })).algorithms[0]?.parameters['clearLog'],
  );
});

void test('a file that is missing, outside or wrong is one problem, with its line', () => {
  assert.deepEqual(told(scenarioText({}), {}), [
    `missing-file: There is no file '${name}' beside the scenario: check the name, or put the file there.`,
  ]);
  assert.match(told(scenarioText({}), { [name]: { kind: 'outside', of: 'the workspace' } }).join(), /^file-outside: /);
  const wrong = 'title: A\nhost:\n  preset: kvm\n  setp: 4ms\n';
  assert.deepEqual(told(scenarioText({}), { [name]: wrong }), [
    `malformed-file: '${name}', line 4: 'host' has no key 'setp': did you mean 'setup'?`,
  ]);
  const scenario = scenarioText({ link: '{ bandwidth: 1Gbit/s }', host: 'kvm' });
  assert.match(told(scenarioText({}), { [name]: scenario }).join(), /line 1: A host preset's file has no key 'vm'/);
  assert.match(
    told(scenarioText({}), { [name]: '' }).join(),
    /line 1: The file has no host preset: begin with 'host:'/,
  );
  assert.match(told(scenarioText({}), { [name]: 'host: [\n' }).join(), /^malformed-file: /);
});

void test('a file with no link leaves the link to the scenario, which lacks it', () => {
  assert.deepEqual(told(scenarioText({}), { [name]: 'host: kvm' }), [
    "missing-key: A scenario lacks 'link': add 'link:'.",
  ]);
});

void test('a file that builds on itself or on another is refused', () => {
  const loop = `host: { preset: ${name} }\n`;
  assert.match(
    told(scenarioText({}), { [name]: loop }).join(),
    /line 1: The preset of a host preset's file is one of the words ideal, .*: it cannot be another file\.$/,
  );
});

void test('a file of another name is no preset, and is told how one is named', () => {
  const link = '{ bandwidth: 1Gbit/s }';
  assert.match(
    told(scenarioText({ link, host: 'rack4.yaml' })).join(),
    /^unknown-choice: 'preset' takes a file named ….migration-host.yaml, not 'rack4.yaml': check the name, or choose ideal,/,
  );
  assert.match(told(scenarioText({ link, host: 'kvn' })).join(), /did you mean kvm\?/);
});

void test('a sweep tries files beside words, and its own bandwidths win over theirs', () => {
  const text = `${scenarioText({ link: '{ bandwidth: 1Gbit/s }' })}sweep:\n  host.preset: [ ${name}, kvm ]\n  link.bandwidth: [ 1Gbit/s, 2Gbit/s ]\n`;
  const { document, sweep, problems } = checked(text);
  assert.ok(sweep, outline(problems).join('\n'));
  const points = checkPoints(document, sweep, { files: dataFiles({ [name]: rack }) }).map(({ scenario }) => [
    scenario?.host.preset,
    scenario?.host.zeroPageSeconds,
    scenario?.link.bandwidthBitsPerSecond,
  ]);
  assert.deepEqual(points, [
    [name, 3e-7, 1e9],
    [name, 3e-7, 2e9],
    ['kvm', 5e-7, 1e9],
    ['kvm', 5e-7, 2e9],
  ]);
});

void test('the schemas know the file and its name', () => {
  const judge = new Ajv({ strict: false }).compile(hostFileSchema());
  assert.ok(judge(parse(rack)), JSON.stringify(judge.errors));
  for (const wrong of [
    'host: rack4.migration-host.yaml',
    'host: { setp: 1ms }',
    'clearLog: never',
    'link: { efficiency: 90% }',
  ])
    assert.equal(judge(parse(wrong)), false, wrong);
  const ofScenario = schemaJudge(algorithms);
  assert.deepEqual(ofScenario(scenarioText({})), []);
  assert.notDeepEqual(ofScenario(scenarioText({ host: 'rack4.yaml' })), []);
  const bare = scenarioText({}).replace(/host: .*\n/, '');
  assert.notDeepEqual(ofScenario(bare), []);
});

void test('editors offer the files, open them, and explain their keys', () => {
  const at = (text: string): { text: string; offset: number } => ({
    text: text.replace('|', ''),
    offset: text.indexOf('|'),
  });
  for (const host of ['|', '{ preset: | }']) {
    const { text, offset } = at(scenarioText({ host }));
    assert.ok(fileEndingsAt(text, offset, algorithms).includes('.migration-host.yaml'));
    const offers = complete(text, offset, { algorithms, files: [name, 'x.lmtrace'], templates: [] });
    const labels = offers.map(({ label }) => label);
    assert.ok(labels.includes(name) && labels.includes('kvm') && !labels.includes('x.lmtrace'), labels.join());
  }
  assert.deepEqual(
    filesOf(parseScenario(scenarioText({})).document).map((file) => file.name),
    [name],
  );
  const { text, offset } = at('title: A\nhost: { | }\n');
  const labels = complete(text, offset, { algorithms, files: [], templates: [], table: hostFileTable }).map(
    ({ label }) => label,
  );
  assert.ok(labels.includes('setup') && labels.includes('preset') && !labels.includes('vm'), labels.join());
  assert.match(hoverAt(rack, rack.indexOf('clearLog') + 1, algorithms, hostFileTable)?.markdown ?? '', /dirty log/);
  assert.match(
    hoverAt(rack, rack.indexOf('setup') + 1, algorithms, hostFileTable)?.markdown ?? '',
    /before the migration/,
  );
});

void test('every problem of a file has its place in it', () => {
  const text = 'title: A\nhost: { preset: kvm, setp: 4ms }\nlink: 4Gbit/s\nclearLog: never\n';
  assert.deepEqual(
    checkHostFile(text).problems.map(({ code, range }) => `${code} ${text.slice(range.start, range.end)}`),
    ['unknown-key setp', 'wrong-type 4Gbit/s', 'unknown-choice never'],
  );
});
