// What is wrong with a policy's file, told while it is typed: what the sandbox's own reader says, and what can be seen without running anything. Nothing here
// judges the algorithm: that is what a run is for.
import type { Fix, Problem, TextRange } from '../scenario/problem';
import { problem } from '../scenario/report';
import { longestPolicy } from './policy';
import type { SyntaxFlaw } from './sandbox';
import { type Token, tokensOf } from './scan';

/** What other places have and a policy has not: what to do instead. */
const lacking: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['setTimeout', 'setInterval', 'queueMicrotask'].map((name) => [
      name,
      'simulated time passes by await wait(seconds)',
    ]),
  ),
  ...Object.fromEntries(
    ['Date', 'performance'].map((name) => [name, 'now() gives the simulated seconds since the start']),
  ),
  ...Object.fromEntries(
    [
      'require',
      'module',
      'exports',
      'process',
      'Buffer',
      'fetch',
      'XMLHttpRequest',
      'WebSocket',
      'window',
      'document',
    ].map((name) => [name, 'it runs in a sandbox, where nothing of its host is']),
  ),
  ...Object.fromEntries(
    ['RegExp', 'Proxy', 'BigInt', 'eval', 'Function', 'WeakRef', 'FinalizationRegistry'].map((name) => [
      name,
      'it would run without end unseen, or differently on another machine',
    ]),
  ),
};

/** Words before a name that make it a name of the policy's own. */
const declares = new Set(['const', 'let', 'var', 'function', 'class', 'import']);
const takesTime = new Set(['send', 'wait']);

/** A module's words and marks, with what is asked about them. */
class Module {
  readonly tokens: readonly Token[];

  constructor(readonly source: string) {
    this.tokens = tokensOf(source);
  }

  text(index: number): string {
    return this.tokens[index]?.text ?? '';
  }

  rangeOf(index: number): TextRange {
    const { offset = 0, text = '' } = this.tokens[index] ?? {};
    return { start: offset, end: offset + text.length };
  }

  /** Whether a statement begins with this token, as far as that can be told without a grammar. */
  beginsStatement(index: number): boolean {
    const before = this.tokens[index - 1];
    const token = this.tokens[index];
    if (before === undefined || token === undefined || [';', '{', '}'].includes(before.text)) return true;
    return before.text === ')' && before.line < token.line;
  }
}

/** The offset of a place; null: the module has no such line. */
function offsetOf(source: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const end = source.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  const end = source.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? source.length : end);
}

/** Where the reader stopped: at the word there, else at the last one before it. */
function placeOf({ source, tokens }: Module, { line, column }: SyntaxFlaw): TextRange {
  if (line === null) return { start: 0, end: 0 };
  const at = offsetOf(source, line, column ?? 1);
  const token =
    tokens.find(({ offset, text }) => offset <= at && at < offset + text.length) ??
    tokens.find(({ line: one, offset }) => one === line && offset >= at) ??
    tokens.findLast(({ offset }) => offset <= at);
  return token === undefined ? { start: at, end: at } : { start: token.offset, end: token.offset + token.text.length };
}

const wanted = "write 'export default async function policy(vm, params) { … }'";

/** The module's own export: there has to be one, of an asynchronous function. */
function exportProblems(module: Module): Problem[] {
  const { tokens } = module;
  const exported = tokens.findIndex(({ text }, index) => text === 'export' && module.text(index + 1) === 'default');
  const isNamed = tokens.some(({ text }, index) => text === 'as' && module.text(index + 1) === 'default');
  if (exported < 0) {
    const end = module.source.indexOf('\n');
    const range = { start: 0, end: end < 0 ? module.source.length : end };
    return isNamed ? [] : [problem('policy-export', range, `The file exports no policy: ${wanted}.`)];
  }
  if (module.text(exported + 2) !== 'function') return [];
  const range = { start: module.rangeOf(exported).start, end: module.rangeOf(exported + 2).end };
  const at = module.rangeOf(exported + 2).start;
  const fix: Fix = { title: "Write 'async' before it", range: { start: at, end: at }, replacement: 'async ' };
  const message = `A policy awaits what takes simulated time, so that its function is asynchronous: ${wanted}.`;
  return [problem('policy-export', range, message, { fixes: [fix] })];
}

