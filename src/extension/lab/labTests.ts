// The public checks of the labs of the workspace as tests: points, the reasons of those that were lost, expected and actual, and the run that shows it. They can be
// run again at every change. What a course checks beside them is not here, and nothing here says that all is well.
import * as vscode from 'vscode';
import { answersFile } from '../../core/lab/lab';
import type { CheckReport } from '../../core/lab/report';
import { lineOfKey, subjectOf, type Subject } from '../../core/lab/subject';
import type { Laboratory } from '../laboratory';
import { inBackground } from '../log';
import { type LabFolder, folderOf, labFiles, nameOf, readLab } from './labFolder';
import { gradeFolder } from './labRuns';

const stillMilliseconds = 400;
export const openLabRunCommand = 'migrationLab.openLabRun';

type Owned = Pick<vscode.Disposable, 'dispose'>;

/** The tests of the workspace's labs, listed until disposed of. */
export function provideLabTests(laboratory: Laboratory, extension: vscode.Uri): LabTests {
  const controller = vscode.tests.createTestController(
    'migrationLab.labs',
    vscode.l10n.t('Migration Lab: Public Checks'),
  );
  const tests = new LabTests(laboratory, extension, controller);
  const watcher = vscode.workspace.createFileSystemWatcher(labFiles);
  controller.resolveHandler = async (item) => {
    if (item !== undefined) return;
    for (const file of await vscode.workspace.findFiles(labFiles, '**/node_modules/**')) await tests.list(file);
  };
  const list = (file: vscode.Uri): void => {
    inBackground(laboratory.log, `Listing the checks of ${file.path}`, tests.list(file));
  };
  // Lines of answers move when their file is written from elsewhere.
  const answers = vscode.workspace.createFileSystemWatcher(`**/${answersFile}`, true, false, true);
  const listBeside = (file: vscode.Uri): void => {
    controller.items.forEach(({ uri }) => {
      if (uri !== undefined && folderOf(uri).toString() === folderOf(file).toString()) list(uri);
    });
  };
  tests.own(
    controller,
    watcher,
    answers,
    answers.onDidChange(listBeside),
    watcher.onDidCreate(list),
    watcher.onDidChange(list),
    watcher.onDidDelete((file) => {
      controller.items.delete(file.toString());
    }),
  );
  return tests;
}

export class LabTests {
  private readonly watching = new Set<vscode.Disposable>();
  private owned: readonly Owned[] = [];

  constructor(
    private readonly laboratory: Laboratory,
    private readonly extension: vscode.Uri,
    private readonly controller: vscode.TestController,
  ) {
    controller.createRunProfile(
      vscode.l10n.t('Run Public Checks'),
      vscode.TestRunProfileKind.Run,
      (request, token) => (request.continuous === true ? this.watch(request, token) : this.run(request, token)),
      true,
      undefined,
      true,
    );
  }

  /** Takes over what lives as long as the tests do. */
  own(...disposables: readonly Owned[]): void {
    this.owned = disposables;
  }

  dispose(): void {
    for (const one of [...this.watching, ...this.owned]) one.dispose();
  }

  /** Runs checks of a lab as the Testing view does, and shows it; null: all. @throws Error if the lab has errors, or none of these checks */
  async runChecks(uri: vscode.Uri, ids: readonly string[] | null): Promise<void> {
    const item = await this.list(uri);
    if (item === undefined) throw new Error(vscode.l10n.t('{0} has errors: see its problems', nameOf(uri)));
    const wanted = ids === null ? [item] : ids.flatMap((id) => item.children.get(`${item.id} ${id}`) ?? []);
    if (wanted.length === 0) throw new Error(vscode.l10n.t('{0} has no check {1}', nameOf(uri), ids?.join(', ') ?? ''));
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await this.run(new vscode.TestRunRequest(wanted), new vscode.CancellationTokenSource().token);
  }

