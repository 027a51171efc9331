// The whole path from a scenario's text to its problems and the scenario that the engine runs. Never throws; one problem for one cause.
import { algorithms as builtInAlgorithms } from '../algorithms/registry';
import type { AlgorithmDefinition, Parameter, ParameterValues } from '../algorithms/definition';
import { checkAlgorithms, checkParameter, checkSteps } from './algorithmList';
import type { CheckedAlgorithms } from './algorithmList';
import { conform, problemsUnder } from './conform';
import { findEntry } from './document';
import type { DocumentNode, Entry, MapNode, ScenarioDocument } from './document';
import { defaultMemoryLimitBytes, type Field, policyValueField } from './fields';
import type { DataFiles } from './dataFiles';
import { readExpectations, type PlacedExpectation } from './expectations';
import { fitCurves } from './fits';
import { withLinkOf, type HostFile } from './hostFile';
import { layOut } from './layout';
import { parseScenario } from './parse';
import { problem, visible } from './report';
import type { Problem } from './problem';
import { resolve } from './resolve';
import { advice, rules, sweepRules } from './rules/rules';
import type { Scenario } from './scenario';
import { readHostSource, readPolicy, readSources, type NamedFileSource } from './sources';
import { readAxes, type SweepAxis } from '../sweep/axes';
import { choicesAt, documentAt, pointCount, type Choice } from '../sweep/points';
import { locate, type SweptFile } from '../sweep/paths';

export interface CheckOptions {
  /** The algorithms that a scenario may name; default: all that are built. */
  readonly algorithms?: readonly AlgorithmDefinition[];
  /** The largest guest that this machine can simulate, in bytes at pages of 4 KiB; default 1 TiB. */
  readonly memoryLimitBytes?: number;
  /** The files that the scenario names (dataFiles.ts); default: none is there. */
  readonly files?: DataFiles;
  /** Stands in place of all that the scenario says of its host. */
  readonly host?: HostInstead;
}

/** A host preset that somebody other than the scenario names. */
export interface HostInstead {
  /** As results name it. */
  readonly name: string;
  readonly hostFile: HostFile;
}

/** The sweep of a file without an error. */
export interface Sweep {
  readonly axes: readonly SweepAxis[];
  readonly file: SweptFile;
}

export interface ScenarioCheck {
  /** Null if any problem is an error. */
  readonly scenario: Scenario | null;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  readonly document: ScenarioDocument;
  /** In the order of the file. */
  readonly expectations: readonly PlacedExpectation[];
  /** Null: it has no sweep, or an error, or one too large to be run. */
  readonly sweep: Sweep | null;
}

/** More problems than this help nobody: a file with so many is no scenario. */
const mostProblems = 100;

