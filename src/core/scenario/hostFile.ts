// The file of a host's preset (*.migration-host.yaml): what a pair of hosts costs, what its link carries and when it clears the dirty log, for the scenarios
// that name it by `host.preset`. Its table is `hostFileFields`; `miglab validate --fit --save` writes one.
import type { CheckedMap } from './checked';
import { sound } from './checked';
import { conformTo, tableLanguage } from './conform';
import { findEntry, type DocumentNode, type Entry, type MapNode, type ScenarioDocument } from './document';
import { hostFileFields, isHostFile } from './fields';
import { lineColumn } from './locate';
import { parseScenario } from './parse';
import type { Problem, TextRange } from './problem';
import { listOf } from './report';
import { resolveHost } from './resolveHost';
import type { Host } from './scenario';

export interface HostFile {
  /** `preset` is the word that the file builds on. */
  readonly host: Host;
  /** The map under `link`; null: it has none. */
  readonly link: MapNode | null;
  /** When QEMU clears the dirty log; null: it does not say. */
  readonly clearLog: 'sync' | 'lazy' | null;
}

export interface HostFileCheck {
  /** Null if anything is wrong. */
  readonly hostFile: HostFile | null;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/** What a scenario can say of a file that is wrong: its first problem. */
export interface HostFileMistake {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

const language = tableLanguage({
  fields: hostFileFields,
  topLevel: "A host preset's file",
  content: 'host preset',
  beginning: "'host:'",
});

/** Checks the text of a host preset's file. */
export function checkHostFile(text: string): HostFileCheck {
  const { document, problem } = parseScenario(text);
  if (problem) return { hostFile: null, problems: [problem] };
  const { checked, problems: found } = conformTo(document, language);
  const problems = found
    .map((one) => aboutItsPreset(one, text))
    .toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  if (checked === null || problems.length > 0) return { hostFile: null, problems };
  // conformTo reads exactly the keys of the table it is given, each by its kind: what CheckedMap says of that table.
  const { host, clearLog } = checked as unknown as CheckedMap<typeof hostFileFields>;
  const link = findEntry(document.root, 'link')?.value;
  return {
    hostFile: {
      // Every field of its `host` is one of a scenario's `host`.
      host: resolveHost(sound(host)),
      link: link?.kind === 'map' ? link : null,
      clearLog: sound(clearLog) as HostFile['clearLog'],
    },
    problems,
  };
}

/** A file cannot build on another, or on itself: no file is read twice for a scenario. */
function aboutItsPreset(one: Problem, text: string): Problem {
  const written = text.slice(one.range.start, one.range.end).replace(/^(['"])(.*)\1$/, '$2');
  if (one.code !== 'unknown-choice' || !isHostFile(written)) return one;
  const words = listOf(Object.keys(hostFileFields.host.fields.preset.choices));
  const message = `The preset of a host preset's file is one of the words ${words}: it cannot be another file.`;
  return { ...one, message, fixes: [] };
}

/** The preset in a text, or its first mistake. */
export function readHostFile(text: string): HostFile | HostFileMistake {
  const { hostFile, problems } = checkHostFile(text);
  const [first] = problems;
  if (hostFile !== null) return hostFile;
  return { line: lineColumn(text, first?.range.start ?? 0).line, message: first?.message ?? 'It cannot be read.' };
}

/** The scenario with the link of its host's file, all of it placed where the file is named, if it gives no bandwidth of its own. */
export function withLinkOf(link: MapNode | null, range: TextRange, document: ScenarioDocument): ScenarioDocument {
  const { root } = document;
  if (link === null || root?.kind !== 'map') return document;
  const own = findEntry(root, 'link');
  const isOpen = own === undefined || own.value.kind === 'map' || (own.value.kind === 'scalar' && own.value.empty);
  const ownEntries = own?.value.kind === 'map' ? own.value.entries : [];
  if (!isOpen || ownEntries.some(({ key }) => key === 'bandwidth')) return document;
  const lent = link.entries.filter(({ key }) => ownEntries.every((entry) => entry.key !== key));
  const value: MapNode = {
    kind: 'map',
    entries: [...ownEntries, ...lent.map((entry) => placedAt(range, entry))],
    range: own?.value.range ?? range,
  };
  const entry: Entry = { key: 'link', keyRange: own?.keyRange ?? range, value };
  const others = root.entries.filter(({ key }) => key !== 'link');
  return { ...document, root: { ...root, entries: [...others, entry] } };
}

/** An entry of scalars, as if it stood at another place. */
function placedAt(range: TextRange, { key, value }: Entry): Entry {
  const placed: DocumentNode = value.kind === 'scalar' ? { ...value, range } : value;
  return { key, keyRange: range, value: placed };
}
