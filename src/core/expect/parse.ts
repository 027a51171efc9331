// The grammar of expectations, `hca.downtime < 0.8 * xen-precopy.downtime + 10ms`:
//   expectation = sum ('<' | '<=' | '>' | '>=' | '==') sum      sum = term { (' + ' | ' - ') term }
//   term = number '*' term | number unit | metric | ('max' | 'min' | 'p95') '(' metric ')'      metric = LABEL '.' METRIC
// Labels may have hyphens, so a minus has blanks around it, and the longest label wins. Never throws; one fault at most.
import { nearest } from '../scenario/nearest';
import { listOf, quoted } from '../scenario/report';
import { parseNumber } from '../scenario/values';
import { aggregates, isAggregate, isMetric, metrics, type AggregateId, type Dimension, type MetricId } from './metrics';

/** Offsets in the expectation's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

export interface MetricAtom {
  readonly kind: 'metric';
  readonly label: string;
  readonly labelSpan: Span;
  readonly metric: MetricId;
  readonly metricSpan: Span;
  /** Null: the mean. */
  readonly over: AggregateId | null;
}

export interface NumberAtom {
  readonly kind: 'number';
  /** In seconds, bytes, or bare. */
  readonly value: number;
  readonly dimension: Dimension;
}

export interface Term {
  /** The product of the numbers before the atom, and the sign. */
  readonly factor: number;
  readonly atom: MetricAtom | NumberAtom;
  readonly span: Span;
}

export interface Expectation {
  readonly left: readonly Term[];
  readonly comparison: Comparison;
  readonly right: readonly Term[];
  readonly dimension: Dimension;
}

export interface ExpectationFault {
  readonly code:
    'wrong-expectation' | 'unknown-label' | 'unknown-metric' | 'missing-unit' | 'unknown-unit' | 'mixed-units';
  readonly message: string;
  readonly span: Span;
  /** Texts for the span that were probably meant. */
  readonly replacements: readonly string[];
}

export type ParsedExpectation = { readonly expectation: Expectation } | { readonly fault: ExpectationFault };

type TokenKind =
  'number' | 'name' | 'comparison' | 'plus' | 'minus' | 'times' | 'open' | 'close' | 'dot' | 'other' | 'end';

/** A piece of an expectation; the language's highlighting and completion read them too. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

/** A number takes its unit with it; a name its hyphens. */
const patterns: readonly (readonly [kind: TokenKind, pattern: RegExp])[] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)[ \t]*(?:%|[A-Za-zµμ]+(?:\/s)?)?/y],
  ['name', /[A-Za-z][A-Za-z0-9_-]*/y],
  ['comparison', /<=|>=|==|<|>/y],
  ['plus', /\+/y],
  ['minus', /[-−]/y],
  ['times', /\*/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['dot', /\./y],
  ['other', /\S/uy],
];

/** The pieces of an expectation, the last one being its end. Linear in the text's length. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const blank = /\s*/y;
  let at = 0;
  while (at < text.length) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    const start = at;
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = start;
      const found = pattern.exec(text)?.[0].trimEnd();
      if (found === undefined) continue;
      at = start + found.length;
      tokens.push({ kind, text: found, span: { start, end: at } });
      break;
    }
  }
  return [...tokens, { kind: 'end', text: '', span: { start: text.length, end: text.length } }];
}

/** Longer ones are no expectation that anybody reads. */
/** In characters. */
export const longestExpectation = 1000;

class Failure extends Error {
  constructor(readonly fault: ExpectationFault) {
    super(fault.message);
  }
}

function fail(
  code: ExpectationFault['code'],
  span: Span,
  message: string,
  replacements: readonly string[] = [],
): never {
  throw new Failure({ code, message, span, replacements });
}

/** Reads an expectation about algorithms with these labels. */
export function parseExpectation(text: string, labels: readonly string[]): ParsedExpectation {
  try {
    if (text.length > longestExpectation)
      fail(
        'wrong-expectation',
        { start: 0, end: text.length },
        `An expectation has at most ${longestExpectation} characters: shorten it.`,
      );
    return { expectation: new Reader(text, tokensOf(text), labels).expectation() };
  } catch (error) {
    if (error instanceof Failure) return { fault: error.fault };
    throw error;
  }
}

/** Signs that mean a comparison. */
const lookalikes: Readonly<Record<string, Comparison>> = { '≤': '<=', '≥': '>=', '⩽': '<=', '⩾': '>=' };

