// Files that commands put into a folder. Nothing that is there is ever overwritten.
import * as vscode from 'vscode';

/** The bytes of a file; undefined if there is none. */
export async function readIfThere(file: vscode.Uri): Promise<Uint8Array | undefined> {
  return ifThere(vscode.workspace.fs.readFile(file));
}

/** What was read; undefined: it is not there. */
export async function ifThere<Found>(reading: PromiseLike<Found>): Promise<Found | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** A file of a folder that is not there yet: `name` and `ending`, with a number between if that is taken. */
export async function freeFile(folder: vscode.Uri, name: string, ending: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${number}`}${ending}`);
    if ((await readIfThere(file)) === undefined) return file;
  }
}

export function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export interface NewFile {
  readonly file: vscode.Uri;
  readonly contents: Uint8Array;
}

/** Creates files; fails where one of that name has come meanwhile. */
export async function createFiles(files: readonly NewFile[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { file, contents } of files) edit.createFile(file, { contents });
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('the files could not be created'));
}

/** A folder that the person chooses; undefined if they think better of it. */
export async function chooseFolder(title: string, openLabel: string): Promise<vscode.Uri | undefined> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title,
    openLabel,
    ...(workspace ? { defaultUri: workspace } : {}),
  });
  return chosen?.[0];
}
