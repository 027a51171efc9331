// The files that scenarios name, in the editor: read through its file system, so that they are found in a browser and on a remote host too, and watched
// as long as a scenario that names them is open.
import * as vscode from 'vscode';
import { policyEnding } from '../../core/policy/policy';
import { isAbsolute, staysInside } from '../../core/scenario/dataFiles';
import type { DataFiles, FileContent } from '../../core/scenario/dataFiles';
import { Emitter } from '../emitter';
import { DataFileCache, type FileSystem } from './cache';
import { WatchedFiles, type Watch } from './watched';

const editorFiles: FileSystem = {
  stat: async (address) => {
    const { size, mtime, type } = await vscode.workspace.fs.stat(vscode.Uri.parse(address));
    return { size, mtime, isFolder: (type & vscode.FileType.Directory) !== 0 };
  },
  read: async (address) => vscode.workspace.fs.readFile(vscode.Uri.parse(address)),
};

/** Watches the folder: a file's name may hold what a pattern takes for a wildcard. */
const watchFile: Watch = (address, changed) => {
  const folder = vscode.Uri.joinPath(vscode.Uri.parse(address), '..');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
  const look = (uri: vscode.Uri): void => {
    if (uri.toString() === address) changed();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(look),
    watcher.onDidCreate(look),
    watcher.onDidDelete(look),
  );
};

/** The folder that a scenario's names start from; of one that was never saved, the workspace's. */
function folderOf(scenario: vscode.Uri): vscode.Uri | undefined {
  if (scenario.scheme === 'untitled') return vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(scenario, '..');
}

/** Where a file lies that a scenario names, or what it lies outside of: the workspace, or the folder of a scenario that is not in one. */
type Place = { readonly file: vscode.Uri } | { readonly outside: string };

function locate(scenario: vscode.Uri, name: string): Place {
  const folder = folderOf(scenario);
  const isShared = folder !== undefined && vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  const outside = { outside: isShared ? 'the workspace' : "the scenario's folder" };
  if (folder === undefined || isAbsolute(name)) return outside;
  const file = vscode.Uri.joinPath(folder, name);
  const isInside = isShared ? vscode.workspace.getWorkspaceFolder(file) !== undefined : staysInside(name);
  return isInside ? { file } : outside;
}

/** The parser is loaded at the first check, not at activation. */
async function namesIn(text: string): Promise<readonly string[]> {
  const { referencedNames } = await import('../../core/scenario/referencedFiles');
  return referencedNames(text);
}

export class WorkspaceFiles {
  /** A file changed that these scenarios name. */
  readonly changes = new Emitter<readonly string[]>();
  private readonly cache = new DataFileCache(editorFiles);
  private readonly watched = new WatchedFiles(watchFile, (address, owners) => {
    this.cache.forget(address);
    this.changes.fire(owners);
  });

  /** The files that a scenario's text names, as they are now. */
  async read(scenario: vscode.Uri, text: string): Promise<DataFiles> {
    const files = new Map<string, FileContent>();
    for (const name of await namesIn(text)) {
      const place = locate(scenario, name);
      const isWithheld = name.endsWith(policyEnding) && !vscode.workspace.isTrusted;
      if (isWithheld && 'file' in place) {
        files.set(name, { text: '', withheld: true });
        continue;
      }
      const content: FileContent =
        'outside' in place
          ? { fault: { kind: 'outside', of: place.outside } }
          : await this.cache.read(place.file.toString());
      files.set(name, content);
    }
    return files;
  }

  /** Where a file lies that a scenario names; null if it lies outside of what a scenario may name. */
  find(scenario: vscode.Uri, name: string): vscode.Uri | null {
    const place = locate(scenario, name);
    return 'file' in place ? place.file : null;
  }

  /** Watches the files that an open scenario's text names, in place of those that it named before. */
  async follow(scenario: vscode.Uri, text: string): Promise<void> {
    const places = (await namesIn(text)).map((name) => locate(scenario, name));
    const addresses = places.flatMap((place) => ('file' in place ? place.file.toString() : []));
    this.watched.follow(scenario.toString(), addresses);
  }

  /** The scenario is closed: its files need no watching. */
  release(scenario: vscode.Uri): void {
    this.watched.follow(scenario.toString(), []);
  }

  dispose(): void {
    this.watched.dispose();
  }
}
