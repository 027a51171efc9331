// Formulas: what a lab's author writes for a right value, and a student for an answer that is one.
//   sum = product { ('+' | '-') product }     product = power { ('*' | '/') power }     power = unary [ '^' power ]     unary = '-' unary | atom
//   atom = number [unit] | NAME | LABEL.METRIC | LABEL.round(N).FIELD | LABEL.round(N).tier(K).FIELD | FUNCTION '(' sum { ',' sum } ')' | '(' sum ')'
// Values are in base units: bytes, seconds, bytes a second (also for rates of a link, so that sizes over rates are times), pages, shares of 1. A name that
// has hyphens (a label) is taken as long as it is known; else the hyphen is a minus. Never throws; one fault at most.
import type { RoundRecord, RunResult } from '../engine/events';
import { isMetric, metrics, type MetricId } from '../expect/metrics';
import { exp, expm1, log } from '../math';
import { nearest } from '../scenario/nearest';
import { listOf, quoted } from '../scenario/report';
import { parseNumber, parseWriteRate } from '../scenario/values';

/** A figure of a run: one of the metrics of expectations, or of one round. */
export type Figure =
  | { readonly label: string; readonly metric: MetricId }
  | { readonly label: string; readonly round: number; readonly field: RoundField }
  | { readonly label: string; readonly round: number; readonly tier: number; readonly field: TierField };

export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'figure'; readonly figure: Figure }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly values: readonly Formula[] }
  | { readonly kind: 'operation'; readonly sign: Sign; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'negative'; readonly of: Formula };

type Sign = '+' | '-' | '*' | '/' | '^';

export interface FormulaFault {
  /** One sentence. */
  readonly message: string;
  /** Offsets in the formula's text. */
  readonly start: number;
  readonly end: number;
}

export type ParsedFormula = { readonly formula: Formula } | { readonly fault: FormulaFault };

/** What a formula may name. */
export interface Names {
  readonly names: readonly string[];
  /** Labels of algorithms; null: they are not known, and every name before a dot may be one. Empty: no figures. */
  readonly labels: readonly string[] | null;
}

export const longestFormula = 1000;

/** Fields of a round: name in formulas, and what it is. */
const roundFields = {
  bytes: ({ bytesSent }: RoundRecord) => bytesSent,
  pages: ({ pagesSent }: RoundRecord) => pagesSent,
  toSend: ({ pagesToSend }: RoundRecord) => pagesToSend,
  dirtied: ({ pagesDirtied }: RoundRecord) => pagesDirtied,
  skipped: ({ pagesSkipped }: RoundRecord) => pagesSkipped,
  held: ({ pagesHeld }: RoundRecord) => pagesHeld,
  resent: ({ pagesResent }: RoundRecord) => pagesResent,
  seconds: ({ seconds }: RoundRecord) => seconds,
} as const;

type RoundField = keyof typeof roundFields;

/** What they mean, for the reference. */
export const roundWords: Readonly<Record<RoundField, string>> = {
  bytes: 'Bytes sent in round N.',
  pages: 'Pages sent in round N.',
  toSend: 'Pages that round N had to send.',
  dirtied: 'Distinct pages that the dirty log gave for round N.',
  skipped: 'Pages not sent in round N because they were dirty again.',
  held: 'Pages that the algorithm held back in round N.',
  resent: 'Pages sent in round N although an earlier copy had been sent.',
  seconds: 'How long round N took.',
};

export const tierFields = ['pages', 'dirty', 'sent', 'deferred'] as const;
type TierField = (typeof tierFields)[number];

interface KnownFunction {
  readonly least: number;
  readonly most: number;
  readonly of: (values: readonly number[]) => number;
}

const one = (of: (x: number) => number): KnownFunction => ({ least: 1, most: 1, of: ([x = NaN]) => of(x) });

/**
 * The share u of a uniformly written working set that is left at each round in the long run, if it is written x times as fast as the link carries pages:
 * the positive root of u = 1 - e^(-x u); 0 up to x = 1 (docs/closed-forms.md).
 */
