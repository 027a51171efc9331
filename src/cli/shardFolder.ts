// The folder in which a sweep keeps what is finished, so that shards can be joined and an interrupted sweep goes on. A shard is a file of lines: the head,
// then a line for each unit, written whole when the unit is done. A line that a crash or a full disk has cut off counts for nothing: its unit is made again.
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import type { RunEvent, RunResult } from '../core/engine/events';
import { isNumber, listOf, nullOr, objectOf, oneOf, textUpTo, isCount, type Guard } from '../core/protocol/checks';
import { isRecordedScenario, isRunEvents } from '../core/protocol/shapes';
import { collectRuns, type ScenarioRecord } from '../core/result';
import { unitAt, unitCount, type AxisRecord, type SweepHead } from '../core/sweep/result';
import type { Shard } from './arguments';
import { reasonOf } from './reasons';

/** What all shards of one sweep have in common. */
export interface ShardHead {
  readonly format: 'miglab.shard/1';
  /** Digest of all that decides the result: the scenario's text, the files it names, what the command line says instead, and this program's version. */
  readonly experiment: string;
  readonly head: SweepHead;
}

/** A line of a shard: one unit's events. */
interface UnitLine {
  readonly unit: number;
  readonly events: readonly RunEvent[];
}

/** Where the runs of a unit are. */
interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const isText = textUpTo(1_000_000);

const isAxis: Guard<AxisRecord> = objectOf<AxisRecord>({
  path: isText,
  values: listOf(isText, 10_000),
  base: nullOr(objectOf({ unit: isText, numbers: listOf(isNumber, 10_000) })),
});

const isScenarioRecord: Guard<ScenarioRecord> = (value): value is ScenarioRecord =>
  isRecordedScenario(value) && 'file' in value && isText(value.file);

const isShardHead: Guard<ShardHead> = objectOf<ShardHead>({
  format: oneOf('miglab.shard/1'),
  experiment: isText,
  head: objectOf<SweepHead>({
    format: oneOf('miglab.result/1'),
    generator: isText,
    scenario: isScenarioRecord,
    baseline: isText,
    sweep: listOf(isAxis, 1000),
  }),
});

const isUnitLine: Guard<UnitLine> = objectOf<UnitLine>({ unit: isCount, events: isRunEvents });

