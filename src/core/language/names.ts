// The names that a scenario gives, of regions and of algorithms (labels), and where `expect` and `sweep` use them. Works on whatever could be read of
// a file; uses are found by their words, so that a comparison that is not finished still has its labels.
import { algorithms as builtInAlgorithms } from '../algorithms/registry';
import type { AlgorithmDefinition } from '../algorithms/definition';
import { tokensOf } from '../expect/parse';
import { checkAlgorithms } from '../scenario/algorithmList';
import { policyLabel } from '../policy/policy';
import { findEntry } from '../scenario/document';
import type { DocumentNode, Entry, ScalarNode, ScenarioDocument } from '../scenario/document';
import { placesIn } from '../scenario/expectations';
import { uniqueNames } from '../scenario/labels';
import type { TextRange } from '../scenario/problem';
import { unquoted } from './extent';

export type NameKind = 'region' | 'label';

/** Where a name comes from: a region, or an entry of `algorithms`. */
export interface Declaration {
  readonly kind: NameKind;
  readonly name: string;
  /** Where the name stands; an algorithm's id where no label is written. Null: a region that has no name of its own. */
  readonly nameRange: TextRange | null;
  /** Written by `name` or `as`. */
  readonly isWritten: boolean;
  /** What is used in its place when it is not written, before it is numbered. */
  readonly fallback: string;
  /** The item of its list, from 0. */
  readonly index: number;
  readonly node: DocumentNode;
}

/** A name in an expectation, or in a path of the sweep. */
export interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly range: TextRange;
  /** False: it stands in a text with escapes, and the range is that of the whole text. */
  readonly isExact: boolean;
}

export interface Names {
  readonly declarations: readonly Declaration[];
  readonly uses: readonly NameUse[];
}

/** Which lists the paths of a sweep go into by name. */
export const namedLists: Readonly<Record<string, NameKind>> = { workload: 'region', algorithms: 'label' };

function regionsOf(text: string, entry: Entry | undefined): Declaration[] {
  if (entry?.value.kind !== 'list') return [];
  const drafts = entry.value.items.map((node, index) => {
    const value = findEntry(node, 'name')?.value;
    const name = value?.kind === 'scalar' && !value.empty ? value : null;
    return { node, index, name, fallback: `region-${index + 1}` };
  });
  const names = uniqueNames(drafts.map(({ name, fallback }) => ({ written: name?.text ?? null, fallback })));
  return drafts.map(({ node, index, name, fallback }) => ({
    kind: 'region',
    name: names[index] ?? fallback,
    nameRange: name && unquoted(text, name.range),
    isWritten: name !== null,
    fallback,
    index,
    node,
  }));
}

function labelsOf(text: string, entry: Entry | undefined, registry: readonly AlgorithmDefinition[]): Declaration[] {
  if (entry?.value.kind !== 'list') return [];
  const { items } = entry.value;
  const { algorithms } = checkAlgorithms(text, entry, registry);
  return algorithms.flatMap(({ label, labelRange, labelGiven, range, definition, policy }) => {
    const index = items.findIndex((item) => item.range.start === range.start);
    const node = items[index];
    if (!node) return [];
    const nameRange = unquoted(text, labelRange);
    return {
      kind: 'label' as const,
      name: label,
      nameRange,
      isWritten: labelGiven,
      fallback: policy === null ? definition.id : policyLabel(policy.file),
      index,
      node,
    };
  });
}

/** The labels that an expectation names. */
export function labelsIn(text: string, node: ScalarNode): NameUse[] {
  const tokens = tokensOf(node.text);
  const placeOf = placesIn(text, node);
  return tokens.flatMap((token, index) => {
    const isLabel = token.kind === 'name' && tokens[index + 1]?.kind === 'dot' && tokens[index - 1]?.kind !== 'dot';
    if (!isLabel) return [];
    const range = placeOf(token.span);
    return { kind: 'label' as const, name: token.text, range, isExact: range !== node.range };
  });
}

/** A key of a path, with its place. */
export interface PathSegment {
  readonly text: string;
  readonly range: TextRange;
}

/** The keys that a path of the sweep consists of; null: it is written with escapes, and they have no place of their own. */
export function segmentsOf(text: string, { key, keyRange }: Entry): PathSegment[] | null {
  const { start, end } = unquoted(text, keyRange);
  if (text.slice(start, end) !== key) return null;
  let at = start;
  return key.split('.').map((segment) => {
    const range = { start: at, end: at + segment.length };
    at = range.end + 1;
    return { text: segment, range };
  });
}

function usesInSweep(text: string, sweep: DocumentNode | undefined): NameUse[] {
  if (sweep?.kind !== 'map') return [];
  return sweep.entries.flatMap((entry) => {
    const [list = '', name] = entry.key.split('.');
    const kind = Object.hasOwn(namedLists, list) ? namedLists[list] : undefined;
    if (kind === undefined || name === undefined || name === '') return [];
    const segment = segmentsOf(text, entry)?.[1];
    return { kind, name, range: segment?.range ?? entry.keyRange, isExact: segment !== undefined };
  });
}

/** All names of a file, and their uses. */
export function namesOf(
  { text, root }: ScenarioDocument,
  registry: readonly AlgorithmDefinition[] = builtInAlgorithms,
): Names {
  const expect = findEntry(root, 'expect')?.value;
  const expectations = expect?.kind === 'list' ? expect.items : [];
  return {
    declarations: [
      ...regionsOf(text, findEntry(root, 'workload')),
      ...labelsOf(text, findEntry(root, 'algorithms'), registry),
    ],
    uses: [
      ...expectations.flatMap((node) => (node.kind === 'scalar' && !node.empty ? labelsIn(text, node) : [])),
      ...usesInSweep(text, findEntry(root, 'sweep')?.value),
    ],
  };
}