function longRunShare(x: number): number {
  if (!(x > 1)) return 0;
  let [low, high] = [0, 1];
  // Above the root -expm1(-x u) < u; halving ends when no double lies between.
  for (let turn = 0; turn < 80; turn++) {
    const middle = (low + high) / 2;
    if (-expm1(-x * middle) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const functions = {
  min: { least: 2, most: 20, of: (values) => values.reduce((a, b) => Math.min(a, b), Infinity) },
  max: { least: 2, most: 20, of: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity) },
  exp: one(exp),
  ln: one(log),
  sqrt: one(Math.sqrt),
  abs: one(Math.abs),
  round: one(Math.round),
  floor: one(Math.floor),
  ceil: one(Math.ceil),
  longRunShare: one(longRunShare),
} as const satisfies Readonly<Record<string, KnownFunction>>;

export type FunctionName = keyof typeof functions;

/** What they do, for the reference. */
export const functionWords: Readonly<Record<FunctionName, string>> = {
  min: 'The smallest of its values.',
  max: 'The largest of its values.',
  exp: 'e to that power.',
  ln: 'The natural logarithm.',
  sqrt: 'The square root.',
  abs: 'Without its sign.',
  round: 'To the nearest whole number.',
  floor: 'Down to a whole number.',
  ceil: 'Up to a whole number.',
  longRunShare:
    'The share of a uniformly written working set that is left at each round in the long run, if it is written x times as fast as the link carries pages: u = 1 - exp(-x u).',
};

export const functionNames = Object.keys(functions) as readonly FunctionName[];

class Failure extends Error {
  constructor(readonly fault: FormulaFault) {
    super(fault.message);
  }
}

/** Nested deeper, it is no formula that anybody reads. */
const deepest = 50;

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly known: Names,
  ) {}

  whole(): Formula {
    const formula = this.sum();
    this.blanks();
    if (this.at < this.text.length)
      this.fail(`${quoted(this.text.slice(this.at))} is not expected here: remove it, or write an operator before it.`);
    return formula;
  }

  private fail(message: string, start = this.at, end = Math.max(start + 1, this.at)): never {
    throw new Failure({ message, start: Math.min(start, this.text.length), end: Math.min(end, this.text.length) });
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(pattern: RegExp): string | null {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private sign(pattern: RegExp): string | null {
    this.blanks();
    return this.take(pattern);
  }

  private sum(): Formula {
    let left = this.product();
    for (let sign = this.sign(/[+−-]/); sign !== null; sign = this.sign(/[+−-]/))
      left = { kind: 'operation', sign: sign === '+' ? '+' : '-', left, right: this.product() };
    return left;
  }

  private product(): Formula {
    let left = this.unary();
    for (let sign = this.sign(/[*/×·]/); sign !== null; sign = this.sign(/[*/×·]/))
      left = { kind: 'operation', sign: sign === '/' ? '/' : '*', left, right: this.unary() };
    return left;
  }

  private unary(): Formula {
    if (++this.depth > deepest) this.fail('The formula is nested too deep: write it with fewer brackets.');
    const formula: Formula = this.sign(/[−-]/) === null ? this.power() : { kind: 'negative', of: this.unary() };
    this.depth--;
    return formula;
  }

  private power(): Formula {
    const left = this.atom();
    return this.sign(/\^/) === null ? left : { kind: 'operation', sign: '^', left, right: this.unary() };
  }

  private atom(): Formula {
    this.blanks();
    if (this.take(/\(/) !== null) {
      const inner = this.sum();
      this.close();
      return inner;
    }
    const start = this.at;
    const number = this.take(/(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/);
    if (number !== null) return this.number(number, start);
    const name = this.name();
    if (name !== null) return this.named(name, start);
    if (this.at >= this.text.length) return this.fail('The formula ends too early: a number or a name is missing.');
    return this.fail(`A number or a name is wanted here, not ${quoted(this.text.charAt(this.at))}.`);
  }

  private close(): void {
    if (this.sign(/\)/) === null) this.fail("A closing bracket is missing: add ')'.");
  }

  /** A number; its unit follows at once, or after a blank if it could be nothing else. */
  private number(digits: string, start: number): Formula {
    const unit = this.take(/ ?(?:%|\/s\b|[A-Za-zµμ]+(?:\/s\b)?)/) ?? '';
    if (unit === '') return { kind: 'number', value: Number(digits) };
    const value = parseQuantity(`${digits}${unit.trim()}`);
    if (value === null)
      this.fail(
        `${quoted(`${digits}${unit}`)} has no unit that is known: write, for example, 300ms, 64MiB, 64MiB/s or 10%.`,
        start,
      );
    return { kind: 'number', value };
  }

  /** A name, as long as it is known. */
  private name(): string | null {
    const start = this.at;
    const longest = this.take(/[A-Za-z][A-Za-z0-9_-]*/);
    if (longest === null) return null;
    const { names, labels } = this.known;
    const isKnown = (word: string): boolean =>
      names.includes(word) || (labels?.includes(word) ?? false) || Object.hasOwn(functions, word);
    for (let end = longest.length; end > 0; end = longest.lastIndexOf('-', end - 1)) {
      const word = longest.slice(0, end);
      if (!isKnown(word)) continue;
      this.at = start + end;
      return word;
    }
    // Before a dot it is a label with all its hyphens; else a hyphen is a minus.
    if (this.text[this.at] !== '.') this.at = start + (longest.split('-')[0] ?? longest).length;
    return this.text.slice(start, this.at);
  }

  private named(name: string, start: number): Formula {
    const { names, labels } = this.known;
    if (this.text[this.at] === '.' && (labels === null || labels.includes(name))) return this.figure(name);
    if (this.sign(/\(/) !== null) return this.call(name, start);
    if (names.includes(name)) return { kind: 'name', name };
    const all = [...names, ...(labels ?? [])];
    const meant = nearest(name, all);
    const advice =
      meant === undefined
        ? all.length > 0
          ? `there are ${listOf(all)}.`
          : 'write a number.'
        : `did you mean ${meant}?`;
    return this.fail(`There is nothing called ${quoted(name)} here: ${advice}`, start, start + name.length);
  }

  private call(name: string, start: number): Formula {
    if (!Object.hasOwn(functions, name))
      this.fail(
        `There is no function ${quoted(name)}: there are ${listOf(functionNames)}.`,
        start,
        start + name.length,
      );
    const values = [this.sum()];
    while (this.sign(/,/) !== null) values.push(this.sum());
    this.close();
    // hasOwn above: it is one of them.
    const known = name as FunctionName;
    const { least, most } = functions[known];
    if (values.length < least || values.length > most)
      this.fail(
        `${name} takes ${least === most ? String(least) : `at least ${String(least)}`} ${most === 1 ? 'value' : 'values'}, not ${String(values.length)}.`,
        start,
      );
    return { kind: 'call', name: known, values };
  }

  private figure(label: string): Formula {
    const word = this.afterDot();
    if (word !== 'round' || this.text[this.at] !== '(') {
      if (isMetric(word)) return { kind: 'figure', figure: { label, metric: word } };
      return this.fail(
        `There is no figure ${quoted(word)}: there are ${listOf([...Object.keys(metrics), 'round(N)'])}.`,
        this.at - word.length,
        this.at,
      );
    }
    const round = this.index();
    const field = this.afterDot();
    if (field === 'tier' && this.text[this.at] === '(') {
      const tier = this.index();
      const ofTier = this.afterDot();
      const known = tierFields.find((each) => each === ofTier);
      if (known === undefined)
        return this.fail(
          `A tier has no ${quoted(ofTier)}: it has ${listOf(tierFields)}.`,
          this.at - ofTier.length,
          this.at,
        );
      return { kind: 'figure', figure: { label, round, tier, field: known } };
    }
    if (!Object.hasOwn(roundFields, field))
      return this.fail(
        `A round has no ${quoted(field)}: it has ${listOf([...Object.keys(roundFields), 'tier(N)'])}.`,
        this.at - field.length,
        this.at,
      );
    return { kind: 'figure', figure: { label, round, field: field as RoundField } };
  }

  private afterDot(): string {
    if (this.take(/\./) === null) this.fail("A dot and what is meant are missing here: '.bytes'.");
    return this.take(/[A-Za-z]*/) ?? '';
  }

  private index(): number {
    const digits = this.take(/\(\d{1,6}\)/);
    if (digits === null) return this.fail('A whole number in brackets is wanted here: round(2).');
    return Number(digits.slice(1, -1));
  }
}

/** A number with its unit, in the formulas' base units; rates are bytes a second. Null: it is none. */
export function parseQuantity(text: string): number | null {
  for (const kind of ['factor', 'share', 'size', 'duration'] as const) {
    const parsed = parseNumber(kind, text);
    if (parsed.ok) return parsed.value;
  }
  // A size that is not whole bytes, which a scenario refuses: here it is a figure like any other.
  const [, number = '', unit = ''] = /^([\d.]+) ?([A-Za-z]+)$/.exec(text) ?? [];
  const one = parseNumber('size', `1${unit}`);
  if (unit !== '' && one.ok) return Number(number) * one.value;
  const writes = parseWriteRate(text);
  if (writes.ok) return 'perSecond' in writes.value ? writes.value.perSecond : writes.value.bytesPerSecond;
  const rate = parseNumber('bit-rate', text);
  return rate.ok ? rate.value / 8 : null;
}

/** Reads a formula. */
export function parseFormula(text: string, known: Names): ParsedFormula {
  if (text.length > longestFormula)
    return {
      fault: { message: `A formula has at most ${longestFormula} characters: shorten it.`, start: 0, end: text.length },
    };
  try {
    return { formula: new Reader(text, known).whole() };
  } catch (error) {
    if (error instanceof Failure) return { fault: error.fault };
    throw error;
  }
}

/** The figures that a formula asks for. */
export function figuresIn(formula: Formula): Figure[] {
  switch (formula.kind) {
    case 'figure':
      return [formula.figure];
    case 'call':
      return formula.values.flatMap(figuresIn);
    case 'operation':
      return [...figuresIn(formula.left), ...figuresIn(formula.right)];
    case 'negative':
      return figuresIn(formula.of);
    default:
      return [];
  }
}

/** A value, or why there is none, in one sentence. */
export type Valued = { readonly value: number } | { readonly reason: string };

/** Where a formula's names and figures come from. */
export interface Surroundings {
  readonly names: Readonly<Record<string, number>>;
  readonly runs: readonly RunResult[];
}

/** The figure's mean over the runs of its label; a run that has none makes that the answer, with the reason. */
function figureValue(figure: Figure, runs: readonly RunResult[]): Valued {
  const { label } = figure;
  const own = runs.filter((run) => run.label === label);
  if (own.length === 0) return { reason: `There is no run of ${label}.` };
  let sum = 0;
  for (const run of own) {
    if (run.outcome === 'failed') return { reason: `${label} failed: ${run.error?.message ?? 'it broke off'}` };
    const value = figureOf(figure, run);
    if (value === null) return { reason: noFigure(figure, run) };
    sum += value;
  }
  return { value: sum / own.length };
}

function figureOf(figure: Figure, run: RunResult): number | null {
  if ('metric' in figure) return metrics[figure.metric].of(run);
  const round = run.rounds.find((each) => each.round === figure.round);
  if (round === undefined) return null;
  if (!('tier' in figure)) return roundFields[figure.field](round);
  return round.tiers.find(({ tier }) => tier === figure.tier)?.[figure.field] ?? null;
}

function noFigure(figure: Figure, run: RunResult): string {
  const { label } = figure;
  if ('metric' in figure)
    return run.outcome === 'not-converged'
      ? `${label} did not converge, and has no ${figure.metric} then.`
      : `${label} has no ${figure.metric} here.`;
  const rounds = run.rounds.length;
  return `${label} has no round ${figure.round}: it made ${rounds}.`;
}

const operations: Readonly<Record<Sign, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': power,
};

/** Whole powers by multiplying, so that 2 ^ 10 is exact; others of positive numbers alone. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 1024) return base > 0 ? exp(exponent * log(base)) : NaN;
  let value = 1;
  for (let turn = 0; turn < Math.abs(exponent); turn++) value *= base;
  return exponent < 0 ? 1 / value : value;
}

/** What a formula comes to. */
export function valueOf(formula: Formula, surroundings: Surroundings): Valued {
  switch (formula.kind) {
    case 'number':
      return formula;
    case 'name':
      return { value: surroundings.names[formula.name] ?? NaN };
    case 'figure':
      return figureValue(formula.figure, surroundings.runs);
    case 'negative': {
      const of = valueOf(formula.of, surroundings);
      return 'value' in of ? { value: -of.value } : of;
    }
    case 'call': {
      const values: number[] = [];
      for (const each of formula.values) {
        const found = valueOf(each, surroundings);
        if ('reason' in found) return found;
        values.push(found.value);
      }
      return finite(functions[formula.name].of(values));
    }
    case 'operation': {
      const left = valueOf(formula.left, surroundings);
      if ('reason' in left) return left;
      const right = valueOf(formula.right, surroundings);
      if ('reason' in right) return right;
      return finite(operations[formula.sign](left.value, right.value));
    }
  }
}

function finite(value: number): Valued {
  return Number.isFinite(value)
    ? { value }
    : { reason: 'A part of the formula has no value: it divides by zero, or takes a root of less than zero.' };
}
