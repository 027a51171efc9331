// Completion of the paths of a sweep: what of the file can be varied, each with values to begin with. Only what `locate` finds is offered.
import { policyId } from '../policy/policy';
import type { Field, Fields } from '../scenario/fields';
import { scenarioFields } from '../scenario/fields';
import { findEntry } from '../scenario/document';
import type { DocumentNode } from '../scenario/document';
import { meaningOf } from '../sweep/baseValues';
import { locate } from '../sweep/paths';
import { accepts, detailOfSlot, documentationOf, parameterText } from './completeValues';
import { offer, type Context } from './context';
import { otherKeys } from './namedFile';
import { plainText, type Offer, type Part } from './offer';
import { mark, type KeyPlace } from './place';
import { fieldsOf, sweptSlot, type Slot } from './slots';

/** The paths in a field, itself included, as its file has it. */
function pathsOf(path: string, field: Field, node: DocumentNode | undefined): string[] {
  if (field.kind === 'file') return node === undefined ? [] : [path];
  if (field.kind === 'variant') {
    const inner = node?.kind === 'map' ? node.entries : [];
    const deeper = inner.flatMap(({ key, value }) =>
      pathsIn(`${path}.${key}`, field.variants[key]?.fields ?? {}, value),
    );
    return [path, ...deeper];
  }
  const fields = fieldsOf(field);
  if (fields === null) return ['list', 'sweep', 'expectations', 'shapes'].includes(field.kind) ? [] : [path];
  const isMissing = node?.kind !== 'map' && Object.values(fields).some(({ required }) => required);
  if (isMissing) return [];
  const isAlone = field.kind === 'map' && field.shorthand !== undefined && node?.kind !== 'map';
  return [...(isAlone ? [path] : []), ...pathsIn(path, fields, node)];
}

function pathsIn(path: string, fields: Fields, node: DocumentNode | undefined): string[] {
  return Object.entries(fields).flatMap(([key, field]) =>
    pathsOf(`${path}.${key}`, field, findEntry(node, key)?.value),
  );
}

/** What a policy is handed by the file. */
function policyPaths(label: string, item: DocumentNode | undefined): string[] {
  const entry = findEntry(item, policyId)?.value;
  const params = findEntry(entry, 'params')?.value;
  return params?.kind === 'map' ? params.entries.map(({ key }) => `algorithms.${label}.params.${key}`) : [];
}

/** Every path that a sweep of the file may have. */
function candidates({ root, named, algorithms }: Context): string[] {
  const items = (key: string): readonly DocumentNode[] => {
    const value = findEntry(root, key)?.value;
    return value?.kind === 'list' ? value.items : [];
  };
  const regions = named.scenario.workload.flatMap(({ name }, index) =>
    pathsIn(`workload.${name}`, scenarioFields.workload.item.fields, items('workload')[index]),
  );
  const parameters = named.scenario.algorithms.flatMap(({ label, algorithm }, index) => {
    if (algorithm === policyId) return policyPaths(label, items('algorithms')[index]);
    const definition = algorithms.find(({ id }) => id === algorithm);
    return Object.keys(definition?.parameters ?? {}).map((key) => `algorithms.${label}.${key}`);
  });
  const others = Object.entries<Field>(scenarioFields).flatMap(([key, field]) =>
    field.kind === 'algorithms' || field.kind === 'list' ? [] : pathsOf(key, field, findEntry(root, key)?.value),
  );
  return [...regions, ...parameters, ...others].filter((path) => 'target' in locate(path, named));
}

/** The value that a path has in the file now, as written. */
function presentText(path: string, root: DocumentNode, context: Context): string | null {
  let node: DocumentNode | undefined = root;
  for (const [index, step] of path.split('.').entries()) {
    const list: DocumentNode | undefined = node;
    if (index === 1 && list?.kind === 'list') {
      const names = path.startsWith('workload.')
        ? context.named.scenario.workload.map(({ name }) => name)
        : context.named.scenario.algorithms.map(({ label }) => label);
      const item: DocumentNode | undefined = list.items[names.indexOf(step)];
      node =
        path.startsWith('algorithms.') && item?.kind === 'map'
          ? item.entries.find(({ key }) => key !== 'as')?.value
          : item;
    } else node = findEntry(node, step)?.value;
  }
  return node?.kind === 'scalar' && !node.empty && !node.quoted ? node.text : null;
}

/** Values to begin with: what the file has, and what the tables have as choices or examples. */
function valuesFor(path: string, slot: Slot, context: Context): string[] {
  const present = presentText(path, context.root, context);
  const known = (): readonly string[] => {
    if (slot.kind === 'parameter') {
      const { parameter } = slot;
      if (parameter.kind === 'choice') return parameter.choices;
      return parameter.kind === 'boolean' ? ['true', 'false'] : [parameterText(parameter)];
    }
    if (slot.kind !== 'field') return [];
    if (slot.field.kind === 'boolean') return ['true', 'false'];
    return slot.field.kind === 'choice' ? Object.keys(slot.field.choices) : slot.field.examples;
  };
  const texts = [...(present === null ? [] : [present]), ...known()];
  const field = slot.kind === 'parameter' ? slot.parameter : slot.kind === 'field' ? slot.field : null;
  const meanings = texts.map((text) => (field ? meaningOf(field, text) : text));
  return texts.filter((_, index) => meanings.indexOf(meanings[index] ?? '') === index);
}

/** Values with a hole each, in brackets. */
function listOfValues(path: string, slot: Slot, context: Context): readonly Part[] {
  const holes = valuesFor(path, slot, context).flatMap((text, index): readonly Part[] =>
    index === 0 ? [{ hole: text }] : [', ', { hole: text }],
  );
  return ['[ ', ...holes, ' ]'];
}

/** Offers for the list of a path's values. */
export function axisOffers(context: Context, path: string, slot: Slot): Offer[] {
  const insert = listOfValues(path, slot, context);
  return [
    offer(context, 'snippet', plainText(insert), insert, {
      detail: detailOfSlot(slot),
      documentation: documentationOf(slot),
    }),
  ];
}

/** Whether one path lies in the other. */
function overlaps(path: string, other: string): boolean {
  return `${path}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${path}.`);
}

/** Offers for a path of `sweep`. */
export function pathOffers(context: Context, place: KeyPlace): Offer[] {
  const taken = otherKeys(place.map, mark);
  const { value } = place;
  return candidates(context)
    .filter((path) => !taken.some((other) => overlaps(path, other)))
    .flatMap((path) => {
      const slot = sweptSlot(path, context.named);
      if (!slot) return [];
      const isKept = value !== null && !(value.kind === 'scalar' && value.empty);
      if (isKept && !accepts({ kind: 'axis', path, of: slot }, value, context.text)) return [];
      const insert: readonly Part[] = value === null ? [`${path}: `, ...listOfValues(path, slot, context)] : [path];
      return [
        offer(context, 'path', path, insert, { detail: detailOfSlot(slot), documentation: documentationOf(slot) }),
      ];
    });
}
