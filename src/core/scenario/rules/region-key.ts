// The fix of a region that lacks a key.
import { added } from '../addKey';
import { findEntry } from '../document';
import type { ScenarioDocument } from '../document';
import { scenarioFields } from '../fields';
import type { Fix, TextRange } from '../problem';

/** Adds a key to the region that stands at a range. */
export function keyAdded({ text, root }: ScenarioDocument, { start }: TextRange, key: 'writes' | 'size'): Fix[] {
  const list = findEntry(root, 'workload')?.value;
  const items = list?.kind === 'list' ? list.items : [];
  const region = items.find(({ range }) => range.start === start);
  return region?.kind === 'map' ? added(text, region, [[key, scenarioFields.workload.item.fields[key]]]) : [];
}
