// Lab files: what is wrong with them, where, and under which code; and that schema, reference and check agree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { labFields } from '../../../src/core/lab/fields';
import { labCodes, labReference } from '../../../src/core/lab/reference';
import { labSchema } from '../../../src/core/lab/schema';
import type { Field, Fields } from '../../../src/core/scenario/fields';
import { unmark } from '../scenario/support';
import { checkLab } from '../../../src/core/lab/check';
import { checked, exchanged, folder, labText, labFolder } from './support';

test('a sound lab has no problems, and says what its file says', () => {
  const { lab, problems } = checked(labText);
  assert.deepEqual(problems, []);
  assert.equal(lab?.id, 'a-lab');
  assert.equal(lab.points, 10);
  assert.deepEqual(lab.variant[0], {
    name: 'rate',
    from: 8,
    to: 14,
    step: 1,
    unit: 'MiB/s',
    at: [{ file: 'sweep.migration.yaml', path: 'workload.app.writes' }],
  });
  assert.equal(lab.checks[0]?.kind.name, 'answer');
  assert.deepEqual(lab.checks[0].credit, { shape: 'linear', full: 0.02, zero: 0.15, of: 'relative', margin: null });
  assert.deepEqual(lab.checks[1]?.needs, ['A.1']);
});

/** Part of the sound lab, what it becomes (the wrong place in marks), the code, and a word of the sentence. */
const wrong: readonly (readonly [from: string, to: string, code: string, says: RegExp])[] = [
  ['title: A lab', '⟦titel⟧: A lab', 'unknown-key', /did you mean 'title'/],
  ['id: a-lab', 'id: ⟦"1 lab"⟧', 'wrong-name', /is no name/],
  ['points: 6', 'points: ⟦-1⟧', 'out-of-range', /cannot be negative/],
  ['points: 6', 'points: ⟦six⟧', 'wrong-value', /whole number|a number/],
  ['id: A.2', 'id: ⟦A.1⟧', 'duplicate-check', /second time/],
  ['id: A.2', 'id: ⟦2.A⟧', 'wrong-name', /letter first/],
  ['needs: [ A.1 ]', 'needs: [ ⟦A.2⟧ ]', 'unknown-check', /A\.1/],
  ['checks: [ A.1 ]', 'checks: [ ⟦A.9⟧ ]', 'unknown-check', /A\.1 or A\.2/],
  ['right: [ uniform ]', 'right: [ ⟦unifrom⟧ ]', 'unknown-choice', /sweep, uniform or both/],
  ['value: precopy.total', 'value: precopy.⟦totale⟧', 'wrong-formula', /no figure 'totale'/],
  ['value: precopy.total', 'value: ⟦precop⟧.total', 'wrong-formula', /did you mean precopy/],
  ['precopy.round(2).bytes', 'precopy.round(2).⟦byte⟧', 'wrong-formula', /bytes/],
  ['value: precopy.rounds', 'value: precopy.rounds ⟦)⟧', 'wrong-formula', /not expected/],
  ['value: precopy.rounds', 'value: 2 * ⟦rat⟧', 'wrong-formula', /did you mean rate/],
  ['starter: [ answers.yaml,', 'starter: [ ⟦../answers.yaml⟧, answers.yaml,', 'file-outside', /folder/],
  ['starter: [ answers.yaml,', 'starter: [ answers.yaml, ⟦answers.yaml⟧,', 'duplicate-file', /second time/],
  ['starter: [ answers.yaml,', 'starter: [ answers.yaml, ⟦more.csv⟧,', 'missing-file', /no file/],
  ['scenario: sweep.migration.yaml', 'scenario: ⟦swep.migration.yaml⟧', 'unknown-file', /sweep\.migration\.yaml/],
  ['path: workload.app.writes', 'path: ⟦workload.ap.writes⟧', 'unknown-path', /did you mean/],
  ['paths: [ vm, workload ]', 'paths: [ vm, ⟦link.bandwith⟧ ]', 'unknown-path', /did you mean/],
  ['to: 14MiB/s', 'to: ⟦14MB/s⟧', 'wrong-variant', /MiB\/s/],
  ['to: 14MiB/s, step: 1MiB/s', 'to: 14MiB/s, step: ⟦0MiB/s⟧', 'wrong-variant', /more than 0/],
  ['from: 8MiB/s', 'from: ⟦eight⟧', 'wrong-value', /no number with a unit/],
  ['zero: 15%', 'zero: ⟦2%⟧', 'wrong-credit', /two different values/],
  ['unit: duration', 'unit: ⟦time⟧', 'unknown-choice', /duration/],
  ['choice: { items: [ {', '⟦choise⟧: { items: [ {', 'unknown-choice', /did you mean choice/],
];