/** Offers for a bare number where a time or a size is needed. */
const likelyUnits: Readonly<Record<Dimension, readonly string[]>> = {
  seconds: ['ms', 's'],
  bytes: ['MiB', 'GiB'],
  count: [],
};

const dimensionNames: Readonly<Record<Dimension, string>> = { seconds: 'a time', bytes: 'a size', count: 'a number' };

class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
    private readonly labels: readonly string[],
  ) {}

  expectation(): Expectation {
    const left = this.sum();
    const comparison = this.comparison();
    const right = this.sum();
    const next = this.peek();
    if (next.kind === 'comparison')
      fail(
        'wrong-expectation',
        next.span,
        'An expectation has one comparison: write a second expectation for this one.',
      );
    if (next.kind !== 'end')
      fail(
        'wrong-expectation',
        next.span,
        `${quoted(next.text)} is not expected here: an expectation ends with a sum.`,
      );
    return { left, comparison, right, dimension: commonDimension([...left, ...right], this.tokens) };
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', span: { start: 0, end: 0 } };
  }

  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private comparison(): Comparison {
    const { kind, text, span } = this.take();
    if (kind === 'comparison') return text as Comparison;
    const next = this.peek();
    if (text === '=' && (next.text === '>' || next.text === '<')) {
      const meant = `${next.text}=`;
      fail('wrong-expectation', { start: span.start, end: next.span.end }, `Did you mean '${meant}'?`, [meant]);
    }
    const sign = lookalikes[text];
    if (sign !== undefined) fail('wrong-expectation', span, `Write '${sign}' for '${text}'.`, [sign]);
    if (text === '=') fail('wrong-expectation', span, "'=' is no comparison: did you mean '=='?", ['==']);
    const example = 'hca.downtime < 300ms';
    fail(
      'wrong-expectation',
      span,
      kind === 'end'
        ? `An expectation compares two sides: write, for example, ${example}.`
        : `Here a comparison is expected (<, <=, >, >= or ==), not ${quoted(text)}.`,
    );
  }

  private sum(): Term[] {
    const terms = [this.term(1)];
    for (;;) {
      const { kind, span } = this.peek();
      if (kind !== 'plus' && kind !== 'minus') return terms;
      this.take();
      this.refuseTightMinus(kind, span);
      terms.push(this.term(kind === 'plus' ? 1 : -1));
    }
  }

  /** `hca.downtime -5ms`: a minus with a blank on one side only may belong to a label. */
  private refuseTightMinus(kind: TokenKind, span: Span): void {
    const before = this.tokens[this.at - 2];
    const after = this.peek();
    const isTight = kind === 'minus' && (before?.span.end === span.start || after.span.start === span.end);
    if (isTight)
      fail('wrong-expectation', span, "A minus needs blanks around it, because labels may have hyphens: write ' - '.", [
        ' - ',
      ]);
  }

  private term(sign: number): Term {
    const token = this.take();
    if (token.kind === 'number') return this.numberTerm(token, sign);
    if (token.kind === 'open')
      fail(
        'wrong-expectation',
        token.span,
        'Sums have no brackets: write each term by itself; only max, min and p95 take them.',
      );
    if (token.kind === 'minus')
      fail(
        'wrong-expectation',
        token.span,
        'A term has no sign: a negative figure is written on the other side, or taken off another term.',
      );
    if (token.kind !== 'name') {
      const what =
        token.kind === 'end' ? 'Something is missing at the end' : `${quoted(token.text)} is not expected here`;
      fail(
        'wrong-expectation',
        token.span,
        `${what}: write a metric such as ${this.exampleMetric()}, or a number with its unit.`,
      );
    }
    const atom = this.metric(token);
    this.refuseFactorBehind(token);
    return {
      factor: sign,
      atom,
      span: { start: token.span.start, end: this.tokens[this.at - 1]?.span.end ?? token.span.end },
    };
  }

  /** `hca.downtime * 0.8` and `hca.downtime / 2`: the number comes first, and a product is all there is. */
  private refuseFactorBehind({ span: { start } }: Token): void {
    const sign = this.peek();
    const number = this.tokens[this.at + 1];
    if (sign.kind !== 'times' && sign.text !== '/') return;
    const factor = number?.kind === 'number' ? parseNumber('factor', number.text) : null;
    const value = factor?.ok && factor.value > 0 ? (sign.kind === 'times' ? factor.value : 1 / factor.value) : null;
    const told = 'In a product the number comes first';
    const example = `write, for example, 0.8 * ${this.exampleMetric()}.`;
    if (value === null || number === undefined || !/^[\d.]{1,12}$/.test(String(value)))
      fail(
        'wrong-expectation',
        sign.span,
        sign.text === '/' ? `Nothing is divided here: ${example}` : `${told}: ${example}`,
      );
    const last = this.tokens[this.at - 1]?.span.end ?? start;
    const meant = `${String(value)} * ${this.source.slice(start, last)}`;
    fail('wrong-expectation', { start, end: number.span.end }, `${told}: write ${meant}.`, [meant]);
  }

  private exampleMetric(): string {
    return `${this.labels[0] ?? 'hca'}.downtime`;
  }

  private numberTerm(token: Token, sign: number): Term {
    this.refuseComma(token);
    if (this.peek().kind === 'name') this.refuseMissingTimes(token);
    if (this.peek().kind !== 'times') return { factor: sign, atom: numberAtom(token), span: token.span };
    this.take();
    const factor = parseNumber('factor', token.text);
    if (!factor.ok) {
      const share = parseNumber('share', token.text);
      const meant = share.ok ? [String(share.value)] : [];
      const advice = meant[0] === undefined ? 'write, for example, 0.8' : `write ${meant[0]}`;
      fail('wrong-expectation', token.span, `A product begins with a bare number, without a unit: ${advice}.`, meant);
    }
    const inner = this.term(sign);
    return { ...inner, factor: inner.factor * factor.value, span: { start: token.span.start, end: inner.span.end } };
  }

  /** `1,5s` */
  private refuseComma({ text, span }: Token): void {
    const [comma, rest] = [this.peek(), this.tokens[this.at + 1]];
    if (comma.text !== ',' || comma.span.start !== span.end || rest?.span.start !== comma.span.end) return;
    if (rest.kind !== 'number') return;
    const meant = `${text}.${rest.text}`;
    const place = { start: span.start, end: rest.span.end };
    fail('wrong-expectation', place, `A fraction has a point, not a comma: write ${meant}.`, [meant]);
  }

  /** `80% hca.downtime` */
  private refuseMissingTimes({ text, span }: Token): void {
    const factor = parseNumber(text.endsWith('%') ? 'share' : 'factor', text);
    if (!factor.ok) return;
    const meant = `${String(factor.value)} *`;
    fail('wrong-expectation', span, `A product has its sign: write ${meant} ${this.peek().text}.`, [meant]);
  }

  private metric(token: Token): MetricAtom {
    if (this.peek().kind !== 'open') return this.plainMetric(token, null);
    if (!isAggregate(token.text)) {
      const meant = nearest(token.text, Object.keys(aggregates));
      fail(
        'wrong-expectation',
        token.span,
        `There is no ${quoted(token.text)} of the repetitions: write ${listOf(Object.keys(aggregates))}; a metric by itself is the mean.`,
        meant === undefined ? [] : [meant],
      );
    }
    this.take();
    const name = this.take();
    if (name.kind !== 'name')
      fail(
        'wrong-expectation',
        name.span,
        `'${token.text}' takes one metric: write ${token.text}(${this.exampleMetric()}).`,
      );
    const atom = this.plainMetric(name, token.text);
    const close = this.take();
    if (close.kind !== 'close')
      fail('wrong-expectation', close.span, `'${token.text}' takes one metric and ends with ')'.`);
    return atom;
  }

  private plainMetric({ text: label, span: labelSpan }: Token, over: AggregateId | null): MetricAtom {
    const dot = this.peek();
    if (dot.kind !== 'dot') {
      if (label === 'true' || label === 'false') {
        const meant = label === 'true' ? '1' : '0';
        fail('wrong-expectation', labelSpan, `A figure is a number: write ${meant} for ${label}.`, [meant]);
      }
      if (this.labels.includes(label)) {
        const offers = ['downtime', 'total'].map((each) => `${label}.${each}`);
        fail('wrong-expectation', labelSpan, `Of '${label}' a figure is compared: write ${listOf(offers)}.`, offers);
      }
      const advice =
        isMetric(label) && this.labels.length > 0
          ? `write ${this.labels[0] ?? ''}.${label}`
          : `write, for example, ${this.exampleMetric()}`;
      const offers = isMetric(label) ? this.labels.map((each) => `${each}.${label}`) : [];
      fail('wrong-expectation', labelSpan, `A metric belongs to an algorithm: ${advice}.`, offers);
    }
    if (!this.labels.includes(label)) {
      const meant = nearest(label, this.labels);
      const advice = meant === undefined ? `the file has ${listOf(this.labels)}.` : `did you mean ${meant}?`;
      fail(
        'unknown-label',
        labelSpan,
        `No algorithm has the label ${quoted(label)}: ${advice}`,
        meant === undefined ? [] : [meant],
      );
    }
    this.take();
    const { kind, text: metric, span: metricSpan } = this.take();
    const known = Object.keys(metrics);
    if (kind !== 'name')
      fail(
        'unknown-metric',
        { start: labelSpan.start, end: dot.span.end },
        `Behind '${label}.' comes a metric: ${listOf(known)}.`,
      );
    const [start = ''] = metric.split('-', 1);
    if (!isMetric(metric) && isMetric(start))
      fail(
        'wrong-expectation',
        metricSpan,
        "A minus needs blanks around it, because labels may have hyphens: write ' - '.",
        [metric.replace('-', ' - ')],
      );
    if (!isMetric(metric)) {
      const meant = nearest(metric, known);
      const advice = meant === undefined ? `choose ${listOf(known)}.` : `did you mean ${meant}?`;
      fail(
        'unknown-metric',
        metricSpan,
        `There is no metric ${quoted(metric)}: ${advice}`,
        meant === undefined ? [] : [meant],
      );
    }
    return { kind: 'metric', label, labelSpan, metric, metricSpan, over };
  }
}

