// docs/scenario-reference.md is what the tables say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { algorithms } from '../../../src/core/algorithms/registry';
import { isHostFile, mapsInside, scenarioFields } from '../../../src/core/scenario/fields';
import type { Field, Fields } from '../../../src/core/scenario/fields';
import { scenarioReference } from '../../../src/core/scenario/reference';
import { check, exchange, outline } from './support';

test('the reference page is up to date: if not, run node scripts/reference.mjs', async () => {
  const page = 'docs/scenario-reference.md';
  const expected = await format(scenarioReference(algorithms), { ...(await resolveConfig(page)), parser: 'markdown' });
  assert.equal(readFileSync(page, 'utf8'), expected);
});

/** Every entry of the table, with the path of its key. */
function entries(
  fields: Fields,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly field: Field }[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const here = [...path, key];
    return [{ path: here, field }, ...mapsInside(field).flatMap((inner) => entries(inner, here))];
  });
}

const all = entries(scenarioFields);

test('every entry of the table has documentation that is a sentence, and an example', () => {
  for (const { path, field } of all) {
    assert.match(field.documentation, /^[A-Z`][^]*\.$/, path.join('.'));
    assert.ok(field.examples.length > 0, path.join('.'));
    assert.match(field.since, /^\d+\.\d+\.\d+$/);
  }
});

for (const { path, field } of all) {
  const key = path.at(-1) ?? '';
  if (path.length !== 2 || !['vm', 'link', 'host'].includes(path[0] ?? '')) continue;
  for (const example of field.examples)
    test(`the example '${path.join('.')}: ${example}' is read`, () => {
      const others: Readonly<Record<string, string>> = { memory: 'memory: 1GiB', bandwidth: 'bandwidth: 1Gbit/s' };
      const needed = path[0] === 'vm' ? 'memory' : path[0] === 'link' ? 'bandwidth' : '';
      const rest = needed === '' || needed === key ? '' : `, ${others[needed] ?? ''}`;
      const map = `${path[0] ?? ''}: { ${key}: ${example}${rest} }`;
      const text =
        path[0] === 'vm'
          ? exchange('vm:\n  memory: 1GiB', map)
          : path[0] === 'link'
            ? exchange('link:\n  bandwidth: 1Gbit/s\n  rtt: 0.2ms', map)
            : exchange('vm:', `${map}\nvm:`);
      const beside = isHostFile(example) ? { [example]: 'host: kvm\n' } : {};
      assert.deepEqual(outline(check(text, beside).problems), []);
    });
}
