// The whole path from a lab's text to its problems and the `Lab`: YAML with ranges (scenario/parse.ts), the table (fields.ts), then what the table cannot say
// (rules.ts). Never throws; one problem for one cause.
//
// The interface for whoever builds on labs (editor, command line):
//   checkLab(text, { files })                      → { lab, problems, document }: `files` are the texts of the lab's folder, by name
//   variantOf(lab, files, student)                 → the student's own values; starterFiles(…) → the files that they begin with (variant.ts)
//   taskMarkdown(lab, values, links)               → the task as one Markdown text (task.ts)
//   writeSubmission / readSubmission               → the one file that is handed in; submissionOf(name, files) → a folder (submission.ts)
//   gradeSubmission(lab, files, submission, { run, only, onCheck, isCancelled }) → Promise<LabReport> (grade.ts, report.ts); `run` makes a run
//     wherever the caller likes (runHere.ts: in this thread), and each check's report names the run that is most worth opening
import { conformTo, tableLanguage } from '../scenario/conform';
import { hasErrors, type CheckOptions } from '../scenario/check';
import type { DataFiles } from '../scenario/dataFiles';
import type { ScenarioDocument } from '../scenario/document';
import { parseScenario } from '../scenario/parse';
import type { Problem } from '../scenario/problem';
import { labFields } from './fields';
import type { Lab } from './lab';
import { resolveLab, type CheckedLab } from './resolve';
import { labProblems } from './rules';

const labLanguage = tableLanguage({
  fields: labFields,
  topLevel: 'A lab',
  content: 'lab',
  beginning: "'title:', 'id:' and 'checks:'",
});

export interface LabCheckOptions extends Omit<CheckOptions, 'files'> {
  /** The texts of the lab's folder, by name; absent: what the lab names is not looked at. */
  readonly files?: DataFiles;
  /** The lab that students have, if this one has its hidden checks: what that names may be named here too. */
  readonly base?: Lab;
}

export interface LabCheckResult {
  /** Null if any problem is an error. */
  readonly lab: Lab | null;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  readonly document: ScenarioDocument;
}

/** More problems than this help nobody. */
const mostProblems = 100;

/** Checks a lab's text, and resolves it if nothing is wrong. */
export function checkLab(text: string, options: LabCheckOptions = {}): LabCheckResult {
  const { document, problem } = parseScenario(text);
  if (problem) return { lab: null, problems: [problem], document };
  const { checked: plain, problems: shape } = conformTo(document, labLanguage);
  if (plain === null) return { lab: null, problems: shape, document };
  // conformTo reads exactly the keys of the table it is given, each by its kind: what CheckedMap says of that table.
  const checked = plain as unknown as CheckedLab;
  const found = [...shape, ...labProblems(text, checked, options)];
  const problems = found.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const lab = hasErrors(problems) ? null : resolveLab(checked);
  return { lab, problems: problems.slice(0, mostProblems), document };
}
