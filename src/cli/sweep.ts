// `miglab sweep` and `miglab merge`: every combination of a sweep's values, in one go, in shards, or going on where it was interrupted; whatever
// the way was, the result has the same bytes.
import { createHash } from 'node:crypto';
import process from 'node:process';
import type { RunEvent, RunResult } from '../core/engine/events';
import { formatCount, formatCounted } from '../core/metrics/format';
import { collectRuns, runsOf } from '../core/result';
import { checkPoints, hasErrors, type Sweep } from '../core/scenario/check';
import { findEntry } from '../core/scenario/document';
import { mostRuns } from '../core/scenario/rules/sweep-too-large';
import type { Scenario } from '../core/scenario/scenario';
import { pointCount } from '../core/sweep/points';
import { sweepHead, unitAt, unitCount, unitsOfShard } from '../core/sweep/result';
import { generator } from '../core/version';
import { UsageError, type MergeCommand, type SweepCommand } from './arguments';
import { checkFile, problemLines, withoutHints, type CheckedFile } from './files';
import type { Output } from './output';
import { baselineOf, overridden } from './overrides';
import { runEach } from './runner';
import { ShardFolder, type ShardHead } from './shardFolder';
import { printSweep } from './sweepOutput';

/** A sweep that can run: the scenario of each of its points. */
interface ReadySweep {
  readonly points: readonly Scenario[];
  readonly head: ShardHead;
}

/** Where the runs of finished units are: in a folder, or just in memory. */
interface Finished {
  has(unit: number): boolean;
  keep(unit: number, events: readonly RunEvent[]): void;
}

/** Makes a sweep, or a shard of it, and prints the result of a whole one; the exit status. */
export async function sweepCommand(command: SweepCommand, output: Output): Promise<number> {
  const { file, out } = command;
  const ready = prepare(command, output);
  if (ready === null) return 1;
  const { head } = ready.head;
  const shard = command.shard ?? { index: 1, of: 1 };
  const all = unitsOfShard(unitCount(head), shard);
  const inMemory = new InMemory();
  const finished: Finished = out === null ? inMemory : ShardFolder.openFor(out, ready.head, shard);
  const left = all.filter((unit) => !finished.has(unit));
  if (left.length < all.length)
    output.message(
      `${file}: ${formatCount(all.length - left.length)} of ${formatCounted(all.length, 'part')} done before.`,
    );
  const stopListening = sayHowToGoOn(out, output);
  await makeUnits(ready, left, command.jobs, finished, (count) => {
    output.progress(
      `${file}: ${formatCount(all.length - left.length + count)} of ${formatCounted(all.length, 'part')}`,
    );
  });
  stopListening();
  output.progress('');
  const made = out === null ? inMemory : ShardFolder.openAll([out]);
  if (command.shard === null) return printSweep(head, (unit) => made.runsOf(unit), command.format, output);
  output.message(
    `${file}: shard ${shard.index} of ${shard.of} is complete (${formatCounted(all.length, 'part')} in ${out ?? ''}); when all are, miglab merge joins them.`,
  );
  return all.some((unit) => made.runsOf(unit).some(({ outcome }) => outcome === 'failed')) ? 1 : 0;
}

/** Joins shards and prints the result; the exit status. @throws Error if something is missing */
export function mergeCommand({ folders, format }: MergeCommand, output: Output): number {
  const shards = ShardFolder.openAll(folders);
  const { head } = shards.head;
  const units = unitCount(head);
  const missing = Array.from({ length: units }, (_, unit) => unit).filter((unit) => !shards.has(unit));
  const [first] = missing;
  if (first === undefined) return printSweep(head, (unit) => shards.runsOf(unit), format, output);
  const { point, repetition } = unitAt(head, first);
  throw new Error(
    `${formatCount(missing.length)} of ${formatCounted(units, 'part')} of the sweep are missing, the first at point ${point}, repetition ${repetition}: make the other shards, or say those commands again that did not end.`,
  );
}

