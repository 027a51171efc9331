// Which files a scenario's text names: to be read before it is checked.
import { policyId } from '../policy/policy';
import { findEntry } from './document';
import { isHostFile } from './fields';
import type { DocumentNode, ScenarioDocument } from './document';
import { parseScenario } from './parse';
import type { TextRange } from './problem';

export interface ReferencedFile {
  /** As written: relative to the scenario's folder. */
  readonly name: string;
  readonly range: TextRange;
}

function named(node: DocumentNode | undefined): ReferencedFile[] {
  return node?.kind === 'scalar' && !node.empty && node.text.trim() !== ''
    ? [{ name: node.text, range: node.range }]
    : [];
}

const fileKeys = ['trace', 'dirtyCurve'] as const;

function ofWorkload(workload: DocumentNode | undefined): ReferencedFile[] {
  if (workload?.kind !== 'list') return [];
  return workload.items.flatMap((region) => fileKeys.flatMap((key) => named(findEntry(region, key)?.value)));
}

/** The files that a sweep tries in place of the regions' own. */
function ofSweep(sweep: DocumentNode | undefined): ReferencedFile[] {
  if (sweep?.kind !== 'map') return [];
  return sweep.entries.flatMap(({ key, value }) =>
    value.kind === 'list' && fileKeys.some((fileKey) => key.endsWith(`.${fileKey}`)) ? value.items.flatMap(named) : [],
  );
}

/** The policies among the algorithms. */
function ofAlgorithms(algorithms: DocumentNode | undefined): ReferencedFile[] {
  if (algorithms?.kind !== 'list') return [];
  return algorithms.items.flatMap((item) => {
    const value = findEntry(item, policyId)?.value;
    return named(value?.kind === 'map' ? findEntry(value, 'file')?.value : value);
  });
}

/** The file of the host's preset, and where it is named; null: the preset is a word. */
export function hostFileIn(root: DocumentNode | null): ReferencedFile | null {
  const host = findEntry(root, 'host')?.value;
  const [file] = named(host?.kind === 'map' ? findEntry(host, 'preset')?.value : host);
  return file !== undefined && isHostFile(file.name) ? file : null;
}

/** The files of presets that a sweep tries. */
function hostFilesOfSweep(sweep: DocumentNode | undefined): ReferencedFile[] {
  if (sweep?.kind !== 'map') return [];
  return sweep.entries
    .filter(({ key }) => key === 'host' || key === 'host.preset')
    .flatMap(({ value }) => (value.kind === 'list' ? value.items.flatMap(named) : []))
    .filter(({ name }) => isHostFile(name));
}

/** The files that a scenario names, as far as it could be read: of its host, of its regions, of its algorithms, of its sweep. */
export function filesNamedIn({ root }: ScenarioDocument): readonly ReferencedFile[] {
  const host = hostFileIn(root);
  return [
    ...(host === null ? [] : [host]),
    ...hostFilesOfSweep(findEntry(root, 'sweep')?.value),
    ...ofWorkload(findEntry(root, 'workload')?.value),
    ...ofAlgorithms(findEntry(root, 'algorithms')?.value),
    ...ofSweep(findEntry(root, 'sweep')?.value),
  ];
}

/** The files that a scenario's text names; nothing if it cannot be read. */
export function referencedFiles(text: string): readonly ReferencedFile[] {
  // Most scenarios name none: they are spared the parser, which the check needs again.
  if (!/\b(?:trace|dirtyCurve|policy|migration-host)\b/.test(text)) return [];
  const { document, problem } = parseScenario(text);
  return problem ? [] : filesNamedIn(document);
}

/** The names of a text's files, each once. */
export function referencedNames(text: string): readonly string[] {
  return [...new Set(referencedFiles(text).map(({ name }) => name))];
}
