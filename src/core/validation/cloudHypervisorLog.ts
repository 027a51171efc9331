// The debug log of Cloud Hypervisor as a cases file: it has a line a pass, with what the pass sent, how long that took, and how long the dirty log took to fetch.
import {
  bitRate,
  duration,
  fileOf,
  calmGuest,
  guessesOf,
  writesOf,
  type DirtyRound,
  type ImportedCase,
  type ImportedLog,
  type Told,
} from './importedCase';
import type { LogNote } from './migrationLog';

const PAGE_BYTES = 4096;
/** A log of more passes has been told enough of by these. */
const mostPasses = 40;
/** A number larger than this is none that a log can mean. */
const mostOfAll = 2 ** 53;

/** What stands before the pairs of a pass. */
const mark = /\bPrecopy:\s+(?=iter=)/;

/** A pass over a table of ranges. */
interface Pass {
  readonly line: number;
  /** From 0: the first is over all of memory. */
  readonly iteration: number;
  /** Bytes that this pass and those before it have sent. */
  readonly totalBytes: number;
  readonly bytes: number;
  readonly transferSeconds: number;
  /** Fetching the dirty log. */
  readonly overheadSeconds: number;
  /** Since the migration began. */
  readonly elapsedSeconds: number;
}

/** Whether a text has lines of passes. */
export function isCloudHypervisorLog(text: string): boolean {
  return mark.test(text);
}

/** `name`: the log's file, without its folder. */
export function importCloudHypervisorLog(text: string, name: string): ImportedLog {
  const notes: LogNote[] = [];
  const migrations = migrationsOf(passesOf(text, notes));
  if (migrations.length === 0)
    return {
      text: null,
      notes: [...notes, { line: 1, message: 'No line of a pass in this log can be read.' }],
      guesses: [],
    };
  const cases = migrations.map((passes, index) => caseOf(passes, migrations.length === 1 ? null : index + 1));
  return {
    text: fileOf(name, cases, 'The debug log of Cloud Hypervisor'),
    notes,
    guesses: [...new Set(cases.flatMap(({ guesses }) => guesses))],
  };
}

function passesOf(text: string, notes: LogNote[]): Pass[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const found = mark.exec(line);
    if (found === null) return [];
    const pass = passOf(line.slice(found.index + found[0].length), index + 1);
    if ('iteration' in pass) return [pass];
    notes.push(pass);
    return [];
  });
}

/** How many bytes or seconds a unit is; pairs of other units are not looked at. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  ms: 1e-3,
  s: 1,
  us: 1e-6,
};

/** The pass of a line's pairs, `key=12.5UNIT`, or why there is none. */
function passOf(pairs: string, line: number): Pass | LogNote {
  const values = new Map<string, number>();
  for (const [, key = '', digits = '', unit = ''] of pairs.matchAll(/(\w+)=(\d+(?:\.\d+)?)([A-Za-z]*)(?=\s|$)/g)) {
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (factor !== undefined) values.set(key, Number(digits) * factor);
  }
  const wanted = ['iter', 'total', 'curr', 'transfer', 'overhead', 'elapsed'];
  const missing = wanted.filter((key) => !values.has(key));
  if (missing.length > 0)
    return { line, message: `This pass is damaged or cut off, without '${missing.join("', '")}': it is left out.` };
  const value = (key: string): number => values.get(key) ?? 0;
  const pass: Pass = {
    line,
    iteration: value('iter'),
    totalBytes: value('total'),
    bytes: value('curr'),
    transferSeconds: value('transfer'),
    overheadSeconds: value('overhead'),
    elapsedSeconds: value('elapsed'),
  };
  const fault = faultOf(pass);
  return fault === null ? pass : { line, message: `${fault}: the pass is left out.` };
}

function faultOf(pass: Pass): string | null {
  const { iteration, totalBytes, bytes, transferSeconds, overheadSeconds, elapsedSeconds } = pass;
  if ([totalBytes, bytes, elapsedSeconds].some((value) => value >= mostOfAll) || iteration > 1e6 || iteration % 1 !== 0)
    return 'A number here cannot be';
  if (bytes > totalBytes) return 'The pass has sent more than all passes together';
  if (bytes < PAGE_BYTES || transferSeconds === 0) return 'The pass has sent nothing, or in no time';
  // Both are rounded to hundredths of a second.
  return transferSeconds + overheadSeconds > elapsedSeconds + 0.02 ? 'The pass is longer than the migration' : null;
}

/** Splits where passes are counted anew. */
function migrationsOf(passes: readonly Pass[]): Pass[][] {
  const migrations: Pass[][] = [];
  for (const pass of passes) {
    const current = migrations.at(-1);
    const last = current?.at(-1);
    const goesOn = last !== undefined && pass.iteration > last.iteration && pass.elapsedSeconds >= last.elapsedSeconds;
    if (current !== undefined && goesOn) current.push(pass);
    else migrations.push([pass]);
  }
  return migrations;
}

