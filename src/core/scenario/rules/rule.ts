// What a rule is: one check that the table cannot express. Each is a file named by the code of the problem that it finds; rules.ts lists them.
import type { SweepAxis } from '../../sweep/axes';
import type { SweptFile } from '../../sweep/paths';
import type { CheckedAlgorithm } from '../algorithmList';
import type { CheckedScenario } from '../checked';
import type { ScenarioDocument } from '../document';
import type { CurveFits } from '../fits';
import type { Layout } from '../layout';
import type { Problem, TextRange } from '../problem';
import type { Scenario } from '../scenario';
import type { NamedFileSource, RegionSource } from '../sources';

/** A file that went through the table: values that are wrong are undefined in it, and have their problem already. */
export interface CheckedFile {
  readonly document: ScenarioDocument;
  readonly checked: CheckedScenario;
  /** The traces and curves of its regions, as far as they are named. */
  readonly sources: readonly RegionSource[];
  /** Every file that it names: those of its regions, and its policies. */
  readonly files: readonly NamedFileSource[];
  /** Null: memory, page size or zero pages are wrong. */
  readonly layout: Layout | null;
  /** The fits of the curves that are sound. */
  readonly fits: CurveFits;
  readonly algorithms: readonly CheckedAlgorithm[];
  /** The largest guest that the machine can simulate. */
  readonly memoryLimitBytes: number;
}

export type Rule = (file: CheckedFile) => Problem[];

/** A rule about a scenario without an error: what it gives is advice. */
export type Advice = (scenario: Scenario, file: CheckedFile) => Problem[];

/** A sweep whose shape is right, of a file that has no error beside it. */
export interface ReadSweep {
  /** The file's. */
  readonly text: string;
  readonly axes: readonly SweepAxis[];
  /** Where the key `sweep` stands. */
  readonly keyRange: TextRange;
  readonly file: SweptFile;
}

/** A rule about a sweep. */
export type SweepRule = (sweep: ReadSweep) => Problem[];