/** The value in a line; null if the line is no JSON. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

const CHUNK = 1 << 20;
const LINE_END = 10;

/** The whole lines of a file with where they begin, in bytes; what follows the last line end is left out. */
function* linesOf(
  file: string,
): Generator<{ readonly text: string; readonly offset: number; readonly length: number }> {
  const descriptor = openSync(file, 'r');
  try {
    let kept: Buffer = Buffer.alloc(0);
    let offset = 0;
    const chunk = Buffer.alloc(CHUNK);
    for (let position = 0; ;) {
      const read = readSync(descriptor, chunk, 0, CHUNK, position);
      if (read === 0) return;
      position += read;
      kept = Buffer.concat([kept, chunk.subarray(0, read)]);
      for (let end = kept.indexOf(LINE_END); end >= 0; end = kept.indexOf(LINE_END)) {
        yield { text: kept.toString('utf8', 0, end), offset, length: end };
        kept = kept.subarray(end + 1);
        offset += end + 1;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a unit's runs are those that its number stands for: one of each algorithm, at its repetition, each with its end. */
function belongs({ unit, events }: UnitLine, head: SweepHead): boolean {
  const { repetition } = unitAt(head, unit);
  const runs = collectRuns(events);
  const { algorithms } = head.scenario;
  return (
    unit < unitCount(head) &&
    runs.length === algorithms.length &&
    algorithms.every(({ label }, index) => runs[index]?.label === label && runs[index].repetition === repetition)
  );
}

/** The shards of one sweep in one or more folders. */
export class ShardFolder {
  private readonly places = new Map<number, Place>();
  private target: string | null = null;

  private constructor(readonly head: ShardHead) {}

  /** Opens a folder to keep what is made of a sweep, and makes it if need be. @throws Error if it holds another sweep, or cannot be written */
  static openFor(folder: string, head: ShardHead, { index, of }: Shard): ShardFolder {
    const opened = new ShardFolder(head);
    const target = path.join(folder, `shard-${index}-of-${of}.ndjson`);
    try {
      makeFolder(path.resolve(folder));
      for (const file of shardFiles(folder)) opened.read(file, folder);
      opened.target = target;
      opened.begin(target);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new Error(`Results cannot be kept in ${folder}: ${reasonOf(error)}.`, { cause: error });
    }
    return opened;
  }

  /** Opens folders whose shards are to be joined. @throws Error if there is none, or they are not of one sweep */
  static openAll(folders: readonly string[]): ShardFolder {
    const files = folders
      .flatMap((folder) => shardFiles(folder).map((file) => ({ file, folder })))
      // The first shard's head is the result's, in whatever order the folders are named.
      .toSorted((a, b) => shardNumber(a.file) - shardNumber(b.file));
    let opened: ShardFolder | null = null;
    for (const { file, folder } of files) {
      const head = headOf(file);
      if (head === null) continue;
      opened ??= new ShardFolder(head);
      opened.read(file, folder);
    }
    if (opened === null)
      throw new Error(`There is no shard in ${folders.join(', ')}: make one by miglab sweep FILE --out DIR.`);
    return opened;
  }

  has(unit: number): boolean {
    return this.places.has(unit);
  }

  /** Keeps a unit that is done: its runs are read once the folder is opened anew. Another process may write to the same file. @throws Error if the file cannot be written */
  keep(unit: number, events: readonly RunEvent[]): void {
    if (this.target === null) throw new Error('This folder was opened for reading.');
    try {
      appendFileSync(this.target, `${JSON.stringify({ unit, events })}\n`);
    } catch (error) {
      throw new Error(`${this.target} cannot be written: ${reasonOf(error)}.`, { cause: error });
    }
  }

  /** The runs of a unit that is kept. @throws Error if the file has changed since it was opened */
  runsOf(unit: number): readonly RunResult[] {
    const place = this.places.get(unit);
    if (place === undefined) return [];
    const bytes = Buffer.alloc(place.length);
    const descriptor = openSync(place.file, 'r');
    try {
      readSync(descriptor, bytes, 0, place.length, place.offset);
    } finally {
      closeSync(descriptor);
    }
    const line = valueOf(bytes.toString('utf8'));
    if (!isUnitLine(line)) throw new Error(`${place.file} was changed while it was read: say the command again.`);
    return collectRuns(line.events);
  }

  /** Takes up what a file holds. */
  private read(file: string, folder: string): void {
    const head = headOf(file);
    if (head === null) return;
    if (head.experiment !== this.head.experiment)
      throw new Error(
        `${folder} holds a sweep of another scenario, other options or another version: take another folder, or empty it (${path.basename(file)}).`,
      );
    for (const { text, offset, length } of linesOf(file)) {
      const line = offset === 0 ? null : valueOf(text);
      if (isUnitLine(line) && belongs(line, this.head.head)) this.places.set(line.unit, { file, offset, length });
    }
  }

  /** Makes the file that is written to ready for the next line. */
  private begin(file: string): void {
    appendFileSync(file, '');
    if (headOf(file) === null) {
      truncateSync(file);
      appendFileSync(file, `${JSON.stringify(this.head)}\n`);
      return;
    }
    if (!endsInLineEnd(file)) appendFileSync(file, '\n');
  }
}

const shardName = /^shard-(\d+)-of-\d+\.ndjson$/;

function shardNumber(file: string): number {
  return Number(shardName.exec(path.basename(file))?.[1] ?? 0);
}

function shardFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory() && shardName.test(entry.name)).map(({ name }) => name);
    return names.toSorted().map((name) => path.join(folder, name));
  } catch (error) {
    const code = isSystemError(error) ? error.code : '';
    const messages: Readonly<Record<string, string>> = {
      ENOENT: `There is no folder ${folder}.`,
      ENOTDIR: `${folder} is no folder: name the folder that the shards are in.`,
    };
    throw new Error(messages[code] ?? `${folder} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Makes a folder and those around it, one by one: made in one go, a folder in some special file systems never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const around = path.dirname(folder);
  if (around !== folder) makeFolder(around);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was faster.
    const isThere = isSystemError(error) && error.code === 'EEXIST' && statSync(folder).isDirectory();
    if (!isThere) throw error;
  }
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** The head of a shard; null: it was cut off before its first line was written. @throws Error for a file that is none */
function headOf(file: string): ShardHead | null {
  for (const { text } of linesOf(file)) {
    const head = valueOf(text);
    if (isShardHead(head)) return head;
    throw new Error(`${file} is no shard of a sweep: its first line is not a head that this version knows.`);
  }
  return null;
}

function endsInLineEnd(file: string): boolean {
  const { size } = statSync(file);
  const last = Buffer.alloc(1);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, last, 0, 1, size - 1);
  } finally {
    closeSync(descriptor);
  }
  return last[0] === LINE_END;
}
