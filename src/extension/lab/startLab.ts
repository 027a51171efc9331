// Start a Lab: a folder with the files that a student begins with and the task as Markdown, which opens in the editor's own preview. The lab is one that ships, or a
// lab of the workspace, from which a folder is made in the same way. Nothing that is there is overwritten.
import * as vscode from 'vscode';
import { type BuiltInLab, builtInLabs } from '../../core/lab/builtIn';
import { taskFile } from '../../core/lab/handOut';
import type { Lab } from '../../core/lab/lab';
import { policyTypes } from '../../core/policy/templates';
import type { DataFiles, FileContent } from '../../core/scenario/dataFiles';
import { showPage } from '../markdownPage';
import { chooseFolder, createFiles, readIfThere } from '../newFiles';
import { builtInFiles, folderOf, labFiles, nameOf, readLab } from './labFolder';
import { canLink, linkBase, taskLinks } from './taskLinks';

interface LabItem extends vscode.QuickPickItem {
  readonly builtIn?: BuiltInLab;
  /** A lab of the workspace; one that was started has its task beside it. */
  readonly file?: vscode.Uri;
  readonly isStarted?: boolean;
}

/** What a folder is made of. */
interface Template {
  readonly lab: Lab;
  /** The lab's own file, by name. */
  readonly labName: string;
  /** The author's folder, by name. */
  readonly files: DataFiles;
  /** The types of policies. */
  readonly types: string;
}

/** A word that a caller gave a command; undefined: none. */
export function wordOf(given: unknown, key: string): unknown {
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[key] : undefined;
}

async function ownItem(file: vscode.Uri): Promise<LabItem> {
  const task = vscode.Uri.joinPath(folderOf(file), taskFile);
  const isStarted = (await readIfThere(task)) !== undefined;
  return {
    label: vscode.workspace.asRelativePath(file),
    description: isStarted
      ? vscode.l10n.t('started: opens its task')
      : vscode.l10n.t('in this workspace: makes a folder from it'),
    file,
    isStarted,
  };
}

async function chooseLab(extension: vscode.Uri, given: unknown): Promise<LabItem | undefined> {
  const wished = wordOf(given, 'lab');
  if (wished instanceof vscode.Uri) return ownItem(wished);
  const items: LabItem[] = [];
  for (const builtIn of builtInLabs) {
    const isThere = (await builtInFiles(extension, builtIn.id)) !== undefined;
    if (isThere && builtIn.id === wished) return { label: builtIn.title, builtIn };
    if (isThere) items.push({ label: builtIn.title, detail: builtIn.sentence, builtIn });
  }
  for (const file of await vscode.workspace.findFiles(labFiles, '**/node_modules/**')) items.push(await ownItem(file));
  return vscode.window.showQuickPick(items, { title: vscode.l10n.t('Start a Lab'), matchOnDetail: true });
}

/** A folder that is not there yet. */
async function freeFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([entry]) => entry));
  for (let number = 1; ; number++) {
    const free = `${name}${number === 1 ? '' : `-${number}`}`;
    if (!taken.has(free)) return vscode.Uri.joinPath(parent, free);
  }
}

async function askStudent(given: unknown): Promise<string | null | undefined> {
  const wished = wordOf(given, 'student');
  if (typeof wished === 'string') return wished;
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Start a Lab'),
    prompt: vscode.l10n.t(
      'Your id at your course: it decides the values of your guest. Leave it empty to try the lab.',
    ),
  });
  return answer === undefined ? undefined : answer.trim() === '' ? null : answer.trim();
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @throws Error if the lab cannot be read */
async function builtInTemplate(extension: vscode.Uri, { id, files: [labName = ''] }: BuiltInLab): Promise<Template> {
  const { checkLab } = await import('../../core/lab/check');
  const files: DataFiles = (await builtInFiles(extension, id)) ?? new Map<string, FileContent>();
  const own = files.get(labName);
  const { lab, problems } = checkLab(own !== undefined && 'text' in own ? own.text : '', { files });
  if (lab === null) throw new Error(problems[0]?.message ?? vscode.l10n.t('the lab cannot be read'));
  return { lab, labName, files, types: await typesOfPolicies(extension) };
}

async function typesOfPolicies(extension: vscode.Uri): Promise<string> {
  const types = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'media', 'policy', policyTypes));
  return new TextDecoder().decode(types);
}

/** @throws Error if it has errors */
async function ownTemplate(extension: vscode.Uri, file: vscode.Uri): Promise<Template> {
  const read = await readLab(extension, file);
  if (read === null) throw new Error(vscode.l10n.t('{0} has errors: see its problems', nameOf(file)));
  const { lab, files } = read;
  return { lab, labName: nameOf(file), files, types: await typesOfPolicies(extension) };
}

/** Writes a student's folder; the address of the lab's file in it. */
async function makeFolder(
  { lab, labName, files, types }: Template,
  parent: vscode.Uri,
  student: string | null,
  extensionId: string,
): Promise<vscode.Uri> {
  const { handOut } = await import('../../core/lab/handOut');
  const folder = await freeFolder(parent, lab.id);
  const own = vscode.Uri.joinPath(folder, labName);
  const links = taskLinks(vscode.workspace.asRelativePath(own, false), canLink() ? linkBase(extensionId) : null);
  const texts = handOut({ lab, labName, files }, student, types, links);
  await createFiles(
    [...texts].map(([name, text]) => ({ file: vscode.Uri.joinPath(folder, name), contents: encode(text) })),
  );
  return own;
}

/** The task beside the file that its first step is about. */
async function showTask({ folder, lab }: { readonly folder: vscode.Uri; readonly lab: Lab | null }): Promise<void> {
  const first = lab?.steps.find(({ open }) => open !== null)?.open ?? lab?.starter[0];
  const file = first === undefined ? null : vscode.Uri.joinPath(folder, first);
  if (file !== null && (await readIfThere(file)) !== undefined)
    await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One, preview: false });
  await showPage(vscode.Uri.joinPath(folder, taskFile));
}

async function folderFor(given: unknown): Promise<vscode.Uri | undefined> {
  const wished = wordOf(given, 'folder');
  if (wished instanceof vscode.Uri) return wished;
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (only !== undefined && others.length === 0) return only.uri;
  return chooseFolder(vscode.l10n.t('Folder for the lab'), vscode.l10n.t('Put It Here'));
}

/** The lab's file in the student's folder; undefined if the person thinks better of it. */
export async function startLab(
  { extensionUri, extension }: Pick<vscode.ExtensionContext, 'extensionUri' | 'extension'>,
  given: unknown,
): Promise<vscode.Uri | undefined> {
  const chosen = await chooseLab(extensionUri, given);
  if (chosen === undefined) return undefined;
  const { builtIn, file, isStarted = false } = chosen;
  if (file !== undefined && isStarted) {
    const read = await readLab(extensionUri, file);
    await showTask({ folder: folderOf(file), lab: read?.lab ?? null });
    return file;
  }
  const template =
    builtIn !== undefined
      ? await builtInTemplate(extensionUri, builtIn)
      : file && (await ownTemplate(extensionUri, file));
  if (template === undefined) return undefined;
  const student = await askStudent(given);
  const parent = student === undefined ? undefined : await folderFor(given);
  if (student === undefined || parent === undefined) return undefined;
  const lab = await makeFolder(template, parent, student, extension.id);
  await showTask({ folder: folderOf(lab), lab: template.lab });
  return lab;
}
