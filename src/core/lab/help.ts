// The outline of a lab: its keys, steps and checks by their titles. Works on whatever could be read of a file. Completion and hovers are core/language's, with the
// lab's table.
import { contentRange, entryRange } from '../language/extent';
import type { OutlineItem } from '../language/outline';
import { findEntry, type DocumentNode, type Entry, type ScenarioDocument } from '../scenario/document';

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
