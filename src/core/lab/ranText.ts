// What a check ran, as a scenario's text: with the values of the check's case, with what is locked put back, and with the seed. Comments and layout are not those of
// the file that it came from, since places may be there that the file does not have.
import type { DocumentNode, MapNode, ScalarNode, ScenarioDocument } from '../scenario/document';

const plainWord = /^[A-Za-z_][\w.-]*$/;
const nowhere = { start: 0, end: 0 };

function scalarText({ text, quoted, empty }: ScalarNode): string {
  if (empty) return '';
  return quoted || text.includes('\n') ? JSON.stringify(text) : text;
}

function entryLines(key: string, value: DocumentNode): string[] {
  const word = plainWord.test(key) ? key : JSON.stringify(key);
  if (value.kind === 'scalar') return [`${word}: ${scalarText(value)}`.trimEnd()];
  const inner = linesOf(value);
  return inner.length === 0
    ? [`${word}: ${value.kind === 'map' ? '{}' : '[]'}`]
    : [`${word}:`, ...inner.map((line) => `  ${line}`)];
}

function itemLines(item: DocumentNode): string[] {
  const [first = item.kind === 'list' ? '[]' : '{}', ...rest] =
    item.kind === 'scalar' ? [scalarText(item)] : linesOf(item);
  return [`- ${first}`.trimEnd(), ...rest.map((line) => `  ${line}`)];
}

function linesOf(node: DocumentNode): string[] {
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => entryLines(key, value));
  return node.kind === 'list' ? node.items.flatMap(itemLines) : [scalarText(node)];
}

function withSeed(root: MapNode, seed: string): MapNode {
  const value: ScalarNode = { kind: 'scalar', text: seed, quoted: !/^\w+$/.test(seed), empty: false, range: nowhere };
  const others = root.entries.filter(({ key }) => key !== 'seed');
  return { ...root, entries: [...others, { key: 'seed', keyRange: nowhere, value }] };
}

/** A scenario's document as a text that gives the same runs with this seed. */
export function ranText({ root }: ScenarioDocument, seed: string): string {
  return root?.kind === 'map' ? `${linesOf(withSeed(root, seed)).join('\n')}\n` : '';
}
