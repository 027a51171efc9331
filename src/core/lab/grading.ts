// What the checks of a lab have at hand: the lab's scenarios with the student's values, the student's scenarios with what is locked put back, their answers, and runs,
// each made once. Nothing here believes a number that somebody handed in.
import type { RunResult } from '../engine/events';
import { parseExpectation } from '../expect/parse';
import { labelsOf } from '../expect/evaluate';
import {
  checkChanged,
  checkPlain,
  checkScenario,
  type Change,
  type CheckOptions,
  type ScenarioCheck,
} from '../scenario/check';
import type { DataFiles, FileContent } from '../scenario/dataFiles';
import { findEntry, type DocumentNode, type MapNode, type ScenarioDocument } from '../scenario/document';
import { lineColumn } from '../scenario/locate';
import { parseScenario } from '../scenario/parse';
import { recordedScenario } from '../scenario/record';
import type { Scenario } from '../scenario/scenario';
import type { Answers } from './answers';
import { decodedProblem } from './faults';
import { figuresIn, parseFormula, valueOf, type Formula, type Valued } from './formula';
import type { Lab } from './lab';
import { nodeAt } from './places';
import { ranText } from './ranText';
import type { RunLink } from './report';
import { filesBeside } from './scenarios';
import { sha256 } from './sha256';
import type { VariantValue } from './variant';

/** Makes one run: in this thread, in a worker, wherever. A run that takes more work than the caller allows ends as `failed`. */
export type MakeRun = (
  scenario: Scenario,
  run: { readonly label: string; readonly repetition: number },
) => Promise<RunResult>;

/** A scenario that can run, or why there is none, in a sentence. */
export type ReadyScenario = Ready | { readonly reason: string };

export interface Ready {
  readonly scenario: Scenario;
  readonly check: ScenarioCheck;
  /** With which it was checked. */
  readonly files: DataFiles;
}

/** The runs of one seed. */
export interface SeedRuns {
  readonly seed: string;
  readonly scenario: Scenario;
  readonly document: ScenarioDocument;
  readonly runs: readonly RunResult[];
}

/** A run that a check looked at. */
export interface SeenRun {
  readonly link: RunLink;
  /** Its scenario as it was run (ranText.ts). */
  readonly text: () => string;
}

/** A check cannot be worked out: an author's mistake, or a machine too slow, and nobody's lost point. */
export class LabMistake extends Error {
  override readonly name = 'LabMistake';
}

/** What of a student's scenario stays as it was handed out, whatever the lab locks: it decides how much work the grader has. */
const alwaysLocked = ['repetitions', 'timeLimit', 'seed'] as const;

export interface GradingInput {
  readonly lab: Lab;
  /** The lab's folder with the student's values in its scenarios. */
  readonly labFiles: DataFiles;
  readonly studentFiles: DataFiles;
  readonly answers: Answers;
  readonly values: readonly VariantValue[];
  readonly makeRun: MakeRun;
  readonly options: CheckOptions;
  /** Shared by the gradings of one submission. */
  readonly runCache: Map<string, Promise<RunResult>>;
}

export class Grading {
  readonly names: Readonly<Record<string, number>>;
  private readonly own = new Map<string, ReadyScenario>();
  private readonly students = new Map<string, ReadyScenario>();

  constructor(readonly input: GradingInput) {
    this.names = Object.fromEntries(input.values.map(({ name, value }) => [name, value]));
  }

  get answers(): Answers {
    return this.input.answers;
  }

  /** A scenario of the lab, with the student's values. @throws LabMistake */
  labScenario(name: string): Ready {
    const ready = kept(this.own, name, () => this.readLabScenario(name, this.input.labFiles));
    if ('reason' in ready) throw new LabMistake(ready.reason);
    return ready;
  }

  /** A scenario of the lab in which the student's policy stands for the lab's. */
  withPolicy(name: string, policy: string): ReadyScenario {
    const content = this.input.studentFiles.get(policy);
    const fault =
      content === undefined
        ? `${policy} is not there.`
        : 'fault' in content
          ? decodedProblem(policy, content.fault)
          : null;
    if (content === undefined || fault !== null) return { reason: fault ?? '' };
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    const files = new Map([...this.input.labFiles, [`${folder}${policy}`, content], [policy, content]]);
    return this.readLabScenario(name, files, policy);
  }

  private readLabScenario(name: string, files: DataFiles, suspect: string | null = null): ReadyScenario {
    const content = files.get(name);
    if (content === undefined || 'fault' in content) return { reason: `The lab lacks its file ${name}.` };
    const beside = filesBeside(files, name);
    const check = checkScenario(content.text, { ...this.input.options, files: beside });
    if (check.scenario !== null) return { scenario: check.scenario, check, files: beside };
    const message = firstError(check) ?? 'it cannot be read';
    return { reason: suspect === null ? `The lab's ${name} has an error: ${message}` : `${suspect}: ${message}` };
  }

