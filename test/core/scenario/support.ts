// Texts with a marked place, and helpers to check them.
import { checkScenario } from '../../../src/core/scenario/check';
import type { ScenarioCheck } from '../../../src/core/scenario/check';
import type { DataFiles, FileFault } from '../../../src/core/scenario/dataFiles';
import type { Fix, Problem, TextRange } from '../../../src/core/scenario/problem';
import { fakeAlgorithms } from './fakeAlgorithms';

/** A text without its marks ⟦ ⟧, and the range that they enclosed. */
export function unmark(marked: string): { readonly text: string; readonly range: TextRange } {
  const start = marked.indexOf('⟦');
  const end = marked.indexOf('⟧') - 1;
  if (start < 0 || end < start) throw new Error(`No marks ⟦ ⟧ in: ${marked}`);
  return { text: marked.replace('⟦', '').replace('⟧', ''), range: { start, end } };
}

/** Files beside a scenario: their texts, or why they cannot be read. */
export type BesideIt = Readonly<Record<string, string | FileFault>>;

/** What a host hands to the check. */
export function dataFiles(beside: BesideIt): DataFiles {
  return new Map(
    Object.entries(beside).map(([name, file]) => [name, typeof file === 'string' ? { text: file } : { fault: file }]),
  );
}

/** Checks a text against the made-up algorithms. */
export function check(text: string, beside: BesideIt = {}): ScenarioCheck {
  return checkScenario(text, { algorithms: fakeAlgorithms, files: dataFiles(beside) });
}

export function apply(text: string, { range, replacement }: Fix): string {
  return text.slice(0, range.start) + replacement + text.slice(range.end);
}

/** 'code@start-end' of each problem: what a failing test should show. */
export function outline(problems: readonly Problem[]): string[] {
  return problems.map(({ code, range, message }) => `${code}@${range.start}-${range.end}: ${message}`);
}

/** A scenario without a problem, in which tests exchange parts. */
export const sound = `scenario: A test
vm:
  memory: 1GiB
workload:
  - name: hot
    size: 10%
    writes: 12k/s
    pattern: { hotspot: { pages: 10%, share: 90% } }
  - name: log
    size: 64MiB
    writes: 500/s
    pattern: sequential
link:
  bandwidth: 1Gbit/s
  rtt: 0.2ms
algorithms:
  - alpha
  - alpha: { rounds: 5, pace: adaptive, rate: 100Mbit/s }
    as: hasty
  - beta
`;

/** The sound scenario with `part` exchanged for `by`. */
export function exchange(part: string, by: string): string {
  if (!sound.includes(part)) throw new Error(`The sound scenario has no '${part}'.`);
  return sound.replace(part, () => by);
}
