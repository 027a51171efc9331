// Traces and curves beside a scenario, as the command finds them on a disk: plain, gzipped, missing, elsewhere, damaged, endless.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { miglab } from './miglab';

const root = mkdtempSync(path.join(tmpdir(), 'miglab-'));
const folder = path.join(root, 'scenarios');
after(() => {
  rmSync(root, { recursive: true });
});

const trace = '#lmtrace 1\n#page_size 4096\n#pages 64\n#interval_ms 100\n0,3,2\n100,0,8\n';
mkdirSync(path.join(folder, 'traces'), { recursive: true });
const put = (name: string, content: string | Buffer): void => {
  writeFileSync(path.join(folder, name), content);
};
put('plain.lmtrace', trace);
put('traces/packed.lmtrace.gz', gzipSync(trace));
put('traces/unnamed', gzipSync(trace));
put('wrong.lmtrace', `${trace}200,0\n`);
put('damaged.gz', gzipSync(trace).subarray(0, 40));
put('bomb.gz', gzipSync(Buffer.alloc(65 * 1024 * 1024, '#\n')));
put('curve.csv', 'seconds,pages\n0.5,2900\n1,3000\n');
put('wrong.csv', 'seconds,pages\n0.5,2000\none,3000\n');
writeFileSync(path.join(root, 'elsewhere.lmtrace'), trace);
symlinkSync(path.join(root, 'elsewhere.lmtrace'), path.join(folder, 'link.lmtrace'));
symlinkSync('plain.lmtrace', path.join(folder, 'inside.lmtrace'));
execFileSync('mkfifo', [path.join(folder, 'pipe.lmtrace')]);

/** The problems of a scenario with one region of these keys: 'LINE:COLUMN severity code message'. */
async function problemsOf(keys: string): Promise<string[]> {
  put(
    'a.migration.yaml',
    `vm: { memory: 256MiB }\nworkload:\n  - name: a\n    ${keys}\nlink: { bandwidth: 1Gbit/s }\nalgorithms: [ stop-and-copy ]\n`,
  );
  const file = path.join(folder, 'a.migration.yaml');
  const { stdout } = await miglab(['check', file]);
  return stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(file.length + 1));
}

for (const name of ['plain.lmtrace', 'traces/packed.lmtrace.gz', './traces/unnamed', 'inside.lmtrace'])
  void test(`the trace ${name} is read`, async () => {
    assert.deepEqual(await problemsOf(`trace: ${name}`), []);
  });

void test('a curve is read, and its fit told', async () => {
  const problems = await problemsOf('dirtyCurve: curve.csv');
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /^4:17 hint curve-fit The fit passes within /);
});

for (const [keys, expected] of [
  ['trace: nowhere.lmtrace', /^4:12 error missing-file There is no file 'nowhere\.lmtrace'/],
  ['trace: plain.lmtrace/inner', /^4:12 error missing-file /],
  ['trace: ../elsewhere.lmtrace', /^4:12 error file-outside .* outside the scenario's folder/],
  [`trace: ${path.join(root, 'elsewhere.lmtrace')}`, /^4:12 error file-outside /],
  ['trace: link.lmtrace', /^4:12 error file-outside /],
  ['trace: traces', /^4:12 error unreadable-file .*it is a folder/],
  ['trace: pipe.lmtrace', /^4:12 error unreadable-file .*no plain file/],
  ['trace: damaged.gz', /^4:12 error unreadable-file .*gzip data is damaged/],
  ['trace: bomb.gz', /^4:12 error unreadable-file .*more than 64MiB of text/],
  ['trace: wrong.lmtrace', /^4:12 error malformed-file 'wrong\.lmtrace', line 7: /],
  ['dirtyCurve: wrong.csv', /^4:17 error malformed-file 'wrong\.csv', line 3: /],
] as const)
  void test(`${keys.replace(root, '…')} is one problem`, async () => {
    const problems = await problemsOf(keys);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', expected);
  });
