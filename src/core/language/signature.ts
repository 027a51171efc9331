// Signature help in expectations: what goes into `max(…)`, else the shape of a comparison and which of its sides the cursor is in.
import type { AlgorithmDefinition } from '../algorithms/definition';
import { aggregates, isAggregate } from '../expect/metrics';
import { tokensOf, type Token } from '../expect/parse';
import { largestFile } from '../scenario/limits';
import { namedFile } from './namedFile';
import { placeAt } from './place';
import { slotAt } from './slots';

export interface Signature {
  readonly label: string;
  readonly documentation: string;
  /** Where in the label each parameter stands. */
  readonly parameters: readonly { readonly start: number; readonly end: number; readonly documentation: string }[];
  readonly activeParameter: number;
}

const sides = ['LEFT', 'RIGHT'] as const;
const comparison = `${sides[0]} < ${sides[1]}`;

/** Terms, and the sums that they make. */
const sideWords =
  'A sum of terms: a number with its unit (`300ms`, `2GiB`, `95%`), `LABEL.METRIC`, or a number times a term (`0.8 * hca.downtime`). A minus has blanks around it.';

function comparisonSignature(before: readonly Token[]): Signature {
  const start = comparison.length - sides[1].length;
  return {
    label: comparison,
    documentation: 'Compares two sums of like figures by `<`, `<=`, `>`, `>=` or `==`.',
    parameters: [
      { start: 0, end: sides[0].length, documentation: sideWords },
      { start, end: comparison.length, documentation: sideWords },
    ],
    activeParameter: before.some(({ kind }) => kind === 'comparison') ? 1 : 0,
  };
}

/** The figure of the repetitions whose parentheses are open. */
function openAggregate(before: readonly Token[]): string | null {
  const open = before.findLastIndex(({ kind }) => kind === 'open');
  if (open < 1 || before.slice(open).some(({ kind }) => kind === 'close')) return null;
  const name = before[open - 1]?.text ?? '';
  return isAggregate(name) ? name : null;
}

/** The signature at an offset of a text; null outside expectations. */
export function signatureAt(text: string, offset: number, registry: readonly AlgorithmDefinition[]): Signature | null {
  const place = text.length > largestFile ? null : placeAt(text, offset);
  if (place?.role !== 'value') return null;
  const file = namedFile(place.tree, registry);
  if (slotAt(place.path, file)?.kind !== 'expectation') return null;
  const written = text.slice(place.word.start, offset);
  const before = tokensOf(written).filter(({ kind }) => kind !== 'end');
  const name = openAggregate(before);
  if (name === null || !isAggregate(name)) return comparisonSignature(before);
  const label = `${name}(LABEL.METRIC)`;
  const labels = file.scenario.algorithms.map((each) => `\`${each.label}\``).join(', ');
  const documentation = labels === '' ? '' : `A label (${labels}), a point, and a metric.`;
  return {
    label,
    documentation: aggregates[name].documentation,
    parameters: [{ start: name.length + 1, end: label.length - 1, documentation }],
    activeParameter: 0,
  };
}
