// Texts with a cursor, and what the language offers there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { algorithms } from '../../../src/core/algorithms/registry';
import { complete } from '../../../src/core/language/complete';
import type { Surroundings } from '../../../src/core/language/context';
import type { Offer } from '../../../src/core/language/offer';
import { checkScenario } from '../../../src/core/scenario/check';
import type { DataFiles } from '../../../src/core/scenario/dataFiles';
import { referencedNames } from '../../../src/core/scenario/referencedFiles';

/** A text without its cursor `|`, and where that stood. */
export function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error(`No cursor in: ${marked}`);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export const surroundings: Surroundings = {
  algorithms,
  files: ['traces/shop.lmtrace', 'memcached.csv', 'notes.txt'],
  templates: [{ title: 'Smallest', sentence: 'The least that a scenario has.', text: 'vm: { memory: 1GiB }\n' }],
};

/** The offers at the cursor of a text. */
export function offersAt(marked: string): Offer[] {
  const { text, offset } = cursor(marked);
  return complete(text, offset, surroundings);
}

export function labelsAt(marked: string): string[] {
  return offersAt(marked).map(({ label }) => label);
}

export interface Example {
  readonly name: string;
  readonly text: string;
  readonly files: DataFiles;
}

/** The scenarios that ship, and the fixtures that have the rest of the language. */
export function examples(): Example[] {
  return ['examples', 'test/fixtures/scenarios'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.migration.yaml'))
      .map((name) => {
        const text = readFileSync(path.join(folder, name), 'utf8');
        const beside = referencedNames(text).map((file) => {
          const place = [folder, 'examples'].map((each) => path.join(each, file));
          return [file, fileAt(place)] as const;
        });
        return { name, text, files: new Map(beside) };
      }),
  );
}

function fileAt(
  places: readonly string[],
): { readonly text: string } | { readonly fault: { readonly kind: 'missing' } } {
  for (const place of places) {
    try {
      return { text: readFileSync(place, 'utf8') };
    } catch {
      continue;
    }
  }
  return { fault: { kind: 'missing' } };
}

/** What an offer must never bring into a file. */
const brought: ReadonlySet<string> = new Set([
  'unknown-key',
  'duplicate-key',
  'unknown-choice',
  'unknown-algorithm',
  'unknown-label',
  'unknown-metric',
  'unknown-path',
  'yaml-syntax',
  'wrong-type',
  'unknown-unit',
]);

/** How often a text has each problem that an offer must never bring. */
export function wrongs(text: string, files: DataFiles): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of checkScenario(text, { files }).problems)
    if (brought.has(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
