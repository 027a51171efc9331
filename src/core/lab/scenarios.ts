// The scenarios of a lab, checked: by name, from the texts of a folder. A name is relative to the folder of the lab; what a scenario names (traces, policies)
// is relative to its own.
import { checkScenario, type CheckOptions, type ScenarioCheck } from '../scenario/check';
import type { DataFiles, FileContent } from '../scenario/dataFiles';

/** The files of a folder as one in a folder below it names them. */
export function filesBeside(files: DataFiles, name: string): DataFiles {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  if (folder === '') return files;
  return new Map(
    [...files].flatMap(([file, content]): [string, FileContent][] =>
      file.startsWith(folder) ? [[file.slice(folder.length), content]] : [],
    ),
  );
}

/** A scenario of a folder; null: it is not there, or cannot be read. */
export function scenarioIn(files: DataFiles, name: string, options: CheckOptions = {}): ScenarioCheck | null {
  const content = files.get(name);
  if (content === undefined || 'fault' in content) return null;
  return checkScenario(content.text, { ...options, files: filesBeside(files, name) });
}
