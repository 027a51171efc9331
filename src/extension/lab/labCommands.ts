// Start a Lab: a folder with the files that a student begins with and the task as Markdown, which opens in the editor's own preview. Export Submission: one file with
// what is handed in. Open This Run: the run that a check looked at. Nothing that is there is overwritten.
import * as vscode from 'vscode';
import { type BuiltInLab, builtInLabs } from '../../core/lab/builtIn';
import type { DataFiles } from '../../core/scenario/dataFiles';
import { runScenario } from '../commands/run';
import type { Laboratory } from '../laboratory';
import { chooseFolder, createFiles, readIfThere } from '../newFiles';
import { builtInFiles, folderOf, labFiles, nameOf, readLab } from './labFolder';
import { gradeFolder } from './labRuns';

export const taskFile = 'TASK.md';

interface LabItem extends vscode.QuickPickItem {
  readonly builtIn?: BuiltInLab;
  readonly file?: vscode.Uri;
}

function wordOf(given: unknown, key: string): unknown {
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[key] : undefined;
}

async function chooseLab(extension: vscode.Uri, given: unknown): Promise<LabItem | undefined> {
  const wished = wordOf(given, 'lab');
  const items: LabItem[] = [];
  for (const builtIn of builtInLabs) {
    const isThere = (await builtInFiles(extension, builtIn.id)) !== undefined;
    if (isThere && builtIn.id === wished) return { label: builtIn.title, builtIn };
    if (isThere) items.push({ label: builtIn.title, detail: builtIn.sentence, builtIn });
  }
  for (const file of await vscode.workspace.findFiles(labFiles, '**/node_modules/**'))
    items.push({
      label: vscode.workspace.asRelativePath(file),
      description: vscode.l10n.t('in this workspace'),
      file,
    });
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

/** Writes a lab that ships into a folder of its own; the address of its file. */
async function makeFolder(
  builtIn: BuiltInLab,
  shipped: DataFiles,
  parent: vscode.Uri,
  student: string | null,
): Promise<vscode.Uri> {
  const { checkLab } = await import('../../core/lab/check');
  const { starterFiles, variantOf } = await import('../../core/lab/variant');
  const { taskMarkdown } = await import('../../core/lab/task');
  const [labName = ''] = builtIn.files;
  const own = shipped.get(labName);
  const { lab, problems } = checkLab(own !== undefined && 'text' in own ? own.text : '', { files: shipped });
  if (lab === null) throw new Error(problems[0]?.message ?? vscode.l10n.t('the lab cannot be read'));
  const folder = await freeFolder(parent, builtIn.id);
  const starter = starterFiles(lab, shipped, student);
  const task = taskMarkdown(lab, variantOf(lab, shipped, student), {
    open: (file) => vscode.l10n.t('Open [{0}]({0}).', file),
    end: () =>
      vscode.l10n.t(
        'Run the checks in the **Testing** view, under *Migration Lab: Public Checks*; the eye beside them runs them again at every save. When you are done, *Migration Lab: Export Submission* writes the one file that you hand in.',
      ),
  });
  const texts = new Map([
    ...[...shipped].flatMap(([name, content]): [string, string][] => ('text' in content ? [[name, content.text]] : [])),
    ...starter,
    [taskFile, task],
  ]);
  await createFiles(
    [...texts].map(([name, text]) => ({ file: vscode.Uri.joinPath(folder, name), contents: encode(text) })),
  );
  return vscode.Uri.joinPath(folder, labName);
}

/** The task of a lab that came with a folder; without one, the lab's own file. */
async function openTask(lab: vscode.Uri): Promise<void> {
  const task = vscode.Uri.joinPath(folderOf(lab), taskFile);
  const file = (await readIfThere(task)) === undefined ? lab : task;
  const document = await vscode.workspace.openTextDocument(file);
  if (file === task) await vscode.commands.executeCommand('markdown.showPreview', task);
  else await vscode.window.showTextDocument(document, { preview: false });
}

/** The lab's file; undefined if the person thinks better of it. */
export async function startLab(extension: vscode.Uri, given: unknown): Promise<vscode.Uri | undefined> {
  const chosen = await chooseLab(extension, given);
  if (chosen === undefined) return undefined;
  const { builtIn, file } = chosen;
  if (builtIn === undefined) {
    if (file !== undefined) await openTask(file);
    return file;
  }
  const shipped = await builtInFiles(extension, builtIn.id);
  if (shipped === undefined) return undefined;
  const student = await askStudent(given);
  if (student === undefined) return undefined;
  const wished = wordOf(given, 'folder');
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  const parent =
    wished instanceof vscode.Uri
      ? wished
      : only !== undefined && others.length === 0
        ? only.uri
        : await chooseFolder(vscode.l10n.t('Folder for the lab'), vscode.l10n.t('Put It Here'));
  if (parent === undefined) return undefined;
  const lab = await makeFolder(builtIn, shipped, parent, student);
  await openTask(lab);
  return lab;
}

/** The lab that a command means: the given one, that of the active file's folder, the only one, or one that is chosen. */
async function labAtHand(given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const labs = await vscode.workspace.findFiles(labFiles, '**/node_modules/**');
  const active = vscode.window.activeTextEditor?.document.uri;
  const beside = labs.find((lab) => active?.path.startsWith(`${folderOf(lab).path}/`));
  if (beside !== undefined || labs.length === 1) return beside ?? labs[0];
  if (labs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no lab in this workspace: start one first.'));
    return undefined;
  }
  const items = labs.map((lab) => ({ label: vscode.workspace.asRelativePath(lab), lab }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export Submission') }))?.lab;
}

/** Writes what is handed in, with what the public checks give now; the address of the file. */
export async function exportSubmission(
  laboratory: Laboratory,
  extension: vscode.Uri,
  given: unknown,
): Promise<vscode.Uri | undefined> {
  const uri = await labAtHand(given);
  const read = uri && (await readLab(extension, uri));
  if (uri === undefined) return undefined;
  if (read === null || read === undefined)
    throw new Error(vscode.l10n.t('{0} has errors: see its problems', nameOf(uri)));
  const { lab, files, folder } = read;
  const { writeSubmission, submissionEnding } = await import('../../core/lab/submission');
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Public checks of {0}', lab.title),
    },
    (_, token) => gradeFolder(laboratory, read, null, token, () => undefined),
  );
  if (report.checks.length < lab.checks.length) return undefined;
  const handedIn = new Map(
    lab.starter.flatMap((name): [string, string][] => {
      const content = files.get(name);
      return content !== undefined && 'text' in content ? [[name, content.text]] : [];
    }),
  );
  const target = vscode.Uri.joinPath(folder, `${lab.id}${submissionEnding}`);
  await vscode.workspace.fs.writeFile(target, encode(writeSubmission(lab, handedIn, report.checks)));
  const message = vscode.l10n.t(
    '{0} holds {1} files of yours, and {2} of {3} points in public checks. Your course works the points out again, and may run more checks.',
    vscode.workspace.asRelativePath(target),
    handedIn.size,
    report.points,
    report.maxPoints,
  );
  void vscode.window.showInformationMessage(message);
  return target;
}

/** Runs the scenario that a check looked at, with its seed, and shows it. */
export async function openLabRun(laboratory: Laboratory, given: unknown): Promise<string | undefined> {
  const [scenario, seed, repetition] = ['scenario', 'seed', 'repetition'].map((key) => wordOf(given, key));
  if (typeof scenario !== 'string' || typeof seed !== 'string') return undefined;
  const file = vscode.Uri.parse(scenario, true);
  // A link may come from anywhere: it opens files of the workspace alone.
  if (vscode.workspace.getWorkspaceFolder(file) === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  const repetitions = typeof repetition === 'number' ? repetition + 1 : 1;
  return runScenario(laboratory, file, { seed, repetitions });
}
