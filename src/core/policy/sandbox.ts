// What core asks of the place where a policy's code runs. The one there is lies in src/sandbox (QuickJS in WebAssembly); core knows nothing of it, nor the
// code inside of core: they meet in values of a few kinds.
import type { PageSet } from '../pageSet';
import type { ParameterValues } from '../algorithms/definition';
import type { Counter } from './counter';

/** What the code holds by a handle that it cannot look into. */
export type Held = PageSet | Counter;

/** What passes between the code and whoever serves it; page numbers pass as words. */
export type Value = number | boolean | string | null | Held | Uint32Array;

/** What the code asks for that takes simulated time: it waits for the answer. */
export interface Request {
  readonly name: string;
  readonly values: readonly Value[];
  /** The line of the policy's file that asks; null: unknown. */
  readonly line: number | null;
}

/** What a policy is told of the migration at its start. */
export interface PolicyFacts {
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerSecond: number;
}

/** Serves the code's calls. */
export interface PolicyCalls {
  readonly facts: PolicyFacts;
  /**
   * Answers a call at once. `line` finds out from which line of the policy's file it came.
   * @throws PolicyMistake, which the code gets as an error
   */
  call(name: string, values: readonly Value[], line: () => number | null): Value;
  /** Whether a request can be served, looked at when it is made. @throws PolicyMistake */
  checkRequest(name: string, values: readonly Value[]): void;
  /** The work of a call in steps (limits.ts), charged before it is answered. */
  cost(name: string, values: readonly Value[]): number;
  /** The code let go of a handle. */
  release(held: Held): void;
}

/** What the code did until it stopped: it waits for an answer, or it has ended. */
export type Step = { readonly kind: 'asks'; readonly request: Request } | { readonly kind: 'ended' };

/** A policy's code, under way. Each method runs it until it waits or ends, and throws PolicyFailure if it fails. */
export interface PolicyProgram {
  begin(): Step;
  resume(answer: readonly Value[]): Step;
  /** Frees what the code holds; nothing runs after it. */
  dispose(): void;
}

/** What of a policy a sandbox has to know. */
export interface PolicyCode {
  /** For sentences: the file's name. */
  readonly file: string;
  readonly source: string;
  readonly params: ParameterValues;
  /** Most work, in steps. */
  readonly mostSteps: number;
}

/** Why a module cannot be read, and where. */
export interface SyntaxFlaw {
  /** One sentence. */
  readonly message: string;
  /** From 1, both; null: unknown. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A sandbox for one run: nothing of an earlier one is in it. */
export interface PolicySandbox {
  /** Reads the module. @throws PolicyFailure if it cannot be read */
  open(code: PolicyCode, calls: PolicyCalls): PolicyProgram;
  /** Reads a module without running any of it; null: it can be read. */
  read(source: string): SyntaxFlaw | null;
}

/** Makes sandboxes, each on its own. */
export type SandboxMaker = () => Promise<PolicySandbox>;
