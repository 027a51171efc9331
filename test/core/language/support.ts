// Scenarios for the tests of the editor's language features: all that ship, and other layouts of them that mean the same.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DocumentNode, ScenarioDocument } from '../../../src/core/scenario/document';
import { parseScenario } from '../../../src/core/scenario/parse';
import type { TextRange } from '../../../src/core/scenario/problem';

/** Every scenario that ships, by its path. */
export const examples: readonly (readonly [file: string, text: string])[] = ['examples', 'examples/published'].flatMap(
  (folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.migration.yaml'))
      .map((file) => [path.join(folder, file), readFileSync(path.join(folder, file), 'utf8')] as const),
);

/** A text whose cursor is marked by `|`, without the mark. */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error(`No cursor in: ${marked}`);
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export function documentOf(text: string): ScenarioDocument {
  return parseScenario(text).document;
}

export function textAt(text: string, { start, end }: TextRange): string {
  return text.slice(start, end);
}

/** A node without its ranges: what is written, whatever the layout. */
export function meaning(node: DocumentNode | null): unknown {
  if (!node) return null;
  if (node.kind === 'scalar') return node.empty ? null : node.text;
  if (node.kind === 'list') return node.items.map(meaning);
  return node.entries.map(({ key, value }) => [key, meaning(value)]);
}

/** A scenario with names in every place that may have them. */
export const named = `# Two guests
scenario: Named
vm: { memory: 1GiB } # small
workload:
  - name: hot
    size: 10%
    writes: 12k/s
    pattern: { hotspot: { pages: 10%, share: 90% } }
  - size: 64MiB
    writes: 500/s
  - { name: old, trace: traces/shop.lmtrace }
link:
  bandwidth: 1Gbit/s
algorithms:
  - xen-precopy # the baseline
  - hca
  - hca: { tiers: 8 }
    as: hca-8
  - hca
expect:
  - hca-8.downtime < 0.8 * xen-precopy.downtime
  - max(hca.total) <= hca-8.total + 500ms
sweep:
  workload.hot.writes: [4k/s, 8k/s]
  workload.region-2.size: [32MiB, 64MiB]
  workload.old.trace: [traces/shop.lmtrace, b.lmtrace]
  algorithms.hca-8.tiers: [4, 8]
  link.bandwidth: [1Gbit/s, 10Gbit/s]
`;
