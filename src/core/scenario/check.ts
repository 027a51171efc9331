// The whole path from a scenario's text to its problems and the scenario that the engine runs. Never throws; one problem for one cause.
import { algorithms as builtInAlgorithms } from '../algorithms/registry';
import type { AlgorithmDefinition } from '../algorithms/definition';
import { checkAlgorithms } from './algorithmList';
import type { CheckedAlgorithms } from './algorithmList';
import { conform } from './conform';
import { findEntry } from './document';
import type { ScenarioDocument } from './document';
import { defaultMemoryLimitBytes } from './fields';
import type { DataFiles } from './dataFiles';
import { fitCurves } from './fits';
import { layOut } from './layout';
import { parseScenario } from './parse';
import type { Problem } from './problem';
import { resolve } from './resolve';
import { advice, rules } from './rules/rules';
import type { Scenario } from './scenario';
import { readSources } from './sources';

export interface CheckOptions {
  /** The algorithms that a scenario may name; default: all that are built. */
  readonly algorithms?: readonly AlgorithmDefinition[];
  /** The largest guest that this machine can simulate, in bytes at pages of 4 KiB; default 1 TiB. */
  readonly memoryLimitBytes?: number;
  /** The files that the scenario names (dataFiles.ts); default: none is there. */
  readonly files?: DataFiles;
}

export interface ScenarioCheck {
  /** Null if any problem is an error. */
  readonly scenario: Scenario | null;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  readonly document: ScenarioDocument;
}

/** More problems than this help nobody: a file with so many is no scenario. */
const mostProblems = 100;

/** Whether any of the problems keeps the scenario from running. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function listed(document: ScenarioDocument, registry: readonly AlgorithmDefinition[]): CheckedAlgorithms {
  const entry = findEntry(document.root, 'algorithms');
  return entry ? checkAlgorithms(document.text, entry, registry) : { algorithms: [], problems: [] };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** Checks a scenario's text, and resolves it if nothing is wrong. */
export function checkScenario(text: string, options: CheckOptions = {}): ScenarioCheck {
  const { document, problem } = parseScenario(text);
  if (problem) return { scenario: null, problems: [problem], document };
  const { checked, problems: shape } = conform(document);
  if (!checked) return { scenario: null, problems: shape, document };
  const list = listed(document, options.algorithms ?? builtInAlgorithms);
  const sources = readSources(checked, options.files ?? new Map());
  const layout = layOut(checked, sources);
  const fits = layout ? fitCurves(layout) : new Map();
  const { memoryLimitBytes = defaultMemoryLimitBytes } = options;
  const { algorithms } = list;
  const file = { checked, sources, layout, fits, algorithms, memoryLimitBytes };
  const found = [...shape, ...list.problems, ...rules.flatMap((rule) => rule(file))];
  const scenario = hasErrors(found) || !layout ? null : resolve(checked, layout, fits, algorithms);
  const advised = scenario ? advice.flatMap((advise) => advise(scenario, file)) : [];
  return { scenario, problems: inOrder([...found, ...advised]).slice(0, mostProblems), document };
}
