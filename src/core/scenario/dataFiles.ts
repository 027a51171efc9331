// The files that a scenario refers to: traces and dirty curves beside it. Core reads no files: it names them (referencedFiles.ts), whoever
// called it reads them, and hands their texts to the check.

/** Whether a file is a scenario, by its name. */
export function isScenarioFile(name: string): boolean {
  return /\.migration\.ya?ml$/.test(name);
}

/**
 * In bytes, unpacked. A trace is held as a whole, as text and as columns, and is read in about a second per 100 MB: at this size a check still
 * takes less than a second. Hosts must not unpack further: a gzipped file may be a bomb.
 */
export const largestDataFile = 64 * 1024 * 1024;

/** Why a file's text is not there. */
export type FileFault =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'outside';
      /** What it lies outside of: "the scenario's folder", 'the workspace'. */
      readonly of: string;
    }
  | { readonly kind: 'too-large' }
  | {
      readonly kind: 'unreadable';
      /** In the system's words, without a full stop. */
      readonly reason: string;
    };

/** The first mistake of a policy's file, which takes its sandbox to be found: whoever reads the file has it checked there. */
export interface FileFlaw {
  /** From 1; null: unknown. */
  readonly line: number | null;
  readonly message: string;
}

/** A file's text, or why there is none. What was made of a text is kept as long as this object is: hand in the same one while the file is the same. */
export type FileContent =
  | {
      readonly text: string;
      /** Of a policy that cannot run: its run will fail, and say the same. */
      readonly flaw?: FileFlaw;
      /** Of a policy in a workspace that is not trusted: its text is empty, and it does not run. */
      readonly withheld?: true;
    }
  | { readonly fault: FileFault };

/** By the names that the scenario uses. A name that is not there counts as missing. */
export type DataFiles = ReadonlyMap<string, FileContent>;

/** Whether a name starts at the root of a file system, or at a drive. */
export function isAbsolute(name: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:)/.test(name);
}

/** Whether a name stays in or below the folder that it starts from, by its letters alone: it never has more '..' than folders before them. */
export function staysInside(name: string): boolean {
  if (isAbsolute(name)) return false;
  let depth = 0;
  for (const part of name.split(/[/\\]/)) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return false;
  }
  return true;
}
