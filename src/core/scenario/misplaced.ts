// Keys that stand where they do not belong: unindented, indented too far, or under a name of their own. Each is one slip with one problem, at the
// key itself; that it lacks where it belongs is the same slip (conform.ts).
import type { DocumentNode, Entry } from './document';
import type { Field, Fields } from './fields';

/** The keys of a document, at whatever depth of maps and lists, that the table does not know at their place. */
export function straysOf(node: DocumentNode | null, fields: Fields): ReadonlySet<string> {
  const strays = new Set<string>();
  collectStrays(node, fields, strays);
  return strays;
}

function collectStrays(node: DocumentNode | null, fields: Fields, strays: Set<string>): void {
  if (node?.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) strays.add(key);
    else if (field.kind === 'map') collectStrays(value, field.fields, strays);
    else if (field.kind === 'list' && field.item.kind === 'map' && value.kind === 'list')
      for (const item of value.items) collectStrays(item, field.item.fields, strays);
  }
}

/** The key among `free` whose value an unknown key's value is by its look: `network: { bandwidth: … }` is a link. */
export function meantByContent({ value }: Entry, free: readonly string[], fields: Fields): string | undefined {
  return free.find((key) => fields[key] !== undefined && looksLike(value, fields[key]));
}

function looksLike(value: DocumentNode, field: Field): boolean {
  switch (field.kind) {
    case 'map':
      return hasKeysOf(value, field.fields);
    case 'list': {
      if (value.kind !== 'list' || value.items.length === 0 || field.item.kind !== 'map') return false;
      const { fields } = field.item;
      return value.items.every((item) => hasKeysOf(item, fields));
    }
    case 'algorithms':
      return value.kind === 'list' && value.items.length > 0;
    default:
      return false;
  }
}

/** Whether a node is a map of the table's keys, and has those that must be there. */
function hasKeysOf(node: DocumentNode, fields: Fields): boolean {
  if (node.kind !== 'map' || node.entries.length === 0) return false;
  const given = new Set(node.entries.map(({ key }) => key));
  const required = Object.keys(fields).filter((key) => fields[key]?.required);
  return required.every((key) => given.has(key)) && [...given].every((key) => Object.hasOwn(fields, key));
}
