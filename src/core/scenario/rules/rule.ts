// What a rule is: one check that the table cannot express. Each is a file named by the code of the problem that it finds; rules.ts lists them.
import type { CheckedAlgorithm } from '../algorithmList';
import type { CheckedScenario } from '../checked';
import type { Layout } from '../layout';
import type { Problem } from '../problem';

/** A file that went through the table: values that are wrong are undefined in it, and have their problem already. */
export interface CheckedFile {
  readonly checked: CheckedScenario;
  /** Null: memory or page size is wrong. */
  readonly layout: Layout | null;
  readonly algorithms: readonly CheckedAlgorithm[];
  /** The largest guest that the machine can simulate. */
  readonly memoryLimitBytes: number;
}

export type Rule = (file: CheckedFile) => Problem[];
