// How a policy fails: with a code, one sentence, and the line of its file. The sandbox is a bundle by itself, with classes of its own: what is thrown across is
// known by its name.

/** A fault of the code that is told to the code itself, as an error at the call that made it: it may catch it. */
export class PolicyMistake extends Error {
  override readonly name = 'PolicyMistake';
}

/** Codes of the failures of a policy (docs/policies.md has a row for each). */
export type PolicyCodeOfFailure =
  | 'policy-syntax'
  | 'policy-export'
  | 'policy-threw'
  | 'policy-returned'
  | 'policy-stuck'
  | 'policy-work-limit'
  | 'policy-memory-limit'
  | 'policy-stack-limit'
  | 'policy-deadline'
  | 'policy-broke-sandbox'
  | 'policy-unavailable';

/** The end of a policy's run. */
export class PolicyFailure extends Error {
  override readonly name = 'PolicyFailure';

  constructor(
    readonly code: PolicyCodeOfFailure,
    /** What happened, as a sentence without its place. */
    message: string,
    /** Of the policy's file; null: unknown. */
    readonly line: number | null,
    /** Of a text that does not read as JavaScript, from 1; null: unknown. */
    readonly column: number | null = null,
  ) {
    super(message);
  }
}

export function isPolicyMistake(error: unknown): error is PolicyMistake {
  return error instanceof Error && error.name === 'PolicyMistake';
}

export function isPolicyFailure(error: unknown): error is PolicyFailure {
  return error instanceof Error && error.name === 'PolicyFailure' && 'code' in error && 'line' in error;
}

/** A policy's words as one line without control characters: what it says reaches terminals. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
