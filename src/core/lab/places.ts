// Places in a scenario's document by their paths, as in `sweep`: the node that stands there, for reading it and for replacing its text. What a place may be and
// how another value gets there is core/sweep/paths.ts's.
import { findEntry } from '../scenario/document';
import type { DocumentNode, ScenarioDocument } from '../scenario/document';
import type { Scenario } from '../scenario/scenario';

/** Names of a scenario's regions and algorithms, in the order of its lists. */
type Named = Pick<Scenario, 'workload' | 'algorithms'>;

function within(node: DocumentNode | undefined, keys: readonly string[]): DocumentNode | undefined {
  return keys.reduce<DocumentNode | undefined>((inner, key) => findEntry(inner, key)?.value, node);
}

/** The node at a path; undefined: nothing is written there. A scalar in place of a map (`host: ideal`) has no keys. */
export function nodeAt(
  document: ScenarioDocument,
  { workload, algorithms }: Named,
  path: string,
): DocumentNode | undefined {
  const [first = '', ...rest] = path.split('.');
  const top = findEntry(document.root, first)?.value;
  if (first !== 'workload' && first !== 'algorithms') return within(top, rest);
  if (rest.length === 0) return top;
  const [name = '', ...keys] = rest;
  const index =
    first === 'workload'
      ? workload.findIndex((region) => region.name === name)
      : algorithms.findIndex((choice) => choice.label === name);
  const item = top?.kind === 'list' ? top.items[index] : undefined;
  if (first === 'workload') return within(item, keys);
  return within(findEntry(item, algorithms[index]?.algorithm ?? '')?.value, keys);
}
