// The names that an unfinished file has so far: regions, labels, and what its expectations and its sweep ask for by name.
import type { AlgorithmDefinition } from '../algorithms/definition';
import type { MapField } from '../scenario/fields';
import { isMetric } from '../expect/metrics';
import { tokensOf } from '../expect/parse';
import { policyId, policyLabel } from '../policy/policy';
import { findEntry } from '../scenario/document';
import type { DocumentNode, MapNode } from '../scenario/document';
import { uniqueNames } from '../scenario/labels';
import { isName } from '../scenario/scalars';
import { locate, type NamedFile } from '../sweep/paths';

/** The items of a list under a key of the top level. */
function itemsOf(root: DocumentNode, key: string): readonly DocumentNode[] {
  const value = findEntry(root, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

function writtenName(node: DocumentNode, key: string): string | null {
  const value = findEntry(node, key)?.value;
  return value?.kind === 'scalar' && isName(value.text) ? value.text : null;
}

/** The key of an entry of `algorithms` that is its id. */
export function idOf(node: DocumentNode): string {
  if (node.kind === 'scalar') return node.text;
  return node.kind === 'map' ? (node.entries.find(({ key }) => key !== 'as')?.key ?? '') : '';
}

/** What an entry is called if it is given no label: by its id, or by its policy's file. */
function ownName(node: DocumentNode): string {
  const policy = findEntry(node, policyId)?.value;
  const file = policy?.kind === 'map' ? findEntry(policy, 'file')?.value : policy;
  return file?.kind === 'scalar' && !file.empty ? policyLabel(file.text) : idOf(node);
}

/** The labels of an unfinished file, one for each entry of `algorithms`. */
export function labelsIn(root: DocumentNode): string[] {
  return uniqueNames(
    itemsOf(root, 'algorithms').map((item) => ({ written: writtenName(item, 'as'), fallback: ownName(item) })),
  );
}

/** The names of its regions, one for each. */
export function regionsIn(root: DocumentNode): string[] {
  return uniqueNames(
    itemsOf(root, 'workload').map((item, index) => ({
      written: writtenName(item, 'name'),
      fallback: `region-${index + 1}`,
    })),
  );
}

/** An unfinished file, for looking up paths of sweeps; `table` is its top level, if it is no scenario. */
export function namedFile(root: DocumentNode, registry: readonly AlgorithmDefinition[], table?: MapField): NamedFile {
  const ids = itemsOf(root, 'algorithms').map(idOf);
  const algorithms = labelsIn(root).map((label, index) => ({ label, algorithm: ids[index] ?? '' }));
  const scenario = { workload: regionsIn(root).map((name) => ({ name })), algorithms };
  return { root, scenario, registry, ...(table && { table }) };
}

/** The labels that an expectation asks for, sound or not. */
function labelsAsked(text: string): string[] {
  const tokens = tokensOf(text);
  return tokens.flatMap(({ kind, text: name }, index) => {
    const metric = tokens[index + 2];
    const isAsked =
      kind === 'name' && tokens[index + 1]?.kind === 'dot' && metric !== undefined && isMetric(metric.text);
    return isAsked ? [name] : [];
  });
}

/** The paths of `sweep`. */
export function pathsIn(root: DocumentNode): string[] {
  const sweep = findEntry(root, 'sweep')?.value;
  return sweep?.kind === 'map' ? sweep.entries.map(({ key }) => key) : [];
}

/** What a file asks for by names that it does not have: labels in expectations, paths of its sweep. */
export function lostNames(root: DocumentNode, registry: readonly AlgorithmDefinition[]): ReadonlySet<string> {
  const labels = new Set(labelsIn(root));
  const file = namedFile(root, registry);
  const asked = itemsOf(root, 'expect').flatMap((item) => (item.kind === 'scalar' ? labelsAsked(item.text) : []));
  const lostLabels = asked.filter((label) => !labels.has(label));
  return new Set([...lostLabels, ...pathsIn(root).filter((path) => 'lost' in locate(path, file))]);
}

/** The keys of a map but for this one. */
export function otherKeys(map: MapNode, key: string): string[] {
  return map.entries.map((entry) => entry.key).filter((other) => other !== key);
}