/** A number by its unit: a time, a size, a share or a bare number. */
function numberAtom({ text, span }: Token): NumberAtom {
  for (const [kind, dimension] of [
    ['factor', 'count'],
    ['share', 'count'],
    ['duration', 'seconds'],
    ['size', 'bytes'],
  ] as const) {
    const parsed = parseNumber(kind, text);
    if (parsed.ok) return { kind: 'number', value: parsed.value, dimension };
  }
  if (/^[\d.]+[ \t]*[eE]$/.test(text))
    fail('unknown-unit', span, `Write ${quoted(text)} out, without an exponent: for example, 1000ms or 0.001s.`);
  const slips = (['duration', 'size'] as const).flatMap((kind) => {
    const parsed = parseNumber(kind, text);
    return parsed.ok ? [] : parsed.fault.replacements;
  });
  const [meant] = slips;
  const advice =
    meant === undefined
      ? 'write a time (300ms), a size (4GiB), a share (95%) or a bare number.'
      : `did you mean ${meant}?`;
  fail('unknown-unit', span, `${quoted(text)} has no unit of expectations: ${advice}`, slips.slice(0, 1));
}

function dimensionOf({ atom }: Term): Dimension {
  return atom.kind === 'number' ? atom.dimension : metrics[atom.metric].dimension;
}

