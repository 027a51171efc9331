// What of a scenario counts in a comparison: every field that its record can have, by the schema of results. Whoever adds a key of the language finds
// here that comparisons do not know it yet.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenarioKeys } from '../../../src/core/compare/scenarioKeys';
import { resultSchema } from '../../../src/core/resultSchema';
import { checkScenario } from '../../../src/core/scenario/check';
import { recordedScenario, type RecordedScenario } from '../../../src/core/scenario/record';

const text = `scenario: All that a scenario can say
description: In words.
vm: { memory: 64MiB, zeroPages: 10%, zeroLayout: spread }
workload:
  - { name: even, size: 5%, writes: 900/s, pattern: uniform }
  - { name: hot, size: 5%, writes: 900/s, pattern: { hotspot: { pages: 10%, share: 80% } }, during: [1s..2s, 3s..] }
  - { name: swept, size: 5%, writes: 900/s, pattern: { sequential: { start: 10% } } }
  - { name: ranked, size: 5%, writes: 900/s, pattern: { zipf: 1.1 }, during: { bursts: { every: 2s, on: 1s, rest: 5% } } }
  - { name: measured, size: 5%, dirtyCurve: [100ms: 40, 1s: 300] }
link: { bandwidth: 1Gbit/s, schedule: [{ at: 1s, available: 50% }] }
host: xen-shadow
algorithms: [xen-precopy]
expect: [xen-precopy.downtime < 1s]
`;

/** A scenario of every pattern and activity, with a policy: what is in a file of its own is put in by hand. */
function richRecord(): RecordedScenario {
  const { scenario, problems } = checkScenario(text);
  assert.ok(scenario, problems.map(({ message }) => message).join('\n'));
  const record = recordedScenario(scenario);
  const [region] = record.workload;
  const [choice] = record.algorithms;
  assert.ok(region && choice);
  return {
    ...record,
    workload: [
      ...record.workload,
      {
        ...region,
        name: 'recorded',
        pattern: { kind: 'trace', file: 'a.csv', repeat: 'all', rows: 3, seconds: 2 },
      },
    ],
    algorithms: [
      ...record.algorithms,
      { ...choice, label: 'own', parameters: {}, policy: { file: 'own.js', params: { step: 1 } } },
    ],
  };
}

/** What follows from other fields, or is no part of the experiment. */
const redundant: Readonly<Record<string, string>> = {
  'workload.firstPage': 'follows from the sizes',
  'workload.pattern.groups.pages': 'the fit follows from the curve',
  'workload.pattern.groups.writesPerSecondPerPage': 'the fit follows from the curve',
  'workload.pattern.errors': 'the fit follows from the curve',
};

interface Leaf {
  /** The names on the way, without places in lists. */
  readonly path: string;
  /** The record with another value here. */
  readonly changed: unknown;
}

/** Every value of a record, each changed by itself. */
function leavesOf(value: unknown, path: readonly string[], put: (changed: unknown) => unknown): Leaf[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      leavesOf(item, path, (changed) => put(value.map((one: unknown, i) => (i === index ? changed : one)))),
    );
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) =>
      leavesOf(inner, [...path, name], (changed) => put({ ...value, [name]: changed })),
    );
  return [{ path: path.join('.'), changed: put(otherThan(value)) }];
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === 'all') return 'none';
  return typeof value === 'string' ? `${value}x` : 1;
}

/** The names of all fields that a schema has, at any depth; values that are free to have any name count as one. */
function fieldsOf(schema: unknown, path: readonly string[] = []): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, items, oneOf, anyOf } = schema as Readonly<Record<string, unknown>>;
  if (typeof properties === 'object' && properties !== null)
    return Object.entries(properties).flatMap(([name, inner]) => fieldsOf(inner, [...path, name]));
  if (items !== undefined) return fieldsOf(items, path);
  const forms = [oneOf, anyOf].flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : []));
  const inside = forms.flatMap((form) => fieldsOf(form, path));
  return inside.length > 0 ? inside : [path.join('.')];
}

const record = richRecord();
const leaves = leavesOf(record, [], (changed) => changed);

describe('what a comparison of scenarios looks at', () => {
  it('is tried here on every field that a record can have', () => {
    const definitions = resultSchema().definitions as Readonly<Record<string, unknown>>;
    // The file's name is the result's, not the scenario's.
    const wanted = new Set(fieldsOf(definitions['scenario']).filter((path) => path !== 'file'));
    const free = /^algorithms\.(parameters|policy\.params)\..*$/;
    const tried = new Set(leaves.map(({ path }) => path.replace(free, 'algorithms.$1')));
    assert.deepEqual([...wanted].filter((path) => !tried.has(path)).sort(), []);
  });

  it('is every field but those that follow from others', () => {
    const identities = (of: RecordedScenario): string[] =>
      scenarioKeys(of).map(({ path, identity }) => `${path} ${identity}`);
    const before = JSON.stringify(identities(record));
    const unseen = leaves.filter(({ path, changed }) => {
      // Words that decide the form of the rest have no other form to try.
      if (path.endsWith('.kind')) return false;
      return JSON.stringify(identities(changed as RecordedScenario)) === before;
    });
    const names = new Set(unseen.map(({ path }) => path));
    assert.deepEqual([...names].sort(), Object.keys(redundant).sort());
  });
});
