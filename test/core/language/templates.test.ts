// The templates of new scenarios: each checks clean, shows what it says, and is run in a moment.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { templateFile, templates } from '../../../src/core/language/templates';
import { checkScenario } from '../../../src/core/scenario/check';
import { eventsOf } from '../support/run';

const folder = path.join('media', 'templates');

/** On a busy machine; a person's takes a tenth. */
const longestMilliseconds = 20_000;

test('every template has its file, and every file its template', () => {
  assert.deepEqual(readdirSync(folder).sort(), templates.map(templateFile).sort());
  assert.equal(templates.length, 6);
});

for (const template of templates)
  test(`the template ‘${template.title}’ has no problem and runs quickly`, () => {
    const text = readFileSync(path.join(folder, templateFile(template)), 'utf8');
    const { beside } = template;
    const files = beside ? [[beside.name, { text: readFileSync(path.join(...beside.source), 'utf8') }] as const] : [];
    const { scenario, problems } = checkScenario(text, { files: new Map(files) });
    assert.deepEqual(
      problems.filter(({ severity }) => severity !== 'hint').map(({ message }) => message),
      [],
    );
    assert.ok(scenario);
    const begin = performance.now();
    for (const { label } of scenario.algorithms) assert.equal(eventsOf(scenario, label, 0).at(-1)?.type, 'end');
    const milliseconds = performance.now() - begin;
    assert.ok(milliseconds < longestMilliseconds, `it took ${milliseconds} ms`);
  });

test('only the sweep sweeps, and only the trace needs a file', () => {
  const swept = templates.filter((each) =>
    /^sweep:/m.test(readFileSync(path.join(folder, templateFile(each)), 'utf8')),
  );
  assert.deepEqual(
    swept.map(({ id }) => id),
    ['sweep'],
  );
  assert.deepEqual(
    templates.filter(({ beside }) => beside).map(({ id }) => id),
    ['trace'],
  );
});