  /** A scenario of the student's, with what is locked put back. */
  studentScenario(name: string): ReadyScenario {
    return kept(this.students, name, () => this.readStudentScenario(name).ready);
  }

  /** The same, and the locked paths that had been changed. */
  lockedChanges(name: string): { readonly ready: ReadyScenario; readonly changed: readonly string[] } {
    return this.readStudentScenario(name);
  }

  private readStudentScenario(name: string): { readonly ready: ReadyScenario; readonly changed: readonly string[] } {
    const content = this.input.studentFiles.get(name);
    if (content === undefined) return { ready: { reason: `${name} is not there.` }, changed: [] };
    if ('fault' in content) return { ready: { reason: decodedProblem(name, content.fault) }, changed: [] };
    const { document, problem } = parseScenario(content.text);
    if (problem)
      return { ready: { reason: place(name, content.text, problem.range.start, problem.message) }, changed: [] };
    const options = { ...this.input.options, files: filesBeside(this.dataFor(), name) };
    const locks = this.locksOf(name);
    const restored = locks.length === 0 ? { document, changed: [] } : this.restore(name, document, locks, options);
    const { scenario, problems } = checkPlain(restored.document, options);
    if (scenario === null) {
      const first = problems.find(({ severity }) => severity === 'error');
      const sentence =
        first === undefined ? `${name} cannot be read.` : place(name, content.text, first.range.start, first.message);
      return { ready: { reason: sentence }, changed: restored.changed };
    }
    const check: ScenarioCheck = { scenario, problems, document: restored.document, expectations: [], sweep: null };
    return { ready: { scenario, check, files: options.files }, changed: restored.changed };
  }

  /** What a student's scenario may name: the lab's own files as they were, the others as handed in. */
  private dataFor(): DataFiles {
    const { lab, labFiles, studentFiles } = this.input;
    const fixed = lab.files.flatMap((name): [string, FileContent][] => {
      const content = labFiles.get(name);
      return content === undefined ? [] : [[name, content]];
    });
    return new Map([...studentFiles, ...fixed]);
  }

  private locksOf(name: string): readonly string[] {
    const { lab } = this.input;
    if (!lab.starter.includes(name)) return [];
    const locked = lab.locked.filter(({ file }) => file === name).flatMap(({ paths }) => paths);
    return [...new Set([...alwaysLocked, ...locked, ...this.variantPaths(name)])];
  }

  private variantPaths(name: string): readonly string[] {
    return this.input.lab.variant.flatMap(({ at }) => at.filter(({ file }) => file === name).map(({ path }) => path));
  }

  /** Puts locked places back, one after the other; those whose going back changes the scenario had been changed. */
  private restore(
    name: string,
    document: ScenarioDocument,
    locks: readonly string[],
    options: CheckOptions,
  ): { readonly document: ScenarioDocument; readonly changed: readonly string[] } {
    const original = this.labScenario(name);
    const changed: string[] = [];
    // The student's own values first, and without a word: whoever works from the files as handed out has those of the lab.
    let current = this.variantPaths(name).reduce(
      (before, path) => replaced(before, original.check.document, original.scenario, path, options) ?? before,
      document,
    );
    let meaning = meaningOf(current, options);
    // Whole keys first: within them names may have been changed that paths go by.
    for (const path of [...locks].sort((a, b) => a.split('.').length - b.split('.').length)) {
      // With an error elsewhere there is no place to find by its path; the error is what the student has to hear of.
      if (meaning === '' && path.includes('.')) break;
      const next = restored(current, original.check.document, original.scenario, path, options);
      const after = meaningOf(next, options);
      if (after !== meaning) changed.push(path);
      [current, meaning] = [next, after];
    }
    const told = new Set(this.input.lab.locked.filter(({ file }) => file === name).flatMap(({ paths }) => paths));
    return { document: current, changed: changed.filter((path) => told.has(path) || !isAlwaysLocked(path)) };
  }

  /** Other values in some places of a scenario. @throws LabMistake for a path that is not there, as the lab names it */
  changed({ check, files }: Ready, set: readonly { readonly path: string; readonly value: string }[]): ReadyScenario {
    const changes: Change[] = set.map(({ path, value }) => {
      const { root } = parseScenario(value).document;
      if (root === null) throw new LabMistake(`'${value}' cannot stand in a scenario.`);
      return { path, node: root };
    });
    const found = checkChanged(check, changes, { ...this.input.options, files });
    if ('lost' in found) return { reason: `With the check's values: ${found.lost.message}` };
    if (found.scenario === null)
      return {
        reason: `With ${set.map(({ path, value }) => `${path}: ${value}`).join(', ')} the scenario has an error: ${found.problems.find(({ severity }) => severity === 'error')?.message ?? ''}`,
      };
    const { scenario, problems, document } = found;
    return { scenario, check: { scenario, problems, document, expectations: [], sweep: null }, files };
  }

