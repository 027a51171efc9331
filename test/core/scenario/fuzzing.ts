// Checks broken scenarios by the thousand (mutate.ts, answer.ts). The tests run a few of them, `npm run fuzz` many.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { referencedNames } from '../../../src/core/scenario/referencedFiles';
import { codesOf, faultOf, type Demands } from './answer';
import { mutated } from './mutate';

export interface Fuzzing {
  readonly seed: string;
  /** Numbers of the texts, from `from` on. */
  readonly from: number;
  readonly count: number;
  readonly secondsAtMost: number;
  /** Told after each text. */
  readonly progress?: (done: number) => void;
}

export interface Offence {
  readonly index: number;
  readonly text: string;
  readonly fault: string;
}

const folders = ['examples', 'examples/published', 'test/fixtures/scenarios'];

interface Sample {
  readonly text: string;
  readonly folder: string;
}

function readSamples(): readonly Sample[] {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.migration.yaml') && !file.startsWith('xen-4.17'))
      .map((file) => ({ text: readFileSync(path.join(folder, file), 'utf8'), folder })),
  );
}

/** The data files of all samples; of names that are used twice, the first. */
function readFiles(samples: readonly Sample[]): Demands['files'] {
  const files = new Map<string, { readonly text: string }>();
  for (const { text, folder } of samples)
    for (const name of referencedNames(text)) {
      const file = path.join(folder, name);
      if (!files.has(name) && folder !== 'test/fixtures/scenarios')
        files.set(name, { text: readFileSync(file, 'utf8') });
    }
  return files;
}

/** The first texts, one at most of each fault, whose answers are wrong. */
export function fuzz({ seed, from, count, secondsAtMost, progress }: Fuzzing, mostOffences = 1): readonly Offence[] {
  const samples = readSamples();
  const demands: Demands = {
    ...codesOf(readFileSync('docs/problems.md', 'utf8')),
    files: readFiles(samples),
    secondsAtMost,
  };
  const texts = samples.map(({ text }) => text);
  const offences: Offence[] = [];
  for (let index = from; index < from + count && offences.length < mostOffences; index++) {
    const text = mutated(texts, seed, index);
    const fault = faultOf(text, demands);
    if (fault !== null) offences.push({ index, text, fault });
    progress?.(index - from + 1);
  }
  return offences;
}
