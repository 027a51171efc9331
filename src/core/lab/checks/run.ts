// `run`: the student's scenarios are run, and expectations must hold in them.
import { evaluateExpectations } from '../../expect/evaluate';
import { together } from '../credit';
import { labelsAsked, LabMistake, seenRun, type Grading, type SeenRun } from '../grading';
import type { LabCheck, RunKind } from '../lab';
import type { Scenario } from '../../scenario/scenario';
import { recordedScenario } from '../../scenario/record';
import type { ItemReport } from '../report';
import { lostItem, type CheckOutcome } from './outcome';
import { sidesWords } from './ratio';

/** Works the check out. */
export async function checkRun(grading: Grading, check: LabCheck, kind: RunKind): Promise<CheckOutcome> {
  if (check.scenario === null) throw new LabMistake('The check names no scenario.');
  const items: ItemReport[] = [];
  const scenarios: { readonly name: string; readonly scenario: Scenario }[] = [];
  let run: SeenRun | null = null;
  for (const { scenario: name, expect } of [{ scenario: check.scenario, expect: kind.expect }, ...kind.also]) {
    const ready = grading.studentScenario(name);
    if ('reason' in ready) {
      items.push(...expect.map((text) => lostItem(`${name}: ${text}`, ready.reason)));
      continue;
    }
    scenarios.push({ name, scenario: ready.scenario });
    const labels = ready.scenario.algorithms.map(({ label }) => label);
    const made = await grading.runs(ready, labelsAsked(expect, labels), check.seeds);
    const results = made.flatMap((each) => each.runs);
    for (const text of expect) {
      const [result] = evaluateExpectations([text], labels, results);
      const item = itemOf(name, text, result);
      if (item.share < 1 && made[0]) run ??= seenRun(name, made[0], made[0].runs[0]);
      items.push(item);
    }
  }
  for (const path of kind.same) items.push(sameItem(path, scenarios));
  return {
    share: together(
      check.credit,
      items.map(({ share }) => share),
    ),
    items,
    run,
  };
}

type Result = ReturnType<typeof evaluateExpectations>[number] | undefined;

function itemOf(file: string, text: string, result: Result): ItemReport {
  const name = `${file}: ${text}`;
  if (result === undefined)
    return lostItem(name, `${file} lacks an algorithm that '${text}' asks about.`, { expected: text });
  if (result.passed) return { name, share: 1, reason: null, expected: text, actual: 'holds' };
  const reason = `In ${file} ${sidesWords(result)}`;
  return lostItem(name, reason, { expected: text, actual: sidesWords(result) });
}

/** Whether all scenarios have the same value at a path of their records: `link.bandwidth`, `workload[1].writes`, `link` for all of it, `writes` for the sum of all regions. */
function sameItem(
  path: string,
  scenarios: readonly { readonly name: string; readonly scenario: Scenario }[],
): ItemReport {
  const name = `the same ${path}`;
  const found = scenarios.map((each) => JSON.stringify(valueAt(each.scenario, path)));
  if (new Set(found).size <= 1) return { name, share: 1, reason: null, expected: null, actual: null };
  const files = scenarios.map((each) => each.name).join(' and ');
  return lostItem(name, `${files} must have the same ${path}, and have not.`);
}

/** Names of the language for those of a checked scenario. */
const recordNames: Readonly<Record<string, string>> = {
  'link.bandwidth': 'link.bandwidthBitsPerSecond',
  'link.efficiency': 'link.efficiency',
  'link.rtt': 'link.rttSeconds',
  'vm.memory': 'memoryBytes',
  'vm.pageSize': 'pageBytes',
  writes: 'writesPerSecond',
  reads: 'readsPerSecond',
  size: 'pages',
};

function valueAt(scenario: Scenario, path: string): unknown {
  if (path === 'writes') return scenario.workload.reduce((sum, region) => sum + region.writesPerSecond, 0);
  const [, index, inner] = /^workload\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
  const record: unknown = recordedScenario(scenario);
  const keys =
    index === undefined
      ? (recordNames[path] ?? path).split('.')
      : ['workload', String(Number(index) - 1), recordNames[inner ?? ''] ?? inner ?? ''];
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
    record,
  );
}