/** Whether any of the problems keeps the scenario from running. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function listed(
  document: ScenarioDocument,
  registry: readonly AlgorithmDefinition[],
  usual: ParameterValues,
): CheckedAlgorithms {
  const entry = findEntry(document.root, 'algorithms');
  return entry ? checkAlgorithms(document.text, entry, registry, usual) : { algorithms: [], problems: [] };
}

/** The expectations; they are looked into once all labels are known. */
function expectedOf(document: ScenarioDocument, list: CheckedAlgorithms): ReturnType<typeof readExpectations> {
  const entry = findEntry(document.root, 'expect');
  const labels = list.problems.length === 0 ? list.algorithms.map(({ label }) => label) : null;
  return entry ? readExpectations(document.text, entry, labels) : { expectations: [], problems: [] };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** What a document gives beside its sweep. */
type PlainCheck = Omit<ScenarioCheck, 'sweep'>;

/** What a point of a sweep gives. */
export type PointCheck = Pick<ScenarioCheck, 'scenario' | 'problems'>;

const nowhere = { start: 0, end: 0 };

/** A link in place of that of a file which cannot be read: that there is none follows from the file, whose problem is told. */
const anyLink: MapNode = {
  kind: 'map',
  entries: [
    {
      key: 'bandwidth',
      keyRange: nowhere,
      value: { kind: 'scalar', text: '1Gbit/s', quoted: false, empty: false, range: nowhere },
    },
  ],
  range: nowhere,
};

/** The document with the link that the file of its host's preset has. */
function withLinkOfHost(document: ScenarioDocument, host: NamedFileSource | null): ScenarioDocument {
  if (host === null) return document;
  return withLinkOf(host.source.kind === 'host' ? host.source.hostFile.link : anyLink, host.range, document);
}

/** The document without its own host, with the link of the other one where it gives none. */
function withHostInstead(document: ScenarioDocument, { hostFile }: HostInstead): ScenarioDocument {
  const { root } = document;
  if (root?.kind !== 'map') return document;
  const entries = root.entries.filter(({ key }) => key !== 'host');
  return withLinkOf(hostFile.link, nowhere, { ...document, root: { ...root, entries } });
}

/** Checks a document without its sweep, and resolves it if nothing is wrong. */
function checkDocument(document: ScenarioDocument, options: CheckOptions, withAdvice: boolean): PlainCheck {
  const dataFiles = options.files ?? new Map();
  const instead = options.host ?? null;
  const host = instead === null ? readHostSource(document, dataFiles) : null;
  const hostFile = instead?.hostFile ?? (host?.source.kind === 'host' ? host.source.hostFile : null);
  const { checked, problems: shape } = conform(
    instead === null ? withLinkOfHost(document, host) : withHostInstead(document, instead),
  );
  if (!checked) return { scenario: null, problems: shape, document, expectations: [] };
  const clearLog = hostFile?.clearLog ?? null;
  const usual = clearLog === null ? {} : { clearLog };
  const list = listed(document, options.algorithms ?? builtInAlgorithms, usual);
  const expected = expectedOf(document, list);
  const sources = readSources(checked, dataFiles);
  const { algorithms } = list;
  const policies = algorithms.flatMap(({ policy }) =>
    policy === null ? [] : [readPolicy(policy.file, policy.range, dataFiles)],
  );
  const layout = layOut(checked, sources);
  const fits = layout ? fitCurves(layout) : new Map();
  const { memoryLimitBytes = defaultMemoryLimitBytes } = options;
  const file = {
    document,
    checked,
    sources,
    files: [...(host === null ? [] : [host]), ...sources, ...policies],
    layout,
    fits,
    algorithms,
    memoryLimitBytes,
  };
  const found = [...shape, ...list.problems, ...expected.problems, ...rules.flatMap((rule) => rule(file))];
  const { expectations } = expected;
  const texts = expectations.map(({ text }) => text);
  const own =
    hasErrors(found) || !layout ? null : resolve(checked, layout, fits, algorithms, policies, texts, hostFile);
  // What is not given has the preset's value: only its name is another.
  const scenario = own && instead ? { ...own, host: { ...own.host, preset: instead.name } } : own;
  const advised = scenario && withAdvice ? advice.flatMap((advise) => advise(scenario, file)) : [];
  return { scenario, problems: [...found, ...advised], document, expectations };
}

/** The file whose values a sweep replaces; null: it has errors of its own, which come first. */
function sweptFile(
  { scenario, document }: Pick<PlainCheck, 'scenario' | 'document'>,
  { algorithms }: CheckOptions,
): SweptFile | null {
  const { root } = document;
  return scenario && root ? { root, scenario, registry: algorithms ?? builtInAlgorithms } : null;
}

/** Another value in one place of a scenario. */
export interface Change {
  /** As in `sweep`. */
  readonly path: string;
  readonly node: DocumentNode;
}

/** The scenario with other values in some of its places, without its sweep; or why there is none. */
export type ChangedCheck =
  | (PointCheck & { readonly document: ScenarioDocument })
  | {
      /** A path that names nothing, and why. */
      readonly lost: { readonly path: string; readonly message: string };
    };

/** Checks a file once more with other values in some places. The file must be without errors. */
export function checkChanged(
  base: Pick<ScenarioCheck, 'scenario' | 'problems' | 'document'>,
  changes: readonly Change[],
  options: CheckOptions = {},
): ChangedCheck {
  const file = sweptFile(base, options);
  if (file === null) return { scenario: null, problems: base.problems, document: base.document };
  let { root } = file;
  for (const { path, node } of changes) {
    const located = locate(path, { ...file, root });
    if ('lost' in located) return { lost: { path, message: located.lost.message } };
    root = located.target.replace(node);
  }
  const document = { ...base.document, root };
  const { scenario, problems } = checkDocument(document, options, false);
  return { scenario, problems, document };
}

/** Checks a document as it is, without its sweep and without advice. */
export function checkPlain(document: ScenarioDocument, options: CheckOptions = {}): PointCheck {
  const { scenario, problems } = checkDocument(document, options, false);
  return { scenario, problems };
}

/** A problem of a point is shown at a value of it, where that stands in the sweep, and says what else the point takes. */
function atValue(found: Problem, choices: readonly Choice[]): Problem {
  const isIn = ({ value: { node } }: Choice): boolean =>
    node.range.start <= found.range.start && found.range.end <= node.range.end;
  const last = choices.at(-1);
  const isAtValue = choices.some(isIn);
  if (last === undefined || (isAtValue && choices.length === 1)) return found;
  const where = choices.map(({ path, value }) => `${visible(path)} ${visible(value.text)}`).join(', ');
  const message = `With ${where}: ${found.message}`;
  if (isAtValue) return { ...found, message };
  const related = [{ range: found.range, message: 'The problem arises here.' }];
  return { ...found, range: last.value.node.range, message, fixes: [], related };
}

function checkChoices(
  document: ScenarioDocument,
  file: SweptFile,
  choices: readonly Choice[],
  options: CheckOptions,
): PointCheck {
  const { scenario, problems } = checkDocument(documentAt(document, file, choices), options, false);
  return { scenario, problems: problems.map((found) => atValue(found, choices)) };
}

/** As many entries of files as are checked for the values of a sweep, at every keystroke; a file counts as so many more. */
const mostEntries = 60_000;
const entriesOfFile = 150;

/**
 * Every so many values of an axis are checked in the file, the last one too; the others by themselves. Whether all points are sound is looked at before
 * the first run in any case.
 */
function stepOf({ scenario }: PlainCheck, axes: readonly SweepAxis[]): number {
  const values = axes.reduce((count, axis) => count + axis.values.length, 0);
  const entries = entriesOfFile + 5 * (scenario?.workload.length ?? 0) + 5 * (scenario?.algorithms.length ?? 0);
  return Math.max(1, Math.ceil((values * entries) / mostEntries));
}

/** What is wrong with a value of a path, whatever the file has beside it. */
function problemsAlone(text: string, path: string, node: DocumentNode, file: SweptFile): readonly Problem[] {
  const located = locate(path, file);
  if ('lost' in located) return [];
  const { field } = located.target;
  const key = path.slice(path.lastIndexOf('.') + 1);
  // What lies below `algorithms` are parameters, all else are fields (sweep/paths.ts).
  if (!path.startsWith('algorithms.') || field === policyValueField)
    return problemsUnder(text, key, field as Field, node);
  const parameter = field as Parameter;
  if (parameter.kind === 'steps')
    return checkSteps(text, { key, keyRange: node.range, value: node }, parameter).problems;
  if (node.kind !== 'scalar') return [problem('wrong-type', node.range, `'${key}' wants a single value.`)];
  const result = checkParameter(node, key, parameter);
  return 'problem' in result ? [result.problem] : [];
}

/** The problems of a sweep's paths, and of each of its values by itself. */
function checkSweep(base: PlainCheck, entry: Entry, options: CheckOptions): Pick<ScenarioCheck, 'sweep' | 'problems'> {
  const { text } = base.document;
  const { axes, problems } = readAxes(text, entry);
  const file = sweptFile(base, options);
  if (!file) return { sweep: null, problems };
  const found = [...problems, ...sweepRules.flatMap((rule) => rule({ text, axes, keyRange: entry.keyRange, file }))];
  if (found.some(({ severity }) => severity !== 'hint')) return { sweep: null, problems: found };
  const step = stepOf(base, axes);
  const wrong = axes.flatMap(({ path, values }) =>
    values.flatMap((value, index) => {
      if (index % step > 0 && index < values.length - 1) return problemsAlone(text, path, value.node, file);
      const { problems: atPoint } = checkChoices(base.document, file, [{ path, value }], options);
      return atPoint.filter(({ severity }) => severity === 'error');
    }),
  );
  return { sweep: { axes, file }, problems: [...found, ...wrong] };
}

/** Checks a scenario's text, and resolves it if nothing is wrong. */
export function checkScenario(text: string, options: CheckOptions = {}): ScenarioCheck {
  const { document, problem } = parseScenario(text);
  if (problem) return { scenario: null, problems: [problem], document, expectations: [], sweep: null };
  const base = checkDocument(document, options, true);
  const entry = findEntry(document.root, 'sweep');
  const { sweep, problems: ofSweep } = entry ? checkSweep(base, entry, options) : { sweep: null, problems: [] };
  const scenario = hasErrors(ofSweep) ? null : base.scenario;
  const problems = inOrder([...base.problems, ...ofSweep]).slice(0, mostProblems);
  return { scenario, problems, document, expectations: base.expectations, sweep: scenario && sweep };
}

/** What each point of a sweep gives, in the order of their numbers. */
export function checkPoints(document: ScenarioDocument, sweep: Sweep, options: CheckOptions = {}): PointCheck[] {
  return Array.from({ length: pointCount(sweep.axes) }, (_, point) => checkPoint(document, sweep, point, options));
}

/** The scenario at a point of a sweep, or what is wrong with it there: values that are right one by one may not fit together. */
export function checkPoint(
  document: ScenarioDocument,
  { axes, file }: Sweep,
  point: number,
  options: CheckOptions = {},
): PointCheck {
  return checkChoices(document, file, choicesAt(axes, point), options);
}