/** The file with its points, all without an error; null: its problems have been told. */
function prepare(command: SweepCommand, output: Output): ReadySweep | null {
  const checked = checkFile(command.file);
  for (const line of problemLines(withoutHints(checked))) output.message(line);
  if (checked.scenario === null || checked.check === null) return null;
  const { sweep } = checked.check;
  if (sweep === null) {
    // Why a sweep that is there is not made has just been told.
    if (findEntry(checked.check.document.root, 'sweep') !== undefined) return null;
    throw new Error(`${command.file} has no sweep: add the key 'sweep', or say miglab run.`);
  }
  const { axes } = sweep;
  if (command.seed !== null && axes.some(({ path }) => path === 'seed'))
    throw new UsageError(`${command.file} sweeps its seed: leave out --seed.`);
  const scenario = overridden(checked.scenario, command, command.file);
  refuseTooMany(pointCount(axes), scenario);
  const points = pointsOf(checked, sweep, command, output);
  if (points === null) return null;
  const head = sweepHead(scenario, command.file, axes, sweep.file, baselineOf(scenario, command, command.file));
  return { points, head: { format: 'miglab.shard/1', experiment: digestOf(checked, command), head } };
}

/** More repetitions on the command line may make more of a sweep than its file may ask for. */
function refuseTooMany(points: number, scenario: Scenario): void {
  const runs = points * runsOf(scenario).length;
  if (runs > mostRuns)
    throw new UsageError(
      `This makes ${formatCount(runs)} runs: a sweep has at most ${formatCount(mostRuns)}, take fewer repetitions.`,
    );
}

/** The scenario of each point; null: values that are right by themselves do not fit together, and where has been told. */
function pointsOf(
  { file, text, check, options }: CheckedFile,
  sweep: Sweep,
  command: SweepCommand,
  output: Output,
): Scenario[] | null {
  if (check === null) return null;
  const points: Scenario[] = [];
  const told = new Set<string>();
  for (const { scenario, problems } of checkPoints(check.document, sweep, options)) {
    if (scenario !== null) points.push(overridden(scenario, command, file));
    const errors = problems.filter((problem) => hasErrors([problem]));
    for (const line of problemLines({ file, text, problems: errors })) told.add(line);
  }
  for (const line of told) output.message(line);
  return told.size === 0 ? points : null;
}

/** Tells results apart that cannot be joined; see ShardHead. */
function digestOf({ text, options }: CheckedFile, { seed, repetitions, only, baseline }: SweepCommand): string {
  const files = [...(options.files ?? [])];
  const parts = [generator, text.replaceAll('\r\n', '\n'), files, seed, repetitions, only, baseline];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function makeUnits(
  { points, head }: ReadySweep,
  units: readonly number[],
  jobs: number | null,
  finished: Finished,
  progress: (made: number) => void,
): Promise<void> {
  let made = 0;
  const taskAt = (index: number): { scenario: Scenario; runs: ReturnType<typeof runsOf> } => {
    const { point, repetition } = unitAt(head.head, units[index] ?? 0);
    const scenario = points[point];
    if (scenario === undefined) throw new Error(`There is no point ${point}.`);
    return { scenario, runs: runsOf(scenario).filter((run) => run.repetition === repetition) };
  };
  await runEach(units.length, taskAt, jobs, (index, events) => {
    finished.keep(units[index] ?? 0, events);
    progress(++made);
  });
}

/** Says at an interruption what is lost; gives what ends that. */
function sayHowToGoOn(out: string | null, output: Output): () => void {
  const interrupted = (): void => {
    output.message(
      out === null
        ? 'Interrupted, and nothing was kept: with --out DIR the same command goes on where it stopped.'
        : `Interrupted. What is done is in ${out}: say the same command again to go on.`,
    );
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  return () => {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  };
}

class InMemory implements Finished {
  private readonly units = new Map<number, readonly RunResult[]>();

  has(unit: number): boolean {
    return this.units.has(unit);
  }

  keep(unit: number, events: readonly RunEvent[]): void {
    this.units.set(unit, collectRuns(events));
  }

  runsOf(unit: number): readonly RunResult[] {
    return this.units.get(unit) ?? [];
  }
}