  /** Makes the items of a lab those that its file has. */
  async list(uri: vscode.Uri): Promise<vscode.TestItem | undefined> {
    const read = await readLab(this.extension, uri);
    const address = uri.toString();
    if (read === null) {
      this.controller.items.delete(address);
      return undefined;
    }
    const { lab } = read;
    const item = this.controller.items.get(address) ?? this.controller.createTestItem(address, lab.title, uri);
    item.label = lab.title;
    item.description = vscode.l10n.t(
      '{0} points in public checks, in {1}',
      lab.points,
      vscode.workspace.asRelativePath(folderOf(uri)),
    );
    item.children.replace(
      lab.checks.map((each, index) => {
        const place = placeIn(read, subjectOf(each));
        const known = item.children.get(`${address} ${each.id}`);
        // One that is there keeps the points of its last run.
        const isSame = known?.uri?.toString() === place.uri.toString();
        const check = isSame ? known : this.controller.createTestItem(`${address} ${each.id}`, each.id, place.uri);
        if (!isSame) check.description = vscode.l10n.t('{0} points: {1}', each.points, each.title);
        check.sortText = String(index).padStart(5, '0');
        check.range = place.range;
        return check;
      }),
    );
    this.controller.items.add(item);
    return item;
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request, vscode.l10n.t('Public checks'));
    const source = new vscode.CancellationTokenSource();
    const cancelling = [token, run.token].map((each) =>
      each.onCancellationRequested(() => {
        source.cancel();
      }),
    );
    try {
      for (const [uri, only] of this.wanted(request)) {
        if (source.token.isCancellationRequested) break;
        await this.runLab(run, uri, only, source.token);
      }
    } finally {
      for (const each of cancelling) each.dispose();
      run.end();
    }
  }

  /** Runs the checks again whenever a file of their lab's folder changes, until it is stopped. */
  private async watch(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const folders = [...this.wanted(request).keys()].map(folderOf);
    let timer: NodeJS.Timeout | undefined;
    let running = Promise.resolve();
    const again = (uri: vscode.Uri): void => {
      if (!folders.some((folder) => uri.path.startsWith(`${folder.path}/`))) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(() => this.run(request, token));
        inBackground(this.laboratory.log, 'Running public checks', running);
      }, stillMilliseconds);
    };
    const saving = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      again(uri);
    });
    this.watching.add(saving);
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      saving.dispose();
      this.watching.delete(saving);
    });
    await this.run(request, token);
  }

  /** Labs, and of each the checks that were asked for; null: all. */
  private wanted({ include, exclude = [] }: vscode.TestRunRequest): Map<vscode.Uri, readonly string[] | null> {
    const labs = new Map<vscode.TestItem, Set<string>>();
    const add = (item: vscode.TestItem): void => {
      const lab = item.parent ?? item;
      const ids = labs.get(lab) ?? new Set();
      if (item.parent === undefined) lab.children.forEach(({ id }) => ids.add(id));
      else ids.add(item.id);
      labs.set(lab, ids);
    };
    if (include === undefined) this.controller.items.forEach(add);
    else include.forEach(add);
    return new Map(
      [...labs].flatMap(([lab, ids]) => {
        const { uri } = lab;
        if (uri === undefined || exclude.includes(lab)) return [];
        const left = [...ids].filter((id) => !exclude.some((item) => item.id === id));
        const checks = left.map((id) => id.slice(lab.id.length + 1));
        return [[uri, left.length === lab.children.size ? null : checks] as const];
      }),
    );
  }

  private async runLab(
    run: vscode.TestRun,
    uri: vscode.Uri,
    only: readonly string[] | null,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const item = await this.list(uri);
    const read = await readLab(this.extension, uri);
    if (item === undefined || read === null) return;
    item.children.forEach((check) => {
      if (only === null || only.includes(check.id.slice(item.id.length + 1))) run.started(check);
    });
    const report = await gradeFolder(this.laboratory, read, only, token, (checked, ran) => {
      if (checked.run !== null && ran !== null) this.laboratory.ran.keep(read.folder, checked.id, checked.run, ran);
      const check = item.children.get(`${item.id} ${checked.id}`);
      if (check !== undefined && (only === null || only.includes(checked.id))) mark(run, check, checked, read);
    });
    if (!report.gradable || report.reason !== null)
      item.children.forEach((check) => {
        if (!report.gradable) run.errored(check, new vscode.TestMessage(report.reason ?? ''));
      });
    const lines = [
      vscode.l10n.t(
        '{0}: {1} of {2} points in public checks. Your course may run more.',
        read.lab.title,
        report.points,
        report.maxPoints,
      ),
      ...(report.reason === null ? [] : [report.reason]),
      ...(vscode.workspace.isTrusted
        ? []
        : [
            vscode.l10n.t(
              'Restricted Mode: policies do not run here, so that checks of them fail. Trust the workspace to run them.',
            ),
          ]),
    ];
    run.appendOutput(`${lines.join('\r\n')}\r\n`);
  }
}

