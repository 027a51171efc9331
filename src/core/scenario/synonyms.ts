// The key that a word was probably meant to be: another word for the same thing, a slip of the keyboard, or its beginning.
import { nearest } from './nearest';

/** Words of other tools and of plain speech, without case and hyphens, and the keys that they stand for; which one, the place decides. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  ram: ['memory'],
  mem: ['memory'],
  memorysize: ['memory'],
  memory: ['size'],
  pages: ['size'],
  cpus: ['vcpus'],
  cpu: ['vcpus'],
  cores: ['vcpus'],
  guest: ['vm'],
  machine: ['vm'],
  network: ['link'],
  net: ['link'],
  hypervisor: ['host'],
  speed: ['bandwidth'],
  rate: ['bandwidth', 'writes'],
  capacity: ['bandwidth'],
  throughput: ['bandwidth'],
  latency: ['rtt'],
  delay: ['rtt'],
  ping: ['rtt'],
  writerate: ['writes'],
  writespersecond: ['writes'],
  dirtyrate: ['writes'],
  readrate: ['reads'],
  type: ['pattern'],
  kind: ['pattern'],
  distribution: ['pattern'],
  access: ['pattern'],
  label: ['name', 'as'],
  id: ['name'],
  curve: ['dirtyCurve'],
  file: ['trace'],
  loop: ['repeat'],
  active: ['during'],
  title: ['scenario'],
  name: ['scenario'],
  about: ['description'],
  timeout: ['timeLimit'],
  limit: ['timeLimit'],
  runs: ['repetitions'],
  reps: ['repetitions'],
  repeats: ['repetitions'],
  randomseed: ['seed'],
  regions: ['workload'],
  expectations: ['expect'],
  assert: ['expect'],
  checks: ['expect'],
  vary: ['sweep'],
};

/** The least of a word that tells which longer one it begins. */
const shortestBeginning = 3;

function begun(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  if (lower.length < shortestBeginning) return undefined;
  const [only, ...others] = known.filter((each) => {
    const key = each.toLowerCase();
    return key.startsWith(lower) || (key.length >= shortestBeginning && lower.startsWith(key));
  });
  return others.length === 0 ? only : undefined;
}

/** The one of `known` that a word was probably meant to be. */
export function meantKey(word: string, known: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replace(/[-_ ]/g, '');
  const same = Object.hasOwn(synonyms, plain) ? synonyms[plain]?.find((key) => known.includes(key)) : undefined;
  return same ?? nearest(word, known) ?? begun(word, known);
}
