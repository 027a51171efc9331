// The result of a sweep: the document `miglab.result/1` with `points` in place of `runs` (docs/results.md, 'A sweep'). What the shards of a sweep have in
// common is its head, from which, with the runs of all units, the same bytes come whatever the sharding was.
import { summarise, type SummaryRow } from '../compare/summary';
import type { RunResult } from '../engine/events';
import { evaluateExpectations, type ExpectationResult } from '../expect/evaluate';
import { firstLabel, recordOf, type ScenarioRecord } from '../result';
import type { Scenario } from '../scenario/scenario';
import { generator } from '../version';
import type { SweepAxis } from './axes';
import { baseValues, type BaseValues } from './baseValues';
import { locate, type SweptFile } from './paths';
import { placesAt, pointCount } from './points';

/** An axis as a result carries it. */
export interface AxisRecord {
  readonly path: string;
  /** As written in the file. */
  readonly values: readonly string[];
  /** The same as numbers; null if one of them is none. */
  readonly base: BaseValues | null;
}

/** What is the same in all shards of a sweep. */
export interface SweepHead {
  readonly format: 'miglab.result/1';
  readonly generator: string;
  /** The file's own values, those that the sweep replaces included. */
  readonly scenario: ScenarioRecord;
  /** The label of the algorithm that the summaries compare the others with. */
  readonly baseline: string;
  readonly sweep: readonly AxisRecord[];
}

export interface PointResult {
  /** From 0; the first axis varies slowest. */
  readonly point: number;
  /** Path by path, as written. */
  readonly values: Readonly<Record<string, string>>;
  /** Repetition by repetition, within one in the order of the file. */
  readonly runs: readonly RunResult[];
  readonly summary: readonly SummaryRow[];
  /** In the order of the file. */
  readonly expectations: readonly ExpectationResult[];
}

/** Point by point, so that a large one need not be in memory at once. */
export interface SweepDocument extends SweepHead {
  readonly points: Iterable<PointResult>;
}

/** One repetition at one point: the runs of all algorithms. The smallest part of a sweep that is made, kept and resumed as a whole. */
export interface Unit {
  readonly point: number;
  readonly repetition: number;
}

export function sweepHead(
  scenario: Scenario,
  file: string,
  axes: readonly SweepAxis[],
  swept: SweptFile,
  baseline = firstLabel(scenario),
): SweepHead {
  const sweep = axes.map(({ path, values }) => {
    const texts = values.map(({ text }) => text);
    const located = locate(path, swept);
    return { path, values: texts, base: 'target' in located ? baseValues(located.target.field, texts) : null };
  });
  return { format: 'miglab.result/1', generator, scenario: recordOf(scenario, file), baseline, sweep };
}

/** How many units a sweep has. They are numbered from 0, point by point. */
export function unitCount({ scenario, sweep }: SweepHead): number {
  return pointCount(sweep) * scenario.repetitions;
}

export function unitAt({ scenario }: SweepHead, unit: number): Unit {
  const { repetitions } = scenario;
  return { point: Math.floor(unit / repetitions), repetition: unit % repetitions };
}

/** The units of shard `index` (from 1) of `of`: every so many, so that dear and cheap points are dealt out evenly. */
export function unitsOfShard(units: number, { index, of }: { readonly index: number; readonly of: number }): number[] {
  return Array.from({ length: units }, (_, unit) => unit).filter((unit) => unit % of === index - 1);
}

/** What a point takes of each axis, as written. */
function valuesAt(sweep: readonly AxisRecord[], point: number): Record<string, string> {
  const places = placesAt(sweep, point);
  return Object.fromEntries(sweep.map(({ path, values }, axis) => [path, values[places[axis] ?? 0] ?? '']));
}

function pointResult(head: SweepHead, point: number, runsOf: (unit: number) => readonly RunResult[]): PointResult {
  const { repetitions, algorithms, expect } = head.scenario;
  const runs = Array.from({ length: repetitions }, (_, index) => runsOf(point * repetitions + index)).flat();
  const labels = algorithms.map(({ label }) => label);
  return {
    point,
    values: valuesAt(head.sweep, point),
    runs,
    summary: summarise(labels, runs, head.baseline),
    expectations: evaluateExpectations(expect, labels, runs),
  };
}

/** The document over the runs of all units. */
export function sweepDocument(head: SweepHead, runsOf: (unit: number) => readonly RunResult[]): SweepDocument {
  const points = {
    *[Symbol.iterator](): Generator<PointResult, void> {
      for (let point = 0; point < pointCount(head.sweep); point++) yield pointResult(head, point, runsOf);
    },
  };
  return { ...head, points };
}
