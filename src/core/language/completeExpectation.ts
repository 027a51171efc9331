// Completion inside an expectation: labels and metrics, figures of the repetitions, operators, units. By the pieces before the cursor (expect/parse.ts);
// what would break an expectation that is sound is not offered.
import { aggregates, isMetric, metrics, type Dimension } from '../expect/metrics';
import { parseExpectation, tokensOf, type Token } from '../expect/parse';
import { unitsOf } from '../scenario/values';
import type { TextRange } from '../scenario/problem';
import { offer, wordOf, type Context } from './context';
import { labelsIn } from './namedFile';
import type { Offer, OfferKind, Part } from './offer';
import { plainText } from './offer';

const comparisons: Readonly<Record<string, string>> = {
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '==': 'equal (within 1e-9)',
};

/** The figures of a metric: what its kind is counted in. */
const unitKinds: Readonly<Record<Dimension, 'duration' | 'size' | 'share'>> = {
  seconds: 'duration',
  bytes: 'size',
  count: 'share',
};

const likelyFigures: Readonly<Record<Dimension, string>> = { seconds: '300ms', bytes: '2GiB', count: '30' };

interface Inside {
  readonly context: Context;
  readonly text: string;
  readonly labels: readonly string[];
  /** The pieces before the cursor, the one under it left out. */
  readonly before: readonly Token[];
  /** The piece that an offer replaces; empty at the cursor if there is none. */
  readonly span: { readonly start: number; readonly end: number };
  /** The pieces behind that. */
  readonly after: readonly Token[];
}

function inside(context: Context, offset: number): Inside {
  const text = wordOf(context);
  const at = offset - context.place.word.start;
  const tokens = tokensOf(text).filter(({ kind }) => kind !== 'end');
  const isWord = ({ kind }: Token): boolean => kind === 'name' || kind === 'number' || kind === 'comparison';
  const under = tokens.findLast(
    ({ span, ...token }) => isWord({ span, ...token }) && span.start <= at && at <= span.end,
  );
  const span = under?.span ?? { start: at, end: at };
  const before = tokens.filter((token) => token.span.end <= span.start && token !== under);
  const after = tokens.filter((token) => token.span.start >= span.end && token !== under);
  return { context, text, labels: labelsIn(context.root), before, span, after };
}

function offerHere(
  here: Inside,
  kind: OfferKind,
  label: string,
  insert: readonly Part[],
  documentation: string,
  detail = '',
): Offer {
  const { start } = here.context.place.word;
  const range: TextRange = { start: start + here.span.start, end: start + here.span.end };
  return offer(here.context, kind, label, insert, { documentation, detail, range });
}

/** What the pieces around the cursor are counted in; null: they do not say. */
function dimensionOf({ before, after }: Inside): Dimension | null {
  const named = [...before, ...after].find(
    ({ text }, index, tokens) => isMetric(text) && tokens[index - 1]?.kind === 'dot',
  );
  return named && isMetric(named.text) ? metrics[named.text].dimension : null;
}

function metricOffers(here: Inside): Offer[] {
  const wanted = dimensionOf(here);
  return Object.entries(metrics)
    .filter(([, { dimension }]) => wanted === null || dimension === wanted)
    .map(([id, { documentation, dimension }]) => offerHere(here, 'metric', id, [id], documentation, dimension));
}

function labelOffers(here: Inside): Offer[] {
  const isBare = here.after[0]?.kind !== 'dot';
  const wanted = dimensionOf(here);
  const usual = Object.entries(metrics).find(([, { dimension }]) => wanted === null || dimension === wanted)?.[0] ?? '';
  const { algorithms } = here.context.named.scenario;
  return here.labels.map((label, index) => {
    const id = algorithms[index]?.algorithm;
    const title = here.context.algorithms.find((each) => each.id === id)?.title ?? '';
    return offerHere(here, 'label', label, isBare ? [`${label}.`, { hole: usual }] : [label], title, 'algorithm');
  });
}

function aggregateOffers(here: Inside): Offer[] {
  if (here.after[0]?.kind === 'dot') return [];
  const isCalled = here.after[0]?.kind === 'open';
  const label = here.labels[0] ?? 'hca';
  return Object.entries(aggregates).map(([id, { documentation }]) =>
    offerHere(
      here,
      'function',
      `${id}(…)`,
      isCalled ? [id] : [`${id}(`, { hole: `${label}.downtime` }, ')'],
      documentation,
    ),
  );
}