for (const [from, to, code, says] of wrong)
  test(`'${to}' is ${code}, there and nowhere else`, () => {
    const { text, range } = unmark(exchanged([from, to]));
    const { lab, problems } = checked(text);
    assert.equal(lab, null);
    const found = problems.find((problem) => problem.code === code);
    assert.ok(found, JSON.stringify(problems));
    assert.deepEqual(found.range, range, `${text.slice(found.range.start, found.range.end)}: ${found.message}`);
    assert.match(found.message, says);
  });

test('codes that labs alone have are those that the rules give', () => {
  const rules = readFileSync('src/core/lab/rules.ts', 'utf8');
  const given = new Set([...rules.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code ?? ''));
  const shared = ['missing-key', 'wrong-name', 'wrong-value', 'unknown-choice'];
  assert.deepEqual([...given].filter((code) => !shared.includes(code)).sort(), Object.keys(labCodes).sort());
});

test('a scenario with an error is told where the lab names it', () => {
  const files = new Map([...labFolder, ...folder({ 'sweep.migration.yaml': 'vm: { memory: 1GiB }' })]);
  const { problems } = checked(labText, files);
  assert.ok(problems.some(({ code, message }) => code === 'scenario-has-errors' && message.includes('link')));
});

test('without its folder a lab is checked as far as its text goes', () => {
  assert.deepEqual(
    checked(labText, new Map()).problems.map(({ code }) => code),
    ['missing-file', 'missing-file'],
  );
});

test('a file of hidden checks is checked without the lab that it belongs to, as far as it goes', () => {
  const hidden = `title: Hidden
id: a-lab
checks:
  - { id: H.1, title: Hidden, points: 5, needs: [ A.1 ], scenario: sweep.migration.yaml, kind: { run: { expect: [ precopy.completed == 1 ] } } }
`;
  assert.deepEqual(checkLab(hidden, { files: new Map() }).problems, []);
  assert.deepEqual(
    checkLab(hidden.replace('precopy.completed', 'precopy.complete'), { files: new Map() }).problems.map(
      ({ code }) => code,
    ),
    ['unknown-metric'],
  );
  assert.ok(checkLab(`text: All of it.\n${hidden}`, { files: new Map() }).problems.length > 0, 'a lab by itself');
});

test('an empty file, a list and a scenario are no labs, and say so', () => {
  for (const [text, code] of [
    ['', 'empty-file'],
    ['[ 1 ]', 'wrong-type'],
    ['vm: { memory: 1GiB }', 'unknown-key'],
    ['a: &b 1', 'yaml-alias'],
  ] as const)
    assert.equal(checked(text).problems[0]?.code, code, text);
});

test('the schema of labs is sound, and takes what the check takes', () => {
  const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile(
    labSchema(),
  );
  assert.ok(validate(parse(labText)), JSON.stringify(validate.errors));
  assert.ok(!validate(parse(labText.replace('title:', 'titel:'))));
});

test('the reference page is up to date: if not, run node scripts/reference.mjs', async () => {
  const page = 'docs/lab-reference.md';
  const expected = await format(labReference(), { ...(await resolveConfig(page)), parser: 'markdown' });
  assert.equal(readFileSync(page, 'utf8'), expected);
});

function entries(fields: Fields, path: string): { readonly path: string; readonly field: Field }[] {
  return Object.entries(fields).flatMap(([key, field]) => [
    { path: `${path}.${key}`, field },
    ...inside(field).flatMap((inner) => entries(inner, `${path}.${key}`)),
  ]);
}

function inside(field: Field): Fields[] {
  if (field.kind === 'map') return [field.fields];
  if (field.kind === 'list') return inside(field.item);
  return field.kind === 'variant' ? Object.values(field.variants).map(({ fields }) => fields) : [];
}

test('every key of the table has a sentence and an example that YAML reads', () => {
  for (const { path, field } of entries(labFields, 'lab')) {
    assert.match(field.documentation, /^[A-Z`][^]*\.$/, path);
    assert.ok(field.examples.length > 0, path);
    for (const example of field.examples) assert.doesNotThrow(() => parse(example) as unknown, `${path}: ${example}`);
  }
});
