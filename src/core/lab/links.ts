// Links from a task into the editor: addresses of the product's own scheme (`vscode://…`), which the editor's Markdown preview hands on, while it refuses command
// links. What a link may ask for is this short list, on the files of a lab's folder alone: a link may come from anywhere.
import { isScenarioFile } from '../scenario/dataFiles';
import { quoted } from '../scenario/report';
import { isLabFile } from './lab';
import { isPlainName } from './submission';

/** Open a file of the lab, run one of its scenarios, run its public checks, write the submission, make a policy beside it. Nothing of it overwrites a student's work. */
export const labActions = ['open', 'run', 'check', 'export', 'new-policy'] as const;
export type LabAction = (typeof labActions)[number];

export interface LabLink {
  readonly action: LabAction;
  /** The lab's file, from the workspace's folder. */
  readonly lab: string;
  /** `open`, `run`: a file in the lab's folder or below it; else null. */
  readonly file: string | null;
  /** `check`: ids; none are all. */
  readonly checks: readonly string[];
}

const longestId = 200;
const mostChecks = 200;

/** The address of a link; `base` is the extension's own, as `vscode://publisher.name`. It can stand in Markdown as it is. */
export function labLinkAddress(base: string, { action, lab, file, checks }: LabLink): string {
  const words = { lab, ...(file === null ? {} : { file }), ...(checks.length === 0 ? {} : { checks }) };
  const query = encodeURIComponent(JSON.stringify(words)).replace(
    /[()']/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${base}/${action}?${query}`;
}

/** Reads a link's path and query, both decoded: the link, or why it is not followed, in a sentence. */
export function readLabLink(path: string, query: string): { readonly link: LabLink } | { readonly reason: string } {
  const action = labActions.find((each) => path === `/${each}`);
  if (action === undefined)
    return { reason: `The link asks for ${quoted(path.slice(1))}, which no link can: nothing was done.` };
  const words = wordsOf(query);
  const { lab, file, checks = [] } = words;
  if (typeof lab !== 'string' || !isPlainName(lab) || !isLabFile(lab))
    return { reason: 'The link names no lab of this workspace: nothing was done.' };
  const wantsFile = action === 'open' || action === 'run';
  if (wantsFile && (typeof file !== 'string' || !isPlainName(file)))
    return { reason: 'The link names no file of the lab: nothing was done.' };
  if (action === 'run' && !isScenarioFile(String(file)))
    return { reason: `The link wants to run ${quoted(String(file))}, which is no scenario: nothing was done.` };
  if (!isIds(checks)) return { reason: 'The link names no checks of the lab: nothing was done.' };
  return { link: { action, lab, file: wantsFile ? String(file) : null, checks } };
}

function wordsOf(query: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(query);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isIds(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= mostChecks &&
    value.every((id) => typeof id === 'string' && id.length <= longestId)
  );
}
