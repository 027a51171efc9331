// Each student's own values: SHA-256 of the lab's id and the student's decides them, so that neighbours have different right answers and the teacher can work out
// any of them. A lab's scenarios get them as text, in the places that the lab names, so that comments and layout stay.
import { checkScenario } from '../scenario/check';
import type { DataFiles, FileContent } from '../scenario/dataFiles';
import { parseQuantity } from './formula';
import type { Lab, VariantParameter } from './lab';
import { nodeAt } from './places';
import { tidy } from './quantity';
import { filesBeside } from './scenarios';
import { sha256 } from './sha256';

/** A parameter's value of one student. */
export interface VariantValue {
  readonly name: string;
  /** With its unit, as it stands in the scenario: '41MiB/s'. */
  readonly text: string;
  /** In the base units of formulas. */
  readonly value: number;
}

/** How a student's id is compared: without the blanks around it, and in small letters. */
export function studentId(text: string): string {
  return text.trim().toLowerCase();
}

function chosen({ name, from, to, step, unit }: VariantParameter, number: number): VariantValue {
  const text = `${tidy(Math.min(to, from + number * step))}${unit}`;
  return { name, text, value: parseQuantity(text) ?? NaN };
}

/** The values of a student; without one, those that the lab's files have (the first of each parameter where it stands nowhere). */
export function variantOf(lab: Lab, labFiles: DataFiles, student: string | null): readonly VariantValue[] {
  return lab.variant.map((parameter) => {
    const { name, from, to, step } = parameter;
    if (student === null) return written(parameter, labFiles) ?? chosen(parameter, 0);
    const count = Math.floor((to - from) / step + 1e-9) + 1;
    const draw = parseInt(sha256(`${lab.id}/${studentId(student)}/${name}`).slice(0, 12), 16);
    return chosen(parameter, draw % count);
  });
}

/** The value that the lab's own file has. */
function written({ name, at }: VariantParameter, labFiles: DataFiles): VariantValue | null {
  const [place] = at;
  const content = place && labFiles.get(place.file);
  if (!place || !content || 'fault' in content) return null;
  const { document, scenario } = checkScenario(content.text, { files: filesBeside(labFiles, place.file) });
  const node = scenario && nodeAt(document, scenario, place.path);
  if (node?.kind !== 'scalar') return null;
  return { name, text: node.text, value: parseQuantity(node.text) ?? NaN };
}

/** The text of one of the lab's scenarios with a student's values in their places. */
function withValues(
  lab: Lab,
  labFiles: DataFiles,
  file: string,
  text: string,
  values: readonly VariantValue[],
): string {
  const places = lab.variant.flatMap(({ name, at }) =>
    at
      .filter((place) => place.file === file)
      .map(({ path }) => ({ path, value: values.find((each) => each.name === name) })),
  );
  if (places.length === 0) return text;
  const { document, scenario } = checkScenario(text, { files: filesBeside(labFiles, file) });
  if (scenario === null) return text;
  const edits = places.flatMap(({ path, value }) => {
    const node = nodeAt(document, scenario, path);
    return node === undefined || value === undefined ? [] : [{ ...node.range, replacement: value.text }];
  });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((whole, { start, end, replacement }) => whole.slice(0, start) + replacement + whole.slice(end), text);
}

/** The lab's folder as it is for a student: every scenario with their values. */
export function filesFor(lab: Lab, labFiles: DataFiles, values: readonly VariantValue[]): DataFiles {
  return new Map(
    [...labFiles].map(([name, content]): [string, FileContent] => {
      if ('fault' in content) return [name, content];
      const text = withValues(lab, labFiles, name, content.text, values);
      return [name, text === content.text ? content : { text }];
    }),
  );
}

/** The files that a student begins with, by name, with their values and their id in `answers.yaml`. */
export function starterFiles(lab: Lab, labFiles: DataFiles, student: string | null): ReadonlyMap<string, string> {
  const files = filesFor(lab, labFiles, variantOf(lab, labFiles, student));
  return new Map(
    lab.starter.flatMap((name): [string, string][] => {
      const content = files.get(name);
      if (content === undefined || 'fault' in content) return [];
      return [[name, student === null ? content.text : withStudent(content.text, name, student)]];
    }),
  );
}

/** The answers' line `student:` filled in; a comment behind it stays one, with its blank before it. */
function withStudent(text: string, name: string, student: string): string {
  if (!/^answers\.ya?ml$/.test(name)) return text;
  return text.replace(/^student:[^\n#]*?([^\S\n]*#|[^\S\n]*$)/m, (_, end: string) => {
    const comment = end.endsWith('#') ? ' #' : '';
    return `student: ${JSON.stringify(student.trim())}${comment}`;
  });
}
