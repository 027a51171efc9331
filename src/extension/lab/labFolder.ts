// A lab in a folder of the workspace: its file, the student's files beside it, and the originals of a lab that ships, against which locked places are held.
import * as vscode from 'vscode';
import { builtInLabs } from '../../core/lab/builtIn';
import type { Lab } from '../../core/lab/lab';
import type { DataFiles, FileContent } from '../../core/scenario/dataFiles';
import { ifThere, readIfThere } from '../newFiles';

export const labFiles = '**/*.migration-lab.{yaml,yml}';

/** More files than this are no lab's folder; larger ones are not read. */
const mostFiles = 200;
const largestFile = 4 * 1024 * 1024;

export interface LabFolder {
  /** The lab's file. */
  readonly uri: vscode.Uri;
  readonly folder: vscode.Uri;
  readonly lab: Lab;
  /** The folder as it is: the student's files. */
  readonly files: DataFiles;
  /** As it was handed out, where that is known; else the folder as it is. */
  readonly originals: DataFiles;
}

export const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
export const folderOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(uri, '..');

/** Files as they stand in the editor, saved or not, else as they lie there. */
async function textOf(file: vscode.Uri, size: number): Promise<FileContent> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open !== undefined) return { text: open.getText() };
  if (size > largestFile) return { fault: { kind: 'too-large' } };
  return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
}

/** The texts of a folder and of those within it, by name. */
export async function readFolder(folder: vscode.Uri, prefix = '', depth = 0): Promise<Map<string, FileContent>> {
  const found = new Map<string, FileContent>();
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const entry = vscode.Uri.joinPath(folder, name);
    if (found.size >= mostFiles) break;
    if (type === vscode.FileType.Directory && depth < 2 && !name.startsWith('.') && name !== 'node_modules')
      for (const [inner, content] of await readFolder(entry, `${prefix}${name}/`, depth + 1)) found.set(inner, content);
    else if (type === vscode.FileType.File)
      found.set(`${prefix}${name}`, await textOf(entry, (await vscode.workspace.fs.stat(entry)).size));
  }
  return found;
}

/** The files of a lab that ships; undefined: there is none of that id. */
export async function builtInFiles(extension: vscode.Uri, id: string): Promise<Map<string, FileContent> | undefined> {
  const known = builtInLabs.find((lab) => lab.id === id);
  if (known === undefined) return undefined;
  const found = new Map<string, FileContent>();
  for (const name of known.files) {
    const bytes = await readIfThere(vscode.Uri.joinPath(extension, 'media', 'labs', id, name));
    if (bytes === undefined) return undefined;
    found.set(name, { text: new TextDecoder().decode(bytes) });
  }
  return found;
}

/** A lab's file with its folder; null: the file has errors, which its problems tell, or is not there any more. */
export async function readLab(extension: vscode.Uri, uri: vscode.Uri): Promise<LabFolder | null> {
  const { checkLab } = await import('../../core/lab/check');
  const folder = folderOf(uri);
  const files = await ifThere(readFolder(folder));
  const own = files?.get(nameOf(uri));
  if (files === undefined || own === undefined || 'fault' in own) return null;
  const { lab } = checkLab(own.text, { files });
  if (lab === null) return null;
  const shipped = await builtInFiles(extension, lab.id);
  return { uri, folder, lab, files, originals: shipped ?? files };
}