/** Whole comparisons, to begin with. */
function beginnings(here: Inside): Offer[] {
  const baseline = here.labels[0] ?? 'xen-precopy';
  const last = here.labels.at(-1) ?? 'hca';
  const against = (metric: string): readonly Part[] =>
    last === baseline
      ? [`${last}.${metric} < `, { hole: metric === 'bytes' ? '2GiB' : '300ms' }]
      : [`${last}.${metric} < `, { hole: '0.8' }, ` * ${baseline}.${metric}`];
  const texts: readonly (readonly [readonly Part[], string])[] = [
    [against('downtime'), 'The mean downtime, against the baseline or a limit.'],
    [[`max(${last}.downtime) <= `, { hole: '300ms' }], 'The longest downtime of the repetitions.'],
    [[`${last}.completed == `, { hole: '100%' }], 'Every repetition has to arrive.'],
    [against('bytes'), 'What is sent.'],
  ];
  return texts.map(([parts, documentation]) => offerHere(here, 'snippet', plainText(parts), parts, documentation));
}

function comparisonOffers(here: Inside): Offer[] {
  return Object.entries(comparisons).map(([sign, words]) => offerHere(here, 'operator', sign, [sign], '', words));
}

function operatorOffers(here: Inside): Offer[] {
  const last = here.before.at(-1);
  const product = offerHere(
    here,
    'operator',
    '*',
    ['* ', { hole: `${here.labels[0] ?? 'hca'}.downtime` }],
    '',
    'times',
  );
  const isFactor = last?.kind === 'number' && /^[0-9.]+%?$/.test(last.text);
  const isCompared = here.before.some(({ kind }) => kind === 'comparison');
  const figure = likelyFigures[dimensionOf(here) ?? 'seconds'];
  const sums = ['+', '-'].map((sign) => offerHere(here, 'operator', sign, [`${sign} `, { hole: figure }], ''));
  if (isCompared) return isFactor ? [product, ...sums] : sums;
  const compared = Object.entries(comparisons).map(([sign, words]) =>
    offerHere(here, 'operator', sign, [`${sign} `, { hole: figure }], '', words),
  );
  return [...(isFactor ? [product] : []), ...compared, ...sums];
}

/** Behind a number: its units. */
function numberOffers(here: Inside, offset: number): Offer[] {
  const written = here.text.slice(here.span.start, here.span.end);
  const number = /^[0-9.]+/.exec(written)?.[0] ?? '';
  const start = here.context.place.word.start + here.span.start + number.length;
  if (offset < start) return [];
  const wanted = dimensionOf(here);
  const kinds = wanted === null ? (['duration', 'size', 'share'] as const) : [unitKinds[wanted]];
  const range = { start, end: here.context.place.word.start + here.span.end };
  return kinds.flatMap((kind) =>
    unitsOf(kind).map((unit) => offer(here.context, 'unit', unit, [unit], { detail: `${number}${unit}`, range })),
  );
}

/** A figure to compare with, or to add. */
function figureOffers(here: Inside): Offer[] {
  const last = here.before.at(-1)?.kind;
  if (last !== 'comparison' && last !== 'plus' && last !== 'minus') return [];
  const figure = likelyFigures[dimensionOf(here) ?? 'seconds'];
  return [offerHere(here, 'value', figure, [{ hole: figure }], '', 'a figure')];
}

function candidates(here: Inside, offset: number): Offer[] {
  const last = here.before.at(-1);
  const under = tokensOf(here.text.slice(here.span.start, here.span.end))[0];
  if (last?.kind === 'dot') return metricOffers(here);
  if (under?.kind === 'number') return numberOffers(here, offset);
  if (under?.kind === 'comparison') return comparisonOffers(here);
  const ends = last?.kind === 'number' || last?.kind === 'name' || last?.kind === 'close';
  if (last?.kind === 'open') return labelOffers(here);
  if (!ends)
    return [
      ...figureOffers(here),
      ...labelOffers(here),
      ...aggregateOffers(here),
      ...(here.before.length === 0 ? beginnings(here) : []),
    ];
  return under === undefined || under.kind === 'end' ? operatorOffers(here) : [];
}

/** Offers for the cursor in an expectation. */
export function expectationOffers(context: Context, offset: number): Offer[] {
  const here = inside(context, offset);
  const { text, labels } = here;
  const isSound = 'expectation' in parseExpectation(text, labels);
  const { start } = context.place.word;
  return candidates(here, offset).filter(({ range, insert }) => {
    if (!isSound) return here.after.length === 0 || range.end > range.start;
    const applied = text.slice(0, range.start - start) + plainText(insert) + text.slice(range.end - start);
    return 'expectation' in parseExpectation(applied, labels);
  });
}
