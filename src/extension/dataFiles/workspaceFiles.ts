// The files that scenarios name, in the editor: read through its file system, so that they are found in a browser and on a remote host too, and watched
// as long as a scenario that names them is open.
import * as vscode from 'vscode';
import { policyEnding } from '../../core/policy/policy';
import { isAbsolute, staysInside } from '../../core/scenario/dataFiles';
import type { DataFiles, FileContent, FileFlaw } from '../../core/scenario/dataFiles';
import { Emitter } from '../emitter';
import { placeOf } from '../lab/ranScenarios';
import type { PolicyReader } from '../policies/policyReader';
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
  return vscode.Uri.joinPath(placeOf(scenario), '..');
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

/** The first error of a policy's text, and its line; null: it can run. */
async function flawOf(policies: PolicyReader, text: string): Promise<FileFlaw | null> {
  const { firstError } = await import('../../core/policy/check');
  const { lineColumn } = await import('../../core/scenario/locate');
  const error = firstError(await policies.problemsOf(text));
  return error && { line: lineColumn(text, error.range.start).line, message: error.message };
}

export class WorkspaceFiles {
  /** A file changed that these scenarios name. */
  readonly changes = new Emitter<readonly string[]>();
  private readonly cache = new DataFileCache(editorFiles);
  /** Policies with their flaws; the same object for the same content. */
  private readonly readPolicies = new WeakMap<FileContent, Promise<FileContent>>();
  /** Policies as they stand in the editor. */
  private readonly typed = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly content: FileContent }
  >();
  private readonly typing = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.path.endsWith(policyEnding)) this.watched.tell(document.uri.toString());
  });
  private readonly watched = new WatchedFiles(watchFile, (address, owners) => {
    this.cache.forget(address);
    this.changes.fire(owners);
  });

  constructor(private readonly policies: PolicyReader) {}

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
      if ('outside' in place) files.set(name, { fault: { kind: 'outside', of: place.outside } });
      else if (name.endsWith(policyEnding)) files.set(name, await this.readPolicy(place.file));
      else files.set(name, await this.cache.read(place.file.toString()));
    }
    return files;
  }

  /** A policy as it stands in the editor, or as it lies there, with what keeps it from running. */
  private async readPolicy(file: vscode.Uri): Promise<FileContent> {
    const content = this.typedContent(file) ?? (await this.cache.read(file.toString()));
    const reading = this.readPolicies.get(content) ?? this.withFlaw(content);
    this.readPolicies.set(content, reading);
    return reading;
  }

  private async withFlaw(content: FileContent): Promise<FileContent> {
    if ('fault' in content) return content;
    const flaw = await flawOf(this.policies, content.text);
    return flaw === null ? content : { ...content, flaw };
  }

  /** Of a policy that has unsaved changes. */
  private typedContent(file: vscode.Uri): FileContent | undefined {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
    if (document?.isDirty !== true) return undefined;
    const known = this.typed.get(document);
    if (known?.version === document.version) return known.content;
    const content = { text: document.getText() };
    this.typed.set(document, { version: document.version, content });
    return content;
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
    this.typing.dispose();
    this.watched.dispose();
  }
}
