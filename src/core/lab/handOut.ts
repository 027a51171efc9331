// What a student is given: the lab's file, the files that it names with the student's values and id, and the task as Markdown. Whatever else lies in an author's folder,
// solutions above all, is not handed out.
import { policyEnding } from '../policy/policy';
import { policyTypes } from '../policy/templates';
import type { DataFiles } from '../scenario/dataFiles';
import type { Lab } from './lab';
import { taskMarkdown, type TaskLinks } from './task';
import { starterFiles, variantOf } from './variant';

export const taskFile = 'TASK.md';

/**
 * The texts of a student's folder, by name.
 * @param labName the lab's own file among `files`
 * @param types the text of the policies' types, for labs in which students write one; null: it is not at hand
 */
export function handOut(
  { lab, labName, files }: { readonly lab: Lab; readonly labName: string; readonly files: DataFiles },
  student: string | null,
  types: string | null,
  links: TaskLinks = {},
): ReadonlyMap<string, string> {
  const named = [labName, ...lab.files, ...(files.has(policyTypes) ? [policyTypes] : [])];
  const hasPolicy = lab.starter.some((name) => name.endsWith(policyEnding));
  return new Map([
    ...(hasPolicy && types !== null ? [[policyTypes, types] as const] : []),
    ...named.flatMap((name): [string, string][] => {
      const content = files.get(name);
      return content !== undefined && 'text' in content ? [[name, content.text]] : [];
    }),
    ...starterFiles(lab, files, student),
    [taskFile, taskMarkdown(lab, variantOf(lab, files, student), links)],
  ]);
}