function caseOf(passes: readonly Pass[], number: number | null): ImportedCase {
  const id = number === null ? 'migration' : `migration-${number}`;
  const memory = memoryOf(passes);
  const lengths = lengthsOf(passes);
  const pages = Math.max(1, Math.ceil(memory.bytes / PAGE_BYTES));
  const workload =
    writesOf(roundsOf(passes, lengths), pages, PAGE_BYTES, "passes' sizes") ??
    calmGuest(pages, PAGE_BYTES, 'the log has no two passes in a row, so that passes cannot agree');
  const sent = passes.reduce((sum, { bytes }) => sum + bytes, 0);
  const seconds = passes.reduce((sum, { transferSeconds }) => sum + transferSeconds, 0);
  const overheads = passes.map(({ overheadSeconds }) => overheadSeconds).toSorted((a, b) => a - b);
  const overhead = overheads[Math.floor(overheads.length / 2)] ?? 0;
  const loop: Told = {
    value: 'cloud-hypervisor: { version: 53, downtime: 300ms }',
    remark: 'GUESS: the loop of version 53 and its usual downtime; the log does not have them',
    isGuess: true,
  };
  return {
    lines: [
      `      - id: ${id}`,
      `        title: ${id.replace('-', ' ')}`,
      '        label: cloud-hypervisor',
      '        note: The log has passes and no end; what is compared are the passes.',
      '        scenario:',
      '          repetitions: 10',
      `          timeLimit: ${Math.ceil(2 * (passes.at(-1)?.elapsedSeconds ?? 0) + 10)}s`,
      `          # ${memory.told.remark}`,
      `          vm: { memory: ${memory.told.value} }`,
      `          # ${workload.remark}`,
      `          workload: [${workload.value}]`,
      '          # bandwidth: what all passes sent over the time that it took them',
      `          link: { bandwidth: ${bitRate((sent * 8) / seconds)}, efficiency: 100%, rtt: 0ms }`,
      "          # clean: the middle one of the passes' overheads; GUESS: the other costs of a host with KVM",
      `          host: { preset: qemu-kvm, clean: { fixed: ${duration(overhead)} } }`,
      `          # ${loop.remark}`,
      `          algorithms: [${loop.value}]`,
      '        figures:',
      ...figuresOf(passes, lengths).map((figure) => `          - { ${figure} }`),
    ],
    guesses: guessesOf([memory.told, workload, loop]),
  };
}

/** The first pass is over all of memory: what it sent, or what had been sent before the second. */
function memoryOf(passes: readonly Pass[]): { readonly bytes: number; readonly told: Told } {
  const [first] = passes;
  const known = first?.iteration === 0 ? first.bytes : first?.iteration === 1 ? first.totalBytes - first.bytes : 0;
  const bytes = known >= PAGE_BYTES ? known : Math.max(...passes.map((pass) => pass.bytes));
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const value = `${(pages * PAGE_BYTES) / 1024}KiB`;
  if (known >= PAGE_BYTES) return { bytes, told: { value, remark: 'memory: what the first pass sent, from the log' } };
  const remark = 'GUESS: the memory, by the largest pass; the log does not begin with the first ones';
  return { bytes, told: { value, remark, isGuess: true } };
}

/** How long each pass took: from the end of the one before, if the log has that. */
function lengthsOf(passes: readonly Pass[]): number[] {
  return passes.map(({ iteration, elapsedSeconds, transferSeconds, overheadSeconds }, index) => {
    const before = passes[index - 1];
    return before?.iteration === iteration - 1
      ? elapsedSeconds - before.elapsedSeconds
      : transferSeconds + overheadSeconds;
  });
}

/** A pass sends what was written during the one before it. */
function roundsOf(passes: readonly Pass[], lengths: readonly number[]): DirtyRound[] {
  return passes.flatMap(({ iteration, bytes, elapsedSeconds }, index) => {
    const isNext = passes[index - 1]?.iteration === iteration - 1;
    // Of the pass over all of memory the log may have nothing but its end.
    const seconds = isNext ? (lengths[index - 1] ?? 0) : iteration === 1 ? elapsedSeconds - (lengths[index] ?? 0) : 0;
    return seconds > 0 ? [{ seconds, pages: Math.round(bytes / PAGE_BYTES) }] : [];
  });
}

/** What each pass sent, and how long it took. */
function figuresOf(passes: readonly Pass[], lengths: readonly number[]): string[] {
  return passes.slice(0, mostPasses).flatMap(({ iteration, bytes }, index) => {
    const pass = iteration + 1;
    const sent = Number((bytes / 2 ** 20).toFixed(3));
    const seconds = Number((lengths[index] ?? 0).toFixed(3));
    return [
      `name: 'pass ${pass}, sent', metric: sent, round: ${pass}, unit: MiB, published: ${sent}, tolerance: { share: 0.03, amount: 8 }`,
      `name: 'pass ${pass}, length', metric: seconds, round: ${pass}, unit: s, published: ${seconds}, tolerance: { share: 0.04, amount: 0.1 }`,
    ];
  });
}
