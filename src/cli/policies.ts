// Policies on the command line: their files checked, by themselves and in the scenarios that name them.
import { checkPolicy, firstError } from '../core/policy/check';
import { policyEnding } from '../core/policy/policy';
import { checkScenario } from '../core/scenario/check';
import type { DataFiles, FileContent } from '../core/scenario/dataFiles';
import { lineColumn } from '../core/scenario/locate';
import type { Problem } from '../core/scenario/problem';
import { makeSandbox } from '../worker/sandbox';
import { readText, type CheckedFile } from './files';

export function isPolicyFile(file: string): boolean {
  return file.endsWith(policyEnding);
}

/** What is wrong with a policy's text. Nothing of it runs. */
async function problemsOf(text: string): Promise<readonly Problem[]> {
  const sandbox = await makeSandbox(__dirname);
  return checkPolicy(text, sandbox.read(text));
}

/** Reads a policy and checks it; a file that cannot be read has that as its problem. */
export async function checkPolicyFile(file: string): Promise<Pick<CheckedFile, 'file' | 'text' | 'problems'>> {
  const { text, problem } = readText(file);
  return { file, text, problems: problem === null ? await problemsOf(text) : [problem] };
}

/** A file's content, with its first error if it is a policy that cannot run. */
async function withFlaw(name: string, content: FileContent): Promise<FileContent> {
  if (!isPolicyFile(name) || 'fault' in content) return content;
  const { text } = content;
  const error = firstError(await problemsOf(text));
  if (error === null) return content;
  return { ...content, flaw: { line: lineColumn(text, error.range.start).line, message: error.message } };
}

/** The check of a scenario, with what is wrong in the policies that it names. */
export async function withPolicyFlaws(checked: CheckedFile): Promise<CheckedFile> {
  const { text, options } = checked;
  const { files } = options;
  if (files === undefined || ![...files.keys()].some(isPolicyFile)) return checked;
  const entries = [...files].map(async ([name, content]) => [name, await withFlaw(name, content)] as const);
  const read: DataFiles = new Map(await Promise.all(entries));
  const check = checkScenario(text, { ...options, files: read });
  return {
    ...checked,
    check,
    scenario: check.scenario,
    problems: check.problems,
    options: { ...options, files: read },
  };
}