  /** The runs of some labels, seed by seed. */
  async runs(
    { scenario, check: { document } }: Ready,
    labels: readonly string[],
    seeds: readonly string[] | null,
  ): Promise<SeedRuns[]> {
    const wanted = [...new Set(labels)];
    const all: SeedRuns[] = [];
    for (const seed of seeds ?? [scenario.seed]) {
      const seeded = { ...scenario, seed };
      const runs: RunResult[] = [];
      for (let repetition = 0; repetition < scenario.repetitions; repetition++)
        for (const label of wanted) runs.push(measured(await this.run(seeded, label, repetition)));
      all.push({ seed, scenario: seeded, document, runs });
    }
    return all;
  }

  private run(scenario: Scenario, label: string, repetition: number): Promise<RunResult> {
    const key = `${hashOf(scenario)}/${policyHash(scenario, label)}/${label}/${repetition}`;
    const { runCache, makeRun } = this.input;
    const known = runCache.get(key);
    if (known !== undefined) return known;
    // A policy that real time had to end once is not waited for in every case and seed.
    const ended = runCache.get(deadlineKey(scenario, label));
    if (ended !== undefined) return ended;
    const made = makeRun(scenario, { label, repetition }).then((result) => {
      if (result.error?.code === 'policy-deadline') runCache.set(deadlineKey(scenario, label), Promise.resolve(result));
      return result;
    });
    runCache.set(key, made);
    return made;
  }

  /** Reads one of the lab's formulas. @throws LabMistake */
  formula(text: string, labels: readonly string[]): Formula {
    const parsed = parseFormula(text, { names: Object.keys(this.names), labels });
    if ('fault' in parsed) throw new LabMistake(`The lab's formula '${text}' cannot be read: ${parsed.fault.message}`);
    return parsed.formula;
  }

  /** What formulas come to over the runs of the lab's own scenario, which are made only if one of them asks for a figure. */
  async labValues(
    name: string | null,
    seeds: readonly string[] | null,
    texts: readonly string[],
  ): Promise<readonly Valued[]> {
    const { formulas, made } = await this.labRuns(name, seeds, texts);
    const runs = made.flatMap((each) => each.runs);
    return formulas.map((formula) => valueOf(formula, { names: this.names, runs }));
  }

  /** What one formula comes to in the runs of each seed; once if it asks for no figure. @throws LabMistake */
  async labValuesByRun(name: string | null, seeds: readonly string[] | null, text: string): Promise<readonly Valued[]> {
    const { formulas, made } = await this.labRuns(name, seeds, [text]);
    const bySeed = made.length === 0 ? [[]] : made.map(({ runs }) => runs);
    return formulas.flatMap((formula) => bySeed.map((runs) => valueOf(formula, { names: this.names, runs })));
  }

  private async labRuns(
    name: string | null,
    seeds: readonly string[] | null,
    texts: readonly string[],
  ): Promise<{ readonly formulas: readonly Formula[]; readonly made: readonly SeedRuns[] }> {
    const own = name === null ? null : this.labScenario(name);
    const labels = own?.scenario.algorithms.map(({ label }) => label) ?? [];
    const formulas = texts.map((text) => this.formula(text, labels));
    const asked = formulas.flatMap(figuresIn).map(({ label }) => label);
    return { formulas, made: own === null || asked.length === 0 ? [] : await this.runs(own, asked, seeds) };
  }
}

/** A policy that real time ended, and no limit on work: on another machine it might have got further, so that it costs nobody a point. @throws LabMistake */
function measured(run: RunResult): RunResult {
  if (run.error?.code !== 'policy-deadline') return run;
  throw new LabMistake(`${run.error.message} Grade it again on a machine that is less busy.`);
}

const isAlwaysLocked = (path: string): boolean => alwaysLocked.some((each) => each === path);

function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function firstError({ problems, document }: ScenarioCheck): string | null {
  const first = problems.find(({ severity }) => severity === 'error');
  return first === undefined ? null : `line ${lineColumn(document.text, first.range.start).line}: ${first.message}`;
}

/** A sentence with its place before it. What stands past the text's end came from elsewhere. */
function place(name: string, text: string, offset: number, message: string): string {
  return offset > text.length ? `${name}: ${message}` : `${name}, line ${lineColumn(text, offset).line}: ${message}`;
}

