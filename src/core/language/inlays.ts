// What a value comes to, shown behind it: sizes and shares as pages, rates in bytes as pages a second, the link's rate as the full pages that it carries.
// Only values that stand in the file have one, and only as far as what they depend on is right.
import { algorithms as builtInAlgorithms } from '../algorithms/registry';
import type { AlgorithmDefinition } from '../algorithms/definition';
import { bytesPerFullPage, goodput } from '../link';
import { formatBytes, formatCounted, formatPageRate } from '../metrics/format';
import { checkAlgorithms } from '../scenario/algorithmList';
import type { Checked, CheckedPattern, CheckedScenario } from '../scenario/checked';
import { conform } from '../scenario/conform';
import type { DataFiles } from '../scenario/dataFiles';
import { findEntry } from '../scenario/document';
import type { ScenarioDocument } from '../scenario/document';
import { layOut, portionPages } from '../scenario/layout';
import type { Layout, PlacedRegion } from '../scenario/layout';
import type { TextRange } from '../scenario/problem';
import { readSources } from '../scenario/sources';
import type { WriteRate } from '../scenario/values';

export interface Inlay {
  /** Behind the value. */
  readonly offset: number;
  readonly text: string;
  /** What the figure depends on, in a sentence; null: it says all. */
  readonly explanation: string | null;
}

function inlay({ end }: TextRange, text: string, explanation: string | null = null): Inlay {
  return { offset: end, text, explanation };
}

/** A number of pages; none if the size is not a whole number of them, which is a problem of its own. */
function pagesInlay(range: TextRange, pages: number): Inlay[] {
  return Number.isSafeInteger(pages) && pages > 0 ? [inlay(range, `= ${formatCounted(pages, 'page')}`)] : [];
}

function ofMemory({ vm }: CheckedScenario, { memoryPages, zeroPages }: Layout): Inlay[] {
  const { memory, zeroPages: share } = vm.value ?? {};
  return [
    ...(memory?.given ? pagesInlay(memory.range, memoryPages) : []),
    ...(share?.given ? pagesInlay(share.range, zeroPages) : []),
  ];
}

/** A rate in bytes as pages; one in pages says it itself. */
function ofRate({ value, range }: Checked<WriteRate | null>, pageBytes: number): Inlay[] {
  if (!value || 'perSecond' in value) return [];
  const pages = value.bytesPerSecond / pageBytes;
  return [inlay(range, Number.isInteger(pages) ? `= ${formatCounted(pages, 'page')}/s` : `≈ ${formatPageRate(pages)}`)];
}

function ofPattern(pattern: CheckedPattern | undefined, pages: number, pageBytes: number): Inlay[] {
  if (pattern?.name !== 'hotspot') return [];
  const { value, range } = pattern.fields.pages;
  return value ? pagesInlay(range, portionPages(value, pages, pageBytes)) : [];
}

function ofRegion({ region, pages }: PlacedRegion, { pageBytes }: Layout): Inlay[] {
  return [
    ...(region.size.given ? pagesInlay(region.size.range, pages) : []),
    ...ofRate(region.writes, pageBytes),
    ...ofRate(region.reads, pageBytes),
    ...ofPattern(region.pattern.value, pages, pageBytes),
  ];
}

/** What the link carries in the wire format of the first algorithm. */
function ofLink(
  { text, root }: ScenarioDocument,
  checked: CheckedScenario,
  { pageBytes }: Layout,
  registry: readonly AlgorithmDefinition[],
): Inlay[] {
  const { bandwidth, efficiency } = checked.link.value ?? {};
  const list = findEntry(root, 'algorithms');
  const [baseline] = list ? checkAlgorithms(text, list, registry).algorithms : [];
  if (!bandwidth?.given || bandwidth.value === undefined || efficiency?.value === undefined || !baseline) return [];
  const { definition, parameters, label } = baseline;
  const isWhole = Object.keys(definition.parameters).every((key) => Object.hasOwn(parameters, key));
  if (!isWhole) return [];
  const link = { bandwidthBitsPerSecond: bandwidth.value, efficiency: efficiency.value, rttSeconds: 0, schedule: [] };
  const rate = goodput(link) / bytesPerFullPage(pageBytes, definition.wire(parameters));
  const explanation = `Full pages of ${formatBytes(pageBytes)} that the link carries, nobody else on it, as '${label}' sends them.`;
  return [inlay(bandwidth.range, `≈ ${formatPageRate(rate)}`, explanation)];
}

/** The inlays of a scenario, in the order of the text. `files`: those that the scenario names. */
export function inlaysOf(
  document: ScenarioDocument,
  files: DataFiles,
  registry: readonly AlgorithmDefinition[] = builtInAlgorithms,
): readonly Inlay[] {
  const { checked } = conform(document);
  const layout = checked && layOut(checked, readSources(checked, files));
  if (!layout) return [];
  const inlays = [
    ...ofMemory(checked, layout),
    ...layout.regions.flatMap((region) => ofRegion(region, layout)),
    ...ofLink(document, checked, layout, registry),
  ];
  return inlays.sort((a, b) => a.offset - b.offset);
}
