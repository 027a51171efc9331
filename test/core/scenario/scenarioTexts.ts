// Random scenarios as texts, from the table of fields: any key that it has, with its examples, with values of its kind in all their spellings, and now
// and then with something else. Many are right, many are not.
import fc from 'fast-check';
import type { AlgorithmDefinition, Parameter } from '../../../src/core/algorithms/definition';
import { scenarioFields } from '../../../src/core/scenario/fields';
import type { Field, Fields } from '../../../src/core/scenario/fields';
import { unitsOf } from '../../../src/core/scenario/values';

type Text = fc.Arbitrary<string>;

/** Values that fit some key, and are odd at most others. */
const odd = [
  ...[
    '1',
    '0',
    '-0',
    '+5',
    '.5',
    '5.',
    '1.0',
    '4.10',
    '0.1',
    '1e3',
    '0x10',
    '.inf',
    '2019-01-01',
    '1_000',
    '~',
    'null',
    '',
  ],
  ...[
    'true',
    'false',
    'True',
    "'true'",
    'none',
    "'none'",
    'auto',
    'off',
    '""',
    "' '",
    '[ ]',
    '{ }',
    '[ 1 ]',
    '{ a: 1 }',
  ],
  ...[
    '1 GiB',
    '" 1GiB "',
    '"1GiB\\n"',
    '"\\t5\\t"',
    "'5'",
    "'10%'",
    '1\u00b5s',
    '1\u03bcs',
    '10s..',
    '..5s',
    '"1s .. 2s"',
    '+.5s..1s',
  ],
  ...[
    'uniform',
    '{ uniform: }',
    '{ zipf: 1 }',
    '{ zipf: { exponent: 1 } }',
    '{ sequential: }',
    'hca',
    'a name',
    'emoji-😀',
    '..',
  ],
];

const number: Text = fc.oneof(
  fc.nat(20).map(String),
  fc.nat(5000).map(String),
  fc.tuple(fc.nat(99), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom('.5', '5.', '+1', '-1', '-0', '007', '1.000'),
);
const blank: Text = fc.constantFrom('', '', '', ' ', '\t');

/** A number of a kind in any of its spellings, with or without quotes. */
function quantity(units: readonly string[]): Text {
  const unit =
    units.length === 0
      ? fc.constant('')
      : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...units) }, fc.constant(''));
  return fc
    .record({ number, blank, unit, quote: fc.constantFrom('', '', "'", '"') })
    .map(({ number: digits, blank: between, unit: name, quote }) => `${quote}${digits}${between}${name}${quote}`);
}

function valueOf(field: Field): Text {
  switch (field.kind) {
    case 'map':
      return mapOf(field.fields);
    case 'list':
      return fc.array(fieldText(field.item), { maxLength: 2 }).map((items) => `[ ${items.join(', ')} ]`);
    case 'shapes':
      return fc.oneof(...Object.values(field.shapes).map(valueOf));
    case 'variant':
      return fc.oneof(
        fc.constantFrom(...Object.keys(field.variants)),
        ...Object.entries(field.variants).map(([name, { fields }]) =>
          mapOf(fields).map((map) => `{ ${name}: ${map} }`),
        ),
      );
    case 'choice':
      return fc.constantFrom(...Object.keys(field.choices));
    case 'repeat':
    case 'interval':
      return quantity(unitsOf('duration'));
    case 'count':
    case 'factor':
    case 'share':
    case 'duration':
    case 'size':
    case 'bit-rate':
    case 'megabits':
    case 'write-rate':
    case 'portion':
      return quantity(unitsOf(field.kind));
    default:
      return fc.constantFrom(...field.examples);
  }
}

/** A key's value: most often one of its examples. */
function fieldText(field: Field): Text {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...field.examples) },
    { weight: 3, arbitrary: valueOf(field) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

/** A map in braces: the keys that must be there, and some of the others. */
function mapOf(fields: Fields): Text {
  const entries = Object.entries(fields).map(([key, field]) => {
    const entry = fieldText(field).map((value) => `${key}: ${value}`);
    return field.required
      ? entry
      : fc.option(entry, { freq: 1, nil: '' }).chain((text) => fc.constantFrom(text, '', '', ''));
  });
  return fc.tuple(...entries).map((texts) => `{ ${texts.filter((text) => text !== '').join(', ')} }`);
}

function parameterText(parameter: Parameter): Text {
  if (parameter.kind === 'boolean') return fc.constantFrom('true', 'false', "'true'");
  if (parameter.kind === 'choice') return fc.constantFrom(...parameter.choices);
  if (parameter.kind === 'steps') return fieldText(parameter.list);
  return fc.oneof(quantity(unitsOf(parameter.kind)), fc.constantFrom('none', 'auto'));
}

function algorithmText({ id, parameters }: AlgorithmDefinition): Text {
  const entries = Object.entries(parameters).map(([key, parameter]) =>
    fc
      .oneof({ weight: 6, arbitrary: parameterText(parameter) }, fc.constantFrom(...odd))
      .chain((value) => fc.constantFrom(`${key}: ${value}`, ...Array.from({ length: 9 }, () => ''))),
  );
  const map = fc.tuple(...entries).map((texts) => `{ ${texts.filter((text) => text !== '').join(', ')} }`);
  return fc.oneof(
    fc.constant(id),
    fc
      .tuple(map, fc.constantFrom('', ', as: mine', ', as: true', ', as: 5'))
      .map(([inner, as]) => `{ ${id}: ${inner}${as} }`),
    fc.constantFrom(`{ ${id}: }`, `{ ${id}: ~, as: x }`, `{ as: y, ${id}: {} }`, `'${id}'`, `{ ${id}: fast }`),
  );
}

/** Whole scenarios that may name these algorithms. */
export function scenarioTexts(algorithms: readonly AlgorithmDefinition[]): Text {
  const { algorithms: list, sweep, workload, ...others } = scenarioFields;
  const region = mapOf(workload.item.fields).map((map) => map.replace('{', '{ size: 1%, writes: 1k/s,'));
  return fc
    .record({
      others: mapOf(others),
      workload: fc.oneof(
        fc
          .array(fc.oneof(region, fieldText(workload.item)), { maxLength: 2 })
          .map((regions) => `[ ${regions.join(', ')} ]`),
        fc.constantFrom('', 'none', '~', '[]', '5'),
      ),
      algorithms: fc.array(fc.oneof(...algorithms.map(algorithmText)), { minLength: 1, maxLength: 3 }),
      sweep: fc.constantFrom(
        '',
        '',
        '',
        ', sweep: { link.bandwidth: [ 1Gbit/s, 2Gbit/s ] }',
        ', sweep: { seed: [ 1, true, a ] }',
      ),
    })
    .map(
      ({ others: map, workload: regions, algorithms: entries, sweep: swept }) =>
        `${map.slice(0, -1)}, workload: ${regions}, algorithms: [ ${entries.join(', ')} ]${swept} }\n`,
    );
}
