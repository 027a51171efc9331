// A small lab in which tests exchange parts, and its folder.
import { checkLab, type LabCheckResult } from '../../../src/core/lab/check';
import type { DataFiles } from '../../../src/core/scenario/dataFiles';

export const scenarioText = `scenario: Sweep
vm: { memory: 64MiB }
workload:
  - { name: app, size: 32MiB, writes: 12MiB/s, pattern: { sequential: { start: 0% } } }
link: { bandwidth: 16MiB/s, efficiency: 100% }
algorithms: [ precopy, stop-and-copy ]
`;

export const labText = `title: A lab
id: a-lab
text: You write {rate}.
starter: [ answers.yaml, sweep.migration.yaml ]
variant:
  - { name: rate, from: 8MiB/s, to: 14MiB/s, step: 1MiB/s, at: [ { file: sweep.migration.yaml, path: workload.app.writes } ] }
locked:
  - { file: sweep.migration.yaml, paths: [ vm, workload ] }
steps:
  - { title: Predict, text: Work it out., open: answers.yaml, checks: [ A.1 ] }
checks:
  - id: A.1
    title: The first rounds
    points: 6
    scenario: sweep.migration.yaml
    credit: { linear: { full: 2%, zero: 15% } }
    kind:
      answer:
        items:
          - { answer: total, unit: duration, value: precopy.total }
          - { answer: second, unit: size, value: precopy.round(2).bytes }
          - { answer: rounds, value: precopy.rounds, exact: true }
  - id: A.2
    title: Who ends
    points: 4
    needs: [ A.1 ]
    kind: { choice: { items: [ { answer: who, of: [ sweep, uniform, both ], right: [ uniform ] } ] } }
`;

export const answersText = `student:
total:
second:
rounds:
who:
`;

/** A folder by name. */
export function folder(files: Readonly<Record<string, string>>): DataFiles {
  return new Map(Object.entries(files).map(([name, text]) => [name, { text }]));
}

export const labFolder = folder({ 'sweep.migration.yaml': scenarioText, 'answers.yaml': answersText });

/** The small lab with parts exchanged. */
export function exchanged(...parts: readonly (readonly [from: string, to: string])[]): string {
  return parts.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The lab has no ${from}`);
    return text.replace(from, () => to);
  }, labText);
}

export function checked(text: string, files: DataFiles = labFolder): LabCheckResult {
  return checkLab(text, { files });
}