/** What a document says, however it is written; the empty text: it has errors. */
function meaningOf(document: ScenarioDocument, options: CheckOptions): string {
  const { scenario } = checkPlain(document, options);
  return scenario === null ? '' : JSON.stringify(recordedScenario(scenario));
}

/** A document with one place as the original has it. Where that cannot be told, all of the key at the top goes back. */
function restored(
  document: ScenarioDocument,
  original: ScenarioDocument,
  names: Scenario,
  path: string,
  options: CheckOptions,
): ScenarioDocument {
  const { root } = document;
  if (root?.kind !== 'map') return document;
  const [top = path, name = '', ...rest] = path.split('.');
  const whole = (): ScenarioDocument => ({
    ...document,
    root: withTop(root, top, findEntry(original.root, top)?.value),
  });
  if (path === top) return whole();
  const isItem = rest.length === 0 && (top === 'algorithms' || top === 'workload');
  if (!isItem) return replaced(document, original, names, path, options) ?? whole();
  const { scenario } = checkPlain(document, options);
  return scenario === null ? whole() : { ...document, root: withListItem(root, top, name, scenario, original, names) };
}

/** A document with the original's value in one place; null: there is no such place, or the document has errors. */
function replaced(
  document: ScenarioDocument,
  original: ScenarioDocument,
  names: Scenario,
  path: string,
  options: CheckOptions,
): ScenarioDocument | null {
  const { scenario, problems } = checkPlain(document, options);
  const node = nodeAt(original, names, path);
  if (scenario === null || node === undefined) return null;
  const changed = checkChanged({ scenario, problems, document }, [{ path, node }], options);
  return 'lost' in changed ? null : changed.document;
}

const placeOf = (names: Scenario, list: string, name: string): number =>
  list === 'workload'
    ? names.workload.findIndex((region) => region.name === name)
    : names.algorithms.findIndex((choice) => choice.label === name);

/** The item of that name as the original has it; one that is gone comes back at its end. */
function withListItem(
  root: MapNode,
  list: string,
  name: string,
  own: Scenario,
  original: ScenarioDocument,
  names: Scenario,
): MapNode {
  const [theirs, ours] = [findEntry(original.root, list)?.value, findEntry(root, list)?.value];
  const item = theirs?.kind === 'list' ? theirs.items[placeOf(names, list, name)] : undefined;
  if (item === undefined || ours?.kind !== 'list') return withTop(root, list, theirs);
  const at = placeOf(own, list, name);
  const items = at < 0 ? [...ours.items, item] : ours.items.with(at, item);
  return withTop(root, list, { ...ours, items });
}

function withTop(root: MapNode, key: string, value: DocumentNode | undefined): MapNode {
  const others = root.entries.filter((entry) => entry.key !== key);
  if (value === undefined) return { ...root, entries: others };
  const at = root.entries.findIndex((entry) => entry.key === key);
  const before = root.entries[at];
  const entry = { key, keyRange: before?.keyRange ?? value.range, value };
  return { ...root, entries: before === undefined ? [...root.entries, entry] : root.entries.with(at, entry) };
}

/** SHA-256 of a scenario, all values resolved. Expectations and descriptions have no influence on a run. */
export function hashOf(scenario: Scenario): string {
  const known = hashes.get(scenario);
  if (known !== undefined) return known;
  const hash = sha256(JSON.stringify({ ...recordedScenario(scenario), name: '', description: null, expect: [] }));
  hashes.set(scenario, hash);
  return hash;
}

const hashes = new WeakMap<Scenario, string>();

/** Of a policy's text, which a record leaves out. */
function policyHash(scenario: Scenario, label: string): string {
  const source = scenario.algorithms.find((choice) => choice.label === label)?.policy?.source;
  return source === undefined ? '' : sha256(source);
}

const deadlineKey = (scenario: Scenario, label: string): string => `deadline/${policyHash(scenario, label)}`;

/** A run with the link to it. */
export function seenRun(
  file: string,
  { scenario, document, seed }: SeedRuns,
  run: RunResult | undefined,
): SeenRun | null {
  if (run === undefined) return null;
  const { label, repetition } = run;
  const link = { scenario: file, label, seed, repetition, scenarioHash: hashOf(scenario) };
  return { link, text: () => ranText(document, seed) };
}

/** The labels that expectations ask about. @throws LabMistake for one that cannot be read */
export function labelsAsked(texts: readonly string[], labels: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const parsed = parseExpectation(text, labels);
    return 'expectation' in parsed ? labelsOf(parsed.expectation) : [];
  });
}
