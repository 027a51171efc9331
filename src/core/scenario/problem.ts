// A problem in a file: what the editor underlines and the command line prints.

export type Severity = 'error' | 'warning' | 'hint';

/** Half-open range of UTF-16 offsets in the file's text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A change that mends the problem. */
export interface Fix {
  readonly title: string;
  readonly range: TextRange;
  readonly replacement: string;
}

/** Another place that explains the problem ('first used here'). */
export interface RelatedPlace {
  readonly range: TextRange;
  readonly message: string;
}

export interface Problem {
  /** kebab-case and stable: docs/problems.md explains each. */
  readonly code: string;
  readonly severity: Severity;
  readonly range: TextRange;
  /** One sentence: what is wrong, and what to do. */
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}
