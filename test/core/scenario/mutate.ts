// Breaks scenarios, a few edits at a time: what slips, editors, other systems and malice do to a text. One number names each broken text, so that a
// failure can be made again alone.
import { algorithms } from '../../../src/core/algorithms/registry';
import { RandomStream } from '../../../src/core/random';
import { mapsInside, scenarioFields } from '../../../src/core/scenario/fields';
import type { Fields } from '../../../src/core/scenario/fields';
import { unitsOf } from '../../../src/core/scenario/values';

type Edit = (text: string, random: RandomStream) => string;

function pick<Item>(random: RandomStream, items: readonly [Item, ...Item[]]): Item {
  return items[random.below(items.length)] ?? items[0];
}

function keysOf(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([key, field]) => [key, ...mapsInside(field).flatMap(keysOf)]);
}

/** Keys of every map, parameters of every algorithm, and names that objects have of themselves. */
const keys = [
  'constructor',
  '__proto__',
  'toString',
  'as',
  ...new Set([
    ...keysOf(scenarioFields),
    ...algorithms.flatMap(({ id, parameters }) => [id, ...Object.keys(parameters)]),
  ]),
] as const satisfies readonly [string, ...string[]];

const kinds = ['size', 'duration', 'bit-rate', 'write-rate', 'share'] as const;
const units = ['', ...new Set(kinds.flatMap((kind) => unitsOf(kind))), 'Gi', 'sec', 'Gb/s', 'k', '\u03bcs'] as const;
const numbers = [
  '0',
  '-0',
  '-1',
  '0.1',
  '1e999',
  '9'.repeat(61),
  '99999999999999999999',
  '0.0000000000000000001',
  '4.10',
  '0x1F',
  '.5',
  '1,000',
] as const;
const marks = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '-',
    '- ',
    '#',
    ' #',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '|',
    '|\n',
    '>',
    "'",
    '"',
    '%',
    '@',
    '`',
    '?',
    '? ',
  ],
  ...[
    '~',
    '\\',
    '..',
    '...',
    '---',
    '---\n',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n  ',
    '\n\t',
    '  ',
    '=',
    '<<: ',
    '\\"',
    "''",
    '\u0085',
    '\u2028',
  ],
] as const;
/** Unseen, turned, doubled, damaged: controls, directions, byte order, joiners, surrogates, letters of other scripts. */
const characters = [
  ...['\u0000', '\u0007', '\u001b[31m', '\u007f', '\u009b', '\ufeff', '\ufffd', '\u00a0', '\u200b', '\u200d', '\u00ad'],
  ...['\u202a', '\u202e', '\u202c', '\u2066', '\u2067', '\u2069', '\u200e', '\u200f', '\u061c'],
  ...[
    '\ud83d',
    '\ude00',
    '😀',
    '👩\u200d💻',
    '🇩🇪',
    'e\u0301',
    '\u05d0\u05d1',
    '\u0645',
    '漢字',
    'ß',
    'İ',
    '\u0130\u0307',
    '𝒙',
  ],
] as const;
const values = [
  'none',
  'auto',
  'null',
  'true',
  'off',
  '10%',
  '10s..40s',
  '..',
  '[]',
  '{}',
  '[ 1s: 5 ]',
  '{ zipf: 1 }',
  'hca',
  "''",
  'a b',
] as const;

/** A place of the text, and where the piece from there on ends. */
function place(text: string, random: RandomStream, longest: number): readonly [from: number, to: number] {
  const from = random.below(text.length + 1);
  return [from, Math.min(text.length, from + 1 + random.below(longest))];
}

function insert(piece: (random: RandomStream) => string): Edit {
  return (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + piece(random) + text.slice(at);
  };
}

/** Replaces one of the places that `pattern` finds. */
function replace(pattern: RegExp, by: (found: string, random: RandomStream) => string): Edit {
  return (text, random) => {
    const found = [...text.matchAll(pattern)];
    const match = found[random.below(Math.max(1, found.length))];
    if (!match) return text;
    const [word] = match;
    return text.slice(0, match.index) + by(word, random) + text.slice(match.index + word.length);
  };
}

/** Rearranges the lines. */
function lines(change: (all: string[], at: number, random: RandomStream) => string[]): Edit {
  return (text, random) => {
    const all = text.split('\n');
    return change(all, random.below(all.length), random).join('\n');
  };
}

const number = /(?<![A-Za-z])\d+(?:\.\d+)?/g;
const unit = /(?<=\d)(?:%|[A-Za-z/µ]+)/g;
const key = /[A-Za-z][\w-]*(?=:)/g;
const token = /[^\s,[\]{}:]+|[,[\]{}:]/g;
const value = /(?<=: )[^\s,[\]{}][^\n,[\]{}]*/g;

const edits: readonly [Edit, ...Edit[]] = [
  (text, random) => {
    const [from, to] = place(text, random, 12);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const [from, to] = place(text, random, 12);
    return text.slice(0, to) + text.slice(from, to) + text.slice(to);
  },
  (text, random) => {
    const at = random.below(Math.max(1, text.length - 1));
    return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
  },
  insert((random) => pick(random, marks)),
  insert((random) => pick(random, characters)),
  insert((random) => pick(random, marks).repeat(1 + random.below(40))),
  replace(token, () => ''),
  replace(token, (word) => `${word} ${word}`),
  replace(token, (_, random) => pick(random, marks)),
  replace(number, (_, random) => pick(random, numbers)),
  replace(unit, (_, random) => pick(random, units)),
  replace(key, (_, random) => pick(random, keys)),
  replace(key, (word) => word.slice(1)),
  replace(key, (word, random) => word + pick(random, characters)),
  replace(value, (_, random) => pick(random, values)),
  replace(value, (word, random) => pick(random, characters) + word),
  replace(value, (word) => `"${word}"`),
  lines((all, at) => all.toSpliced(at, 1)),
  lines((all, at) => all.toSpliced(at, 0, all[at] ?? '')),
  lines((all, at, random) => all.toSpliced(at, 0, all[random.below(all.length)] ?? '')),
  lines((all, at) => [...all.slice(at), ...all.slice(0, at)]),
  lines((all, at, random) => all.with(at, ' '.repeat(random.below(8)) + (all[at] ?? '').trimStart())),
  lines((all, at) => all.with(at, (all[at] ?? '').replace(/^ */, '\t'))),
  lines((all, at, random) =>
    all.toSpliced(at, 0, `${' '.repeat(random.below(6))}${pick(random, keys)}: ${pick(random, values)}`),
  ),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\ufeff${text}`,
  (text, random) => text.slice(0, random.below(text.length + 1)),
];

/** The broken text of a number: one of the samples, with one to six edits. */
export function mutated(samples: readonly string[], seed: string, index: number): string {
  const random = new RandomStream(`${seed}/${index}`);
  let text = samples[random.below(samples.length)] ?? '';
  const count = 1 + random.below(random.below(6) + 1);
  for (let edit = 0; edit < count; edit++) text = pick(random, edits)(text, random);
  return text;
}