/** The unit of the first size that an expectation has; null: it has none. */
export function sizeUnitIn(text: string): string | null {
  const sizes = tokensOf(text).filter(
    ({ kind, text: number }) => kind === 'number' && /[A-Za-z]$/.test(number) && parseNumber('size', number).ok,
  );
  return /[A-Za-z]+$/.exec(sizes[0]?.text ?? '')?.[0] ?? null;
}

/** What all terms are counted in. */
function commonDimension(terms: readonly Term[], tokens: readonly Token[]): Dimension {
  const first = terms.find(({ atom }) => atom.kind === 'metric') ?? terms[0];
  if (first?.atom.kind !== 'metric') {
    const span = { start: tokens[0]?.span.start ?? 0, end: tokens.at(-1)?.span.end ?? 0 };
    fail('wrong-expectation', span, 'This compares numbers alone: name a metric, such as hca.downtime.');
  }
  const dimension = dimensionOf(first);
  const stranger = terms.find((term) => dimensionOf(term) !== dimension);
  if (stranger === undefined) return dimension;
  const isBare = stranger.atom.kind === 'number' && stranger.atom.dimension === 'count';
  if (isBare && dimension !== 'count' && stranger.factor === 1) {
    const number = String(stranger.atom.value);
    const offers = likelyUnits[dimension].map((unit) => `${number}${unit}`);
    fail(
      'missing-unit',
      stranger.span,
      `'${number}' lacks its unit: '${first.atom.metric}' is ${dimensionNames[dimension]}, write, for example, ${listOf(offers)}.`,
      offers,
    );
  }
  fail(
    'mixed-units',
    stranger.span,
    `This is ${dimensionNames[dimensionOf(stranger)]}, and '${first.atom.label}.${first.atom.metric}' is ${dimensionNames[dimension]}: only like figures can be added and compared.`,
  );
}