/** Marks a check: points in its line, reasons with what was expected and what there is, and a way to the run. */
function mark(run: vscode.TestRun, item: vscode.TestItem, report: CheckReport, { uri }: LabFolder): void {
  item.description = vscode.l10n.t('{0} of {1} points: {2}', report.points, report.maxPoints, report.title);
  if (report.status === 'passed') {
    run.passed(item);
    return;
  }
  if (report.status === 'not-run') {
    run.appendOutput(`${report.id}: ${report.reason ?? ''}\r\n`, undefined, item);
    run.skipped(item);
    return;
  }
  const message = messageOf(report, uri);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  if (report.status === 'not-gradable') run.errored(item, message);
  else run.failed(item, message);
}

/** Where a check's outcome is shown: in the student's file; where that is gone, in the lab's. */
function placeIn({ uri, folder, files }: LabFolder, subject: Subject | null): vscode.Location {
  const content = subject === null ? undefined : files.get(subject.file);
  if (subject === null || content === undefined) return new vscode.Location(uri, new vscode.Range(0, 0, 0, 0));
  const line = subject.key === null || 'fault' in content ? 0 : lineOfKey(content.text, subject.key);
  return new vscode.Location(vscode.Uri.joinPath(folder, subject.file), new vscode.Range(line, 0, line, 0));
}

/** A student's or a lab's words as Markdown shows them, and wraps them: `appendText` has blanks that do not break. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~$-]/g, '\\$&').replace(/\s+/g, ' ');

const mostItems = 6;

/** One message: points and reason, the hint, what was expected and what there is, and the way to the run. */
function messageOf(report: CheckReport, uri: vscode.Uri): vscode.TestMessage {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: [openLabRunCommand] };
  text.appendMarkdown(`**${report.points} / ${report.maxPoints}** ${plain(report.reason ?? '')}`);
  if (report.hint !== null) text.appendMarkdown(`\n\n$(lightbulb) ${report.hint}`);
  if (report.run !== null) {
    const argument = { lab: uri.toString(), check: report.id, run: report.run };
    const link = `command:${openLabRunCommand}?${encodeURIComponent(JSON.stringify([argument]))}`;
    text.appendMarkdown(`\n\n[${vscode.l10n.t('Open this run')}](${link})`);
  }
  // What is a sentence of the reason already is not said twice.
  const isTold = (actual: string): boolean => actual.length > 20 && (report.reason ?? '').includes(actual);
  const lost = report.items.filter(
    ({ share, expected, actual }) => share < 1 && expected !== null && actual !== null && !isTold(actual),
  );
  if (lost.length > 0) {
    const head = `| | ${vscode.l10n.t('expected')} | ${vscode.l10n.t('actual')} |\n| --- | --- | --- |`;
    const rows = lost
      .slice(0, mostItems)
      .map(({ name, expected, actual }) => ['', name, expected ?? '', actual ?? '', ''].map(plain).join(' | ').trim());
    text.appendMarkdown(`\n\n${[head, ...rows].join('\n')}\n`);
  }
  return new vscode.TestMessage(text);
}
