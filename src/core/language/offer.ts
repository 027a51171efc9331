// What completion offers: a text with holes to fill in, and the range that it replaces. How an editor shows it is the editor's.
import type { DocumentNode } from '../scenario/document';
import type { TextRange } from '../scenario/problem';
import { sketch } from './sketch';

/** A piece of what is inserted: text, a hole with an example in it, or a hole with words to choose from, the first of them likely. */
export type Part = string | { readonly hole: string } | { readonly oneOf: readonly string[] };

export type OfferKind =
  'key' | 'value' | 'unit' | 'algorithm' | 'file' | 'label' | 'metric' | 'function' | 'operator' | 'path' | 'snippet';

export interface Offer {
  /** What the list shows, and what the word typed so far is compared with. */
  readonly label: string;
  readonly kind: OfferKind;
  /** A few words beside the label. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  readonly range: TextRange;
  /** Lines after the first are indented like the line that the range stands on. */
  readonly insert: readonly Part[];
}

/** What is inserted if nobody fills in a hole. */
export function plainText(insert: readonly Part[]): string {
  return insert
    .map((part) => (typeof part === 'string' ? part : 'hole' in part ? part.hole : (part.oneOf[0] ?? '')))
    .join('');
}

const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** What is inserted, in the syntax of the editor's snippets. */
export function snippetText(insert: readonly Part[]): string {
  let holes = 0;
  const rendered = insert.map((part) => {
    if (typeof part === 'string') return escaped(part);
    holes++;
    if ('hole' in part) return `\${${holes}:${escaped(part.hole)}}`;
    return `\${${holes}|${part.oneOf.map((word) => word.replace(/[\\,|]/g, '\\$&')).join(',')}|}`;
  });
  return rendered.join('');
}

/** A text with an offer taken up, its holes as they are. */
export function applyOffer(text: string, { range, insert }: Offer): string {
  const line = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  return text.slice(0, range.start) + plainText(insert).replaceAll('\n', `\n${indentation}`) + text.slice(range.end);
}

/** Parts with something between them. */
function joined(lists: readonly (readonly Part[])[], between: string): Part[] {
  return lists.flatMap((list, index) => (index === 0 ? list : [between, ...list]));
}

/** A value in braces and brackets, a hole for each of its scalars. */
function inline(node: DocumentNode, text: string): readonly Part[] {
  if (node.kind === 'scalar') return [{ hole: node.text }];
  if (node.kind === 'list')
    return [
      '[ ',
      ...joined(
        node.items.map((item) => inline(item, text)),
        ', ',
      ),
      ' ]',
    ];
  // A pair of a list stands without braces, and its key is a figure too.
  if (text[node.range.start] !== '{')
    return node.entries.flatMap(({ key, value }) => [{ hole: key }, ': ', ...inline(value, text)]);
  return [
    '{ ',
    ...joined(
      node.entries.map(({ key, value }) => [`${key}: `, ...inline(value, text)]),
      ', ',
    ),
    ' }',
  ];
}

/** An example from a table, in braces and brackets. */
export function inlineExample(example: string): readonly Part[] {
  return inline(sketch(example), example);
}

/** The lines of an example: one for each key or item, what is further in in braces. */
function linesOf(example: string): readonly (readonly Part[])[] {
  const node = sketch(example);
  if (node.kind === 'scalar') return [inline(node, example)];
  if (node.kind === 'list') return node.items.map((item) => ['- ', ...inline(item, example)]);
  return node.entries.map(({ key, value }) => [`${key}: `, ...inline(value, example)]);
}

/** An example written out below a key; `indentation` is that of the lines, from the line's own on. */
export function blockExample(example: string, indentation: string): readonly Part[] {
  if (!/^[[{]/.test(example)) return [' ', ...inlineExample(example)];
  return linesOf(example).flatMap((line): readonly Part[] => [`\n${indentation}`, ...line]);
}

/** The lines of an example that begin on this line. */
export function linesExample(example: string, indentation: string): readonly Part[] {
  return joined(linesOf(example), `\n${indentation}`);
}
