// All stored runs: the editor's own storage of this workspace, and of each of its folders `.migration-lab/runs/`, where a person keeps runs on purpose.
import * as vscode from 'vscode';
import type { RunEvent } from '../../core/engine/events';
import { Emitter } from '../emitter';
import { type Log, inBackground } from '../log';
import type { Experiment } from './experiment';
import type { RunStore } from './runStore';
import { type RunFolder, type StoredRun, StoredRuns, storageBounds } from './storedRuns';

/** A stored run with its place. */
export interface ArchivedRun extends StoredRun {
  readonly scenario: vscode.Uri;
  /** The workspace's folder that it is kept in; null: in the editor's storage. */
  readonly folder: vscode.WorkspaceFolder | null;
}

const folderPath = ['.migration-lab', 'runs'] as const;

interface Shelf {
  readonly runs: StoredRuns;
  readonly folder: vscode.WorkspaceFolder | null;
}

export class Archive {
  readonly changes = new Emitter<null>();
  private readonly own: Shelf;
  private readonly kept = new Map<string, Shelf>();
  private readonly watching: vscode.Disposable;

  constructor(
    storage: vscode.Uri,
    private readonly isPinned: (experimentId: string) => boolean,
    private readonly log: Log,
  ) {
    const folder = folderAt(vscode.Uri.joinPath(storage, 'runs'));
    this.own = { runs: new StoredRuns(folder, storageBounds, isPinned, rest, log), folder: null };
    this.follow(this.own);
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${folderPath.join('/')}/*.run.ndjson`);
    const changed = (file: vscode.Uri): void => {
      const owner = vscode.workspace.getWorkspaceFolder(file);
      if (owner) this.shelfOf(owner).runs.changedOutside();
    };
    this.watching = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      watcher.onDidChange(changed),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.changes.fire(null);
      }),
    );
  }

  /** All runs, newest first; one that is kept in a folder counts there alone. */
  async all(): Promise<readonly ArchivedRun[]> {
    const found = new Map<string, ArchivedRun>();
    for (const { runs, folder } of this.shelves()) {
      for (const run of await runs.all()) {
        if (!found.has(run.head.experimentId))
          found.set(run.head.experimentId, { ...run, folder, scenario: scenarioOf(run, folder) });
      }
    }
    return [...found.values()].sort((a, b) => b.head.endedAt - a.head.endedAt);
  }

  /** Whether there is no file of a run; looks at names alone. */
  async isEmpty(): Promise<boolean> {
    for (const { runs } of this.shelves()) if (!(await runs.isEmpty())) return false;
    return true;
  }

  /** Reads the files of this run alone. */
  async find(experimentId: string): Promise<ArchivedRun | undefined> {
    for (const { runs, folder } of this.shelves()) {
      const run = await runs.find(experimentId);
      if (run !== undefined) return { ...run, folder, scenario: scenarioOf(run, folder) };
    }
    return undefined;
  }

  /** The newest run of a scenario. */
  async newest(scenario: vscode.Uri): Promise<ArchivedRun | undefined> {
    const address = scenario.toString();
    return (await this.all()).find((run) => run.scenario.toString() === address);
  }

  async events(experimentId: string): Promise<readonly RunEvent[] | null> {
    const run = await this.find(experimentId);
    return run === undefined ? null : this.shelfOf(run.folder).runs.events(experimentId);
  }

  /** Stores an experiment that has ended. */
  async store(experiment: Experiment, endedAt: number): Promise<void> {
    const { experimentId, scenarioUri, file, digest, scenario, state, events } = experiment;
    const { reveal: _reveal, ...lasting } = state;
    const contents = { experimentId, scenarioUri, file, digest, endedAt, scenario };
    await this.own.runs.store({ ...contents, state: { ...lasting, progress: null, stale: false } }, events);
  }

  /** Moves a run into `.migration-lab/` of its scenario's folder. @throws Error if it lies in none, or is gone */
  async keepInWorkspace(run: ArchivedRun): Promise<void> {
    const folder = vscode.workspace.getWorkspaceFolder(run.scenario);
    if (folder === undefined) throw new Error(vscode.l10n.t('{0} lies in no folder of the workspace.', run.head.file));
    const { experimentId } = run.head;
    const events = await this.events(experimentId);
    if (events === null) throw new Error(vscode.l10n.t('The stored run can no longer be read.'));
    const file = run.scenario.path.slice(folder.uri.path.length).replace(/^\/+/, '');
    await this.shelfOf(folder).runs.store({ ...run.head, scenarioUri: null, file }, events);
    await this.own.runs.delete(experimentId);
  }

  async delete(experimentId: string): Promise<void> {
    for (const { runs } of this.shelves()) await runs.delete(experimentId);
  }

  dispose(): void {
    this.watching.dispose();
  }

  private shelves(): readonly Shelf[] {
    return [...(vscode.workspace.workspaceFolders ?? []).map((folder) => this.shelfOf(folder)), this.own];
  }

  private shelfOf(folder: vscode.WorkspaceFolder | null): Shelf {
    if (folder === null) return this.own;
    const address = folder.uri.toString();
    const known = this.kept.get(address);
    if (known !== undefined) return known;
    const place = folderAt(vscode.Uri.joinPath(folder.uri, ...folderPath));
    const shelf = { runs: new StoredRuns(place, null, this.isPinned, rest, this.log), folder };
    this.kept.set(address, shelf);
    this.follow(shelf);
    return shelf;
  }

  private follow({ runs }: Shelf): void {
    runs.changes.on(() => {
      this.changes.fire(null);
    });
  }
}

/** Stores each experiment that ends from now on. */
export function storeEnds(archive: Archive, store: RunStore, log: Log): vscode.Disposable {
  const running = new Set<string>();
  const listening = store.changes.on(({ kind, experiment }) => {
    const { experimentId, state, events, file } = experiment;
    if (kind === 'added' && state.status === 'running') running.add(experimentId);
    if (state.status === 'running' || !running.delete(experimentId) || events.length === 0) return;
    inBackground(log, `Storing the run of ${file}`, archive.store(experiment, Date.now()));
  });
  return new vscode.Disposable(() => {
    listening.dispose();
  });
}

function scenarioOf({ head }: StoredRun, folder: vscode.WorkspaceFolder | null): vscode.Uri {
  if (folder !== null) return vscode.Uri.joinPath(folder.uri, head.file);
  return vscode.Uri.parse(head.scenarioUri ?? '');
}

/** Lets others have their turn. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function folderAt(place: vscode.Uri): RunFolder {
  const { fs } = vscode.workspace;
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(place, name);
  return {
    async list() {
      let entries: readonly [string, vscode.FileType][];
      try {
        entries = await fs.readDirectory(place);
      } catch {
        return [];
      }
      const files = entries.filter(([, type]) => type === vscode.FileType.File);
      return Promise.all(files.map(async ([name]) => ({ name, bytes: (await fs.stat(at(name))).size })));
    },
    read: async (name) => fs.readFile(at(name)),
    async write(name, bytes) {
      await fs.createDirectory(place);
      await fs.writeFile(at(name), bytes);
    },
    delete: async (name) => fs.delete(at(name)),
  };
}
