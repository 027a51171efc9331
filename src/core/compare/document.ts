// The comparison of two experiments as a document, `miglab.comparison/1` (docs/results.md): what `miglab compare --format json` prints.
import { plain } from '../metrics/words';
import type { ScenarioRecord } from '../result';
import { generator } from '../version';
import { between, type Between, type Side } from './between';
import { betweenFinding, type FileNames } from './betweenWords';
import { changesBetween, type FileChange } from './fileChanges';

/** Which experiment a side is. */
export interface ComparedFile {
  readonly file: string;
  readonly name: string;
  readonly seed: string;
  readonly repetitions: number;
}

export interface ComparisonDocument extends Between {
  readonly format: 'miglab.comparison/1';
  readonly generator: string;
  readonly before: ComparedFile;
  readonly now: ComparedFile;
  /** What changed in the file, in its order. */
  readonly changes: readonly FileChange[];
  /** What the change did, in a sentence. */
  readonly finding: string;
}

/** An experiment with the name of its file. */
export interface NamedSide extends Side {
  readonly scenario: ScenarioRecord;
}

/** Compares two experiments, in file and results. */
export function comparisonOf(before: NamedSide, now: NamedSide): ComparisonDocument {
  const changes = changesBetween(before.scenario, now.scenario);
  const compared = between(before, now);
  const files: FileNames = { before: before.scenario.file, now: now.scenario.file };
  return {
    format: 'miglab.comparison/1',
    generator,
    before: fileOf(before.scenario),
    now: fileOf(now.scenario),
    changes,
    ...compared,
    finding: plain(betweenFinding(changes, compared, files)),
  };
}

function fileOf({ file, name, seed, repetitions }: ScenarioRecord): ComparedFile {
  return { file, name, seed, repetitions };
}
