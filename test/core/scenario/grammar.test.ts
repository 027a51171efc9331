// The grammar's words against the table of fields and the registry: a key or an algorithm that the language has is coloured.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { mapsInside, plannedAlgorithms, scenarioFields } from '../../../src/core/scenario/fields';
import type { Field, Fields } from '../../../src/core/scenario/fields';
import { unitsOf } from '../../../src/core/scenario/values';

const grammar = readFileSync('media/language/migration-scenario.tmLanguage.json', 'utf8');

/** The words of the alternations that the grammar has. */
const words = new Set(
  [...grammar.matchAll(/\((?:\?:)?([A-Za-z0-9|-]+)\)/g)].flatMap(([, list = '']) => list.split('|')),
);

function keysOf(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([key, field]) => [key, ...innerKeys(field)]);
}

function innerKeys(field: Field): string[] {
  if (field.kind === 'choice') return Object.keys(field.choices);
  if (field.kind !== 'variant') return mapsInside(field).flatMap(keysOf);
  return Object.entries(field.variants).flatMap(([name, variant]) => [name, ...keysOf(variant.fields)]);
}

test('every key and word of the table is in the grammar', () => {
  assert.deepEqual(
    keysOf(scenarioFields).filter((key) => !words.has(key)),
    [],
  );
});

test('every algorithm, built or planned, is in the grammar', () => {
  const ids = [...algorithms.map(({ id }) => id), ...Object.keys(plannedAlgorithms)];
  assert.deepEqual(
    ids.filter((id) => !words.has(id)),
    [],
  );
});

test('every unit of every kind is matched by one of the grammar’s rules for values', () => {
  const patterns = [...grammar.matchAll(/"match": "((?:[^"\\]|\\.)*)"/g)].map(
    ([, match]) => new RegExp(String(JSON.parse(`"${match ?? ''}"`)), 'u'),
  );
  const kinds = ['size', 'duration', 'bit-rate', 'write-rate', 'share'] as const;
  for (const name of kinds.flatMap((kind) => unitsOf(kind)))
    assert.ok(
      patterns.some((pattern) => pattern.exec(`12${name}`)?.[2] === name),
      name,
    );
});
