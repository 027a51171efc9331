// What the table says at a place of a lab's text, and the lab's outline: steps and checks by their titles. Works on whatever could be read of a file.
import { describeField } from '../language/describe';
import { contentRange, entryRange, touches } from '../language/extent';
import type { OutlineItem } from '../language/outline';
import { findEntry, type DocumentNode, type Entry, type ScenarioDocument } from '../scenario/document';
import type { Field, Fields, Variant } from '../scenario/fields';
import type { TextRange } from '../scenario/problem';
import { labFields } from './fields';

export interface LabHover {
  readonly range: TextRange;
  /** Markdown. */
  readonly text: string;
}

const own = <Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

/** What the table says of the key, or of the word, at an offset; null: nothing. */
export function labHoverAt({ root }: ScenarioDocument, offset: number): LabHover | null {
  return inMap(labFields, root ?? undefined, offset);
}

function inMap(fields: Fields, node: DocumentNode | undefined, offset: number): LabHover | null {
  if (node?.kind !== 'map') return null;
  for (const { key, keyRange, value } of node.entries) {
    const field = own(fields, key);
    if (field === undefined) continue;
    if (touches(keyRange, offset)) return { range: keyRange, text: `**${key}**: ${describeField(field)}` };
    if (touches(value.range, offset)) return inField(field, value, offset);
  }
  return null;
}

function inField(field: Field, node: DocumentNode, offset: number): LabHover | null {
  switch (field.kind) {
    case 'map':
      return inMap(field.fields, node, offset);
    case 'list': {
      const item = node.kind === 'list' ? node.items.find(({ range }) => touches(range, offset)) : undefined;
      return item === undefined ? null : inField(field.item, item, offset);
    }
    case 'variant':
      return inVariant(field.variants, node, offset);
    case 'choice': {
      const choice = node.kind === 'scalar' ? own(field.choices, node.text) : undefined;
      return choice === undefined ? null : { range: node.range, text: choice.documentation };
    }
    default:
      return null;
  }
}

function inVariant(variants: Readonly<Record<string, Variant>>, node: DocumentNode, offset: number): LabHover | null {
  if (node.kind === 'scalar') {
    const variant = own(variants, node.text);
    return variant === undefined ? null : { range: node.range, text: `**${node.text}**: ${variant.documentation}` };
  }
  const [entry] = node.kind === 'map' ? node.entries : [];
  const variant = entry && own(variants, entry.key);
  if (entry === undefined || variant === undefined) return null;
  if (touches(entry.keyRange, offset))
    return { range: entry.keyRange, text: `**${entry.key}**: ${variant.documentation}` };
  return inMap(variant.fields, entry.value, offset);
}

const textOf = (node: DocumentNode, key: string): string => {
  const value = findEntry(node, key)?.value;
  return value?.kind === 'scalar' ? value.text.trim() : '';
};

/** Steps and checks, each with what it is called and, of a check, its points. */
function itemsOf(text: string, { key, value }: Entry): OutlineItem[] {
  if (value.kind !== 'list') return [];
  return value.items.map((item, index): OutlineItem => {
    const id = textOf(item, 'id');
    const title = textOf(item, 'title');
    const points = textOf(item, 'points');
    const name = [id, title].filter((part) => part !== '').join(' ');
    const range = contentRange(text, item);
    return {
      name: name === '' ? `${key} ${index + 1}` : name,
      detail: points === '' ? '' : `${points} points`,
      kind: key === 'checks' ? 'expectation' : 'region',
      range,
      selection: { start: range.start, end: range.start },
      children: [],
    };
  });
}

/** The keys of a lab, with its steps and checks by their titles. */
export function labOutline({ root, text }: ScenarioDocument): OutlineItem[] {
  if (root?.kind !== 'map') return [];
  return root.entries.map((entry): OutlineItem => {
    const { key, keyRange, value } = entry;
    const hasItems = key === 'steps' || key === 'checks';
    return {
      name: key === '' ? "''" : key,
      detail: value.kind === 'scalar' ? value.text.replace(/\s+/g, ' ').trim().slice(0, 80) : '',
      kind: hasItems ? 'section' : 'key',
      range: entryRange(text, entry),
      selection: keyRange,
      children: hasItems ? itemsOf(text, entry) : [],
    };
  });
}
