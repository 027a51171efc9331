// What changed between two scenarios, key by key, in the language's own words. Pure; of the resolved values, so that writing the same thing in another way is
// no change, and neither is a value that only follows from another key (a cost from its preset, reads from writes).
import type { RecordedScenario } from '../scenario/record';
import { orderOf, scenarioKeys, type ScenarioKey } from './scenarioKeys';

/** A value as the language writes it, and as a person reads it. */
export interface ChangedValue {
  readonly text: string;
  readonly words: string;
}

/** One change; null: it is not there. */
export interface FileChange {
  /** As a sweep names it; of an expectation `expect`. */
  readonly path: string;
  /** `value`: a key has another value. The others come or go as a whole, or (`order`) stand in another order. */
  readonly kind: 'value' | 'region' | 'algorithm' | 'expectation' | 'text' | 'order';
  readonly before: ChangedValue | null;
  readonly now: ChangedValue | null;
}

/** What changed from one scenario to another, in the order of a file. */
export function changesBetween(before: RecordedScenario, after: RecordedScenario): readonly FileChange[] {
  const [old, now] = [byId(scenarioKeys(before)), byId(scenarioKeys(after))];
  const changes: FileChange[] = [];
  /** What has come or gone as a whole, with all below it. */
  const wholes: string[] = [];
  for (const id of inOrder([...old.keys()], [...now.keys()])) {
    const [was, is] = [old.get(id), now.get(id)];
    const key = is ?? was;
    if (key === undefined || wholes.some((whole) => key.whole === whole || key.path.startsWith(`${whole}.`))) continue;
    if (was?.identity === is?.identity || (was?.text === is?.text && was?.words === is?.words)) continue;
    if (key.kind === 'region' || key.kind === 'algorithm' || key.kind === 'pattern') wholes.push(key.path);
    changes.push({ path: key.path, kind: kindOf(was, is), before: valueOf(was, is), now: valueOf(is, was) });
  }
  return [...changes, ...orders(before, after)];
}

/** Expectations have no names: each is known by its text. */
function byId(keys: readonly ScenarioKey[]): Map<string, ScenarioKey> {
  return new Map(keys.map((key) => [key.kind === 'list-item' ? `${key.path} ${key.text}` : key.path, key]));
}

/** The ids of both: those of the second in their order, those that only the first has where they stood. */
function inOrder(old: readonly string[], now: readonly string[]): readonly string[] {
  const known = new Set(now);
  const after = new Map<string, string[]>();
  let last = '';
  for (const id of old) {
    if (known.has(id)) last = id;
    else after.set(last, [...(after.get(last) ?? []), id]);
  }
  return [...(after.get('') ?? []), ...now.flatMap((id) => [id, ...(after.get(id) ?? [])])];
}

function kindOf(was: ScenarioKey | undefined, is: ScenarioKey | undefined): FileChange['kind'] {
  const kind = (is ?? was)?.kind;
  if (kind === 'text') return 'text';
  if (kind === 'list-item') return 'expectation';
  if (was !== undefined && is !== undefined) return 'value';
  return kind === 'region' || kind === 'algorithm' ? kind : 'value';
}

/** Values that read the same are told apart as the language writes them. */
function valueOf(own: ScenarioKey | undefined, other: ScenarioKey | undefined): ChangedValue | null {
  if (own === undefined) return null;
  return { text: own.text, words: own.words === other?.words ? own.text : own.words };
}

/** Regions lie in their order, and the first algorithm is the baseline: another order is a change of its own. */
function orders(before: RecordedScenario, after: RecordedScenario): FileChange[] {
  const order = (path: string, old: readonly string[], now: readonly string[]): FileChange[] => {
    const [was, is] = [old.filter((name) => now.includes(name)), now.filter((name) => old.includes(name))].map(orderOf);
    if (was === is || was === undefined || is === undefined) return [];
    return [{ path, kind: 'order', before: { text: was, words: was }, now: { text: is, words: is } }];
  };
  const regions = (scenario: RecordedScenario): string[] => scenario.workload.map(({ name }) => name);
  const labels = (scenario: RecordedScenario): string[] => scenario.algorithms.map(({ label }) => label);
  return [...order('workload', regions(before), regions(after)), ...order('algorithms', labels(before), labels(after))];
}

/** A change in one line: 'link.bandwidth 1 Gbit/s → 10 Gbit/s', 'workload: region log added (…)'. */
export function changeInWords({ path, kind, before, now }: FileChange): string {
  const comes = before === null ? 'added' : 'removed';
  const value = now ?? before;
  switch (kind) {
    case 'region':
      return `workload: region ${value?.text ?? ''} ${comes}${now === null ? '' : ` (${now.words})`}`;
    case 'algorithm':
      return `algorithms: ${shortPath(path)} ${comes}`;
    case 'expectation':
      return `expect: ${value?.text ?? ''} ${comes}`;
    case 'text':
      return before !== null && now !== null ? `${path} has another text` : `${path} ${comes}`;
    case 'order':
      return `${path} in another order: ${now?.words ?? ''}`;
    case 'value':
      return `${shortPath(path)} ${before?.words ?? 'not there'} → ${now?.words ?? 'not there'}`;
  }
}

/** 'hca.tiers' of 'algorithms.hca.tiers': a label needs no more. */
export function shortPath(path: string): string {
  return path.startsWith('algorithms.') ? path.slice('algorithms.'.length) : path;
}