/** Names that only other places have. */
function lackingProblems(module: Module): Problem[] {
  const { tokens } = module;
  const own = new Set(tokens.filter((_, index) => declares.has(module.text(index - 1))).map(({ text }) => text));
  return tokens.flatMap(({ text }, index) => {
    const instead = Object.hasOwn(lacking, text) ? lacking[text] : undefined;
    const isMember = ['.', '#'].includes(module.text(index - 1)) || module.text(index + 1) === ':';
    if (instead === undefined || own.has(text) || isMember) return [];
    const message = `A policy has no ${text}: ${instead}.`;
    return [problem('policy-lacks', module.rangeOf(index), message, { severity: 'warning' })];
  });
}

/** Imports and BigInts, each of them. */
function refusedProblems(module: Module): Problem[] {
  return module.tokens.flatMap(({ text }, index) => {
    const range = module.rangeOf(index);
    if (text === 'import' && module.text(index - 1) !== '.')
      return [problem('policy-syntax', range, 'A policy is one file: it imports nothing.')];
    if (!/^\.?\d\w*n$/.test(text)) return [];
    const fixes = [{ title: 'Make it a plain number', range, replacement: text.slice(0, -1) }];
    const message = 'A policy has no BigInt: use plain numbers, which are exact up to 2^53.';
    return [problem('policy-syntax', range, message, { fixes })];
  });
}

/** Passes and waits that nobody waits for: statements that begin with them. */
function awaitProblems(module: Module): Problem[] {
  const { tokens } = module;
  return tokens.flatMap(({ text }, index) => {
    if (!takesTime.has(text) || module.text(index + 1) !== '(') return [];
    const first = module.text(index - 1) === '.' ? index - 2 : index;
    // A method of that name in a class or an object is no call.
    if (!module.beginsStatement(first) || isMethod(module, index)) return [];
    const { start } = module.rangeOf(first);
    const range = { start, end: module.rangeOf(index).end };
    const fixes = [{ title: "Write 'await' before it", range: { start, end: start }, replacement: 'await ' }];
    const message = `${text}(…) takes simulated time: write 'await' before it, or the next call comes while it is under way.`;
    return [problem('policy-await', range, message, { severity: 'warning', fixes })];
  });
}

/** Whether what looks like a call has a body behind its brackets. */
function isMethod(module: Module, index: number): boolean {
  let depth = 0;
  for (let i = index + 1; i < module.tokens.length; i++) {
    if (module.text(i) === '(') depth++;
    if (module.text(i) === ')') depth--;
    if (depth === 0) return module.text(i + 1) === '{';
  }
  return false;
}

/** The problem of a text that is longer than what is run; null: it is not. */
export function tooLong(source: string): readonly Problem[] | null {
  if (source.length <= longestPolicy) return null;
  return [problem('policy-syntax', { start: 0, end: 0 }, `The module has more than ${longestPolicy} characters.`)];
}

/** All that is wrong with a policy's text; `flaw` is what the sandbox's reader says of it. */
export function checkPolicy(source: string, flaw: SyntaxFlaw | null): readonly Problem[] {
  const module = new Module(source);
  const refused = refusedProblems(module);
  // Of a text that does not read, the first place is shown alone: what follows cannot be told.
  if (flaw !== null && refused.length === 0) return [problem('policy-syntax', placeOf(module, flaw), flaw.message)];
  return [...refused, ...exportProblems(module), ...lackingProblems(module), ...awaitProblems(module)].sort(
    (a, b) => a.range.start - b.range.start,
  );
}

/** The first error of a policy's file, for the scenario that names it; null: it can run. */
export function firstError(problems: readonly Problem[]): Problem | null {
  return problems.find(({ severity }) => severity === 'error') ?? null;
}
