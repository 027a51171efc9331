// What an algorithm file exports: its identity, its table of parameters (validation, completion, hovers and documentation
// come from it) and its rules as a generator. registry.ts lists the definitions.
import type { DowntimeParts } from '../engine/events';
import type { Migration, Tick } from '../engine/migration';
import type { StepsField } from '../scenario/fields';

/** A parameter in its base unit: seconds, bytes, bits a second, a share 0 … 1, a count; steps as a text (steps.ts); null is the word `none`. */
export type ParameterValue = number | boolean | string | null;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What another parameter has to be. */
export interface Condition {
  readonly parameter: string;
  readonly is: readonly ParameterValue[];
  /** Why, and what to do, in place of the sentence made of the values. */
  readonly because?: string;
}

interface ParameterBase {
  /** One or two sentences in Markdown: what it does. */
  readonly documentation: string;
  /** Where the default comes from. */
  readonly source: string;
  /** The parameter does something only while another one has one of these values: elsewhere giving it is pointed out. */
  readonly onlyWhen?: Condition;
}

export interface NumberParameter extends ParameterBase {
  readonly kind: 'count' | 'factor' | 'share' | 'duration' | 'size' | 'bit-rate' | 'megabits';
  /** In base units (`megabits`: whole Mbit/s as Xen counts them); null is the word `none`. */
  readonly default: number | null;
  readonly min: number;
  readonly max: number;
  /** The limit can be switched off by the word `none`. */
  readonly optional?: true;
  /** A word that stands for a computed value, `auto`: the default is then null. */
  readonly auto?: true;
  /** What a count, or a size, is of, where that grows with the guest: a guest scaled down has fewer (core/preview/scaleDown.ts). */
  readonly counts?: 'pages';
  /** What it does comes in grains that do not shrink with the guest: a guest scaled down does without, at the default. */
  readonly isGrained?: true;
}

export interface BooleanParameter extends ParameterBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export interface ChoiceParameter extends ParameterBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
  /** Of releases: 'choose …', which of them stands for one that is not among them. */
  readonly standIns?: string;
}

/** Written as a single value. */
export type ScalarParameter = NumberParameter | BooleanParameter | ChoiceParameter;

/** Other parameters that change while the migration runs: a list of maps, each with its time; none by default. */
export interface StepsParameter extends ParameterBase {
  readonly kind: 'steps';
  readonly default: null;
  readonly list: StepsField;
}

export type Parameter = ScalarParameter | StepsParameter;

/** The bytes that carry pages (docs/model.md, 'On the wire'). */
export interface WireFormat {
  readonly headerBytesPerPage: number;
  readonly bytesPerBatch: number;
  /** Pages travel in packets of at most so many, and a limit on bytes counts whole packets; without this a full batch has 1024 pages. */
  readonly pagesPerBatch?: number;
  /** A page of zeros is told by so many bytes in all; without this it is sent like any other. */
  readonly bytesPerZeroPage?: number;
  /** Zero pages are told beside the packets, one by one: they cost nothing a batch, and a limit counts each. */
  readonly zeroPagesApart?: true;
  /** What each run of neighbouring pages costs beside them, in a pass in ascending order; in any other order each page is a run. */
  readonly bytesPerRange?: number;
}

/** What a rule knows besides its parameters. */
export interface StopFacts {
  /** Pages of the guest. */
  readonly pages: number;
  readonly pageBytes: number;
  /** R: full pages a second that the link carries. */
  readonly pagesPerSecond: number;
}

/** When the rules suspend the guest, as numbers that a chart can show; null: that never does. Whichever comes first counts. */
export interface StopRule {
  /** So few pages to send, those held back apart. */
  readonly fewPages: {
    readonly limit: number;
    /** At the limit itself already. */
    readonly atLimit: boolean;
    /** The limit goes by a bandwidth that is measured as the migration runs: this is the most that it can be. */
    readonly isMeasured?: true;
    /** The parameter that it comes from. */
    readonly from: 'minPages' | 'downtimeLimit';
  } | null;
  /** So many live rounds. */
  readonly liveRounds: number | null;
  /** More pages than this sent in all. */
  readonly sentPages: number | null;
  /** Pages to send that did not shrink by this share over two rounds. */
  readonly shrink: number | null;
}

/** Values that the real system takes for an error. */
export interface Refusal {
  readonly parameter: string;
  /** A whole sentence: what the system wants, what the simulation does instead, what to write. */
  readonly message: string;
}

export interface AlgorithmDefinition {
  readonly id: string;
  readonly title: string;
  /** Two or three sentences in Markdown: the idea. */
  readonly documentation: string;
  /** Paper, code and version the rules come from. */
  readonly source: string;
  /** Only an abstract or a description is public: the rules beyond it are ours. */
  readonly reconstruction?: true;
  readonly parameters: Readonly<Record<string, Parameter>>;
  wire(parameters: ParameterValues): WireFormat;
  /** When it suspends the guest: what the charts hold the pages left against. */
  stopRule(parameters: ParameterValues, facts: StopFacts): StopRule;
  /** Parameters of the real system that this version does not have: what each is, for the sentence that refuses it. */
  readonly unbuilt?: Readonly<Record<string, string>>;
  /** Values within their bounds that the real system refuses, alone or beside each other. */
  refusals?(parameters: ParameterValues, pageBytes: number): readonly Refusal[];
  /** What the system itself reports as downtime, of its parts in seconds; without this, it is their sum. */
  reportedDowntime?(parts: DowntimeParts): number;
  /**
   * It reports tiers of its own (`if-reported`: if it has reported some before its first round); otherwise the engine keeps classes by how often a page was found dirty.
   */
  readonly ownTiers?: true | 'if-reported';
  /** The guest runs at the destination before all pages are there: no floor is defined for its downtime. */
  readonly isPostcopy?: true;
  /** Whether it sends differences to old contents (`SendOptions.coder`), which takes a slower engine; no floor is defined then. */
  sendsDifferences?(parameters: ParameterValues): boolean;
  /** Whether it counts writes by `cleanCounting`, which takes a slower engine. */
  needsOracle?(parameters: ParameterValues): boolean;
  /**
   * The rules: a generator that sends, cleans and suspends through `vm` and ends after the last page. It yields between batches,
   * so that its caller can show progress and cancel.
   */
  run(vm: Migration, parameters: ParameterValues): Generator<Tick, void>;
}

/** The condition by which a parameter does nothing beside these values; null: it does something. What depends on one that does nothing does nothing either. */
export function unmetCondition(
  table: Readonly<Record<string, Parameter>>,
  values: ParameterValues,
  key: string,
): Condition | null {
  const condition = Object.hasOwn(table, key) ? table[key]?.onlyWhen : undefined;
  const actual = condition && values[condition.parameter];
  if (!condition || actual === undefined) return null;
  return condition.is.includes(actual) ? unmetCondition(table, values, condition.parameter) : condition;
}

/** Whether the floor of whole pages (docs/model.md, 'The floor') holds for an algorithm with these parameters. */
export function hasFloor(definition: AlgorithmDefinition, parameters: ParameterValues): boolean {
  return definition.isPostcopy !== true && definition.sendsDifferences?.(parameters) !== true;
}
