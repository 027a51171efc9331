// Which algorithm stands at a place of a scenario, also of one that is not finished: in an entry of `algorithms`, wherever in it.
import { findAlgorithm } from '../algorithms/registry';
import { findEntry } from '../scenario/document';
import { largestFile } from '../scenario/limits';
import { idOf } from './namedFile';
import { sketch } from './sketch';

/** The id of the algorithm in whose entry an offset lies, its end included; null if it lies in none that is known. */
export function algorithmAt(text: string, offset: number): string | null {
  if (text.length > largestFile) return null;
  const list = findEntry(sketch(text), 'algorithms')?.value;
  const items = list?.kind === 'list' ? list.items : [];
  const item = items.find(({ range }) => range.start <= offset && offset <= range.end);
  return (item && findAlgorithm(idOf(item))?.id) ?? null;
}
