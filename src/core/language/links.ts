// What can be opened from a scenario: the files that it names, and the addresses in its comments and its description.
import { findEntry } from '../scenario/document';
import type { ScenarioDocument } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { type ReferencedFile, filesNamedIn } from '../scenario/referencedFiles';
import { commentsOf } from './comments';
import { unquoted } from './extent';

/** An http address in the text. */
export interface AddressLink {
  readonly address: string;
  readonly range: TextRange;
}

/** The files that a scenario names: traces, dirty curves (in the sweep too) and policies, in the order of the text. */
export function filesOf(document: ScenarioDocument): readonly ReferencedFile[] {
  const { text } = document;
  return filesNamedIn(document)
    .map(({ name, range }) => ({ name, range: unquoted(text, range) }))
    .sort((a, b) => a.range.start - b.range.start);
}

const addressPattern = /https?:\/\/[^\s<>"'`\\^{|}]+/g;

/** An address without the marks behind it that belong to the sentence; a closing bracket is its own if it opens one. */
function trimmedAddress(found: string): string {
  const plain = found.replace(/[.,;:!?*_]+$/, '');
  const isOutside = plain.endsWith(')') && !plain.includes('(');
  const inner = isOutside || plain.endsWith(']') ? plain.slice(0, -1) : plain;
  return inner.length < found.length ? trimmedAddress(inner) : inner;
}

function addressesIn(text: string, { start, end }: TextRange): AddressLink[] {
  return [...text.slice(start, end).matchAll(addressPattern)].map((match) => {
    const address = trimmedAddress(match[0]);
    const from = start + match.index;
    return { address, range: { start: from, end: from + address.length } };
  });
}

/** The addresses in comments and in the description, in the order of the text. */
export function addressesOf({ text, root }: ScenarioDocument): readonly AddressLink[] {
  const description = findEntry(root, 'description')?.value;
  const places = [...commentsOf(text), ...(description?.kind === 'scalar' ? [description.range] : [])];
  return places.flatMap((place) => addressesIn(text, place)).sort((a, b) => a.range.start - b.range.start);
}
