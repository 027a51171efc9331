// The expectations of all scenarios as tests: listed by file, run from there, and marked by every run of their scenario, with expected and actual figures.
import * as vscode from 'vscode';
import type { ExpectationResult } from '../../core/expect/evaluate';
import { expectedAndActual, figuresInWords } from '../../core/expect/words';
import { runScenario } from '../commands/run';
import type { Laboratory } from '../laboratory';
import { editorRange } from '../language/ranges';
import { isScenarioDocument } from '../language/scenarioDocuments';
import { inBackground } from '../log';
import type { Experiment } from '../runs/experiment';

const scenarioFiles = '**/*.migration.{yaml,yml}';
const stillMilliseconds = 300;

/** The tests of the workspace's scenarios and of those that are open. */
export function provideTests(lab: Laboratory): vscode.Disposable {
  const controller = vscode.tests.createTestController('migrationLab', 'Migration Lab');
  const explorer = new TestExplorer(lab, controller);
  const watcher = vscode.workspace.createFileSystemWatcher(scenarioFiles);
  const timers = new Map<string, NodeJS.Timeout>();
  const listSoon = (scenario: vscode.Uri): void => {
    const address = scenario.toString();
    clearTimeout(timers.get(address));
    const timer = setTimeout(() => {
      timers.delete(address);
      inBackground(lab.log, `Listing the expectations of ${scenario.path}`, explorer.list(scenario));
    }, stillMilliseconds);
    timers.set(address, timer);
  };
  const listDocument = (document: vscode.TextDocument): void => {
    if (isScenarioDocument(document)) listSoon(document.uri);
  };
  vscode.workspace.textDocuments.forEach(listDocument);
  controller.resolveHandler = async (item) => {
    if (item !== undefined) return;
    for (const file of await vscode.workspace.findFiles(scenarioFiles)) listSoon(file);
  };
  return vscode.Disposable.from(
    controller,
    watcher,
    watcher.onDidCreate(listSoon),
    watcher.onDidChange(listSoon),
    watcher.onDidDelete((file) => {
      controller.items.delete(file.toString());
    }),
    vscode.workspace.onDidOpenTextDocument(listDocument),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      listDocument(document);
    }),
    explorer.watch(),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

class TestExplorer {
  /** By scenario, how often its results have become those of an earlier text. */
  private readonly generations = new Map<string, number>();
  /** Experiments that were started here: their results belong to the run that started them. */
  private readonly ownRuns = new Map<string, vscode.TestRun>();

  constructor(
    private readonly lab: Laboratory,
    private readonly controller: vscode.TestController,
  ) {
    controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.run(request, token),
      true,
    );
  }

  /** Makes the items of a scenario those that its text has. */
  async list(scenario: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(scenario);
    const { expectations, scenario: resolved } = await this.lab.documents.check(document);
    const address = scenario.toString();
    if (expectations.length === 0) {
      this.controller.items.delete(address);
      return;
    }
    const name = vscode.workspace.asRelativePath(scenario, false);
    const file = this.controller.items.get(address) ?? this.controller.createTestItem(address, name, scenario);
    file.description = resolved?.name ?? '';
    file.children.replace(
      expectations.map(({ text, node }, index) => {
        const id = `${this.generationOf(address)} ${index} ${text}`;
        const item = this.controller.createTestItem(id, text, scenario);
        item.range = editorRange(document, node.range);
        item.sortText = String(index).padStart(5, '0');
        return item;
      }),
    );
    this.controller.items.add(file);
  }

  /** Marks the tests of every experiment that ends, whoever started it. */
  watch(): vscode.Disposable {
    const listening = this.lab.store.changes.on(({ kind, experiment }) => {
      if (kind !== 'state' || experiment.state.status === 'running') return;
      const file = this.controller.items.get(experiment.scenarioUri);
      if (file === undefined || experiment.state.expectations === null) return;
      if (experiment.state.stale) this.forgetResults(file);
      if (experiment.state.stale || this.ownRuns.has(experiment.experimentId)) return;
      const run = this.controller.createTestRun(new vscode.TestRunRequest([file]), undefined, false);
      markAll(run, file, experiment);
      run.end();
    });
    return new vscode.Disposable(() => {
      listening.dispose();
    });
  }

  private generationOf(address: string): number {
    return this.generations.get(address) ?? 0;
  }

  /** The text has changed: its tests are new ones, which have not been run. What is beside the lines says what was before (language/resultMarks.ts). */
  private forgetResults(file: vscode.TestItem): void {
    this.generations.set(file.id, this.generationOf(file.id) + 1);
    // The editor shows the messages of the last run: one without any takes the old ones away.
    this.controller.createTestRun(new vscode.TestRunRequest([file]), undefined, false).end();
    if (file.uri) inBackground(this.lab.log, `Listing the expectations of ${file.label}`, this.list(file.uri));
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      for (const file of filesOf(request, this.controller)) {
        if (token.isCancellationRequested) break;
        await this.runFile(run, file, token);
      }
    } finally {
      run.end();
    }
  }

  private async runFile(run: vscode.TestRun, file: vscode.TestItem, token: vscode.CancellationToken): Promise<void> {
    file.children.forEach((item) => {
      run.started(item);
    });
    const experimentId = await runScenario(this.lab, file.uri, { panel: 'as-it-is' });
    if (experimentId === undefined) {
      const message = new vscode.TestMessage(
        vscode.l10n.t('The scenario has errors and was not run: see its problems.'),
      );
      file.children.forEach((item) => {
        run.errored(item, message);
      });
      return;
    }
    this.ownRuns.set(experimentId, run);
    const cancelling = token.onCancellationRequested(() => {
      this.lab.runs.cancel(experimentId);
    });
    try {
      const experiment = await ended(this.lab, experimentId);
      if (experiment !== undefined) markAll(run, file, experiment);
    } finally {
      cancelling.dispose();
      this.ownRuns.delete(experimentId);
    }
  }
}

/** The files whose tests were asked for: a run of a scenario shows all of its expectations at once. */
function filesOf({ include }: vscode.TestRunRequest, controller: vscode.TestController): vscode.TestItem[] {
  const files = new Map<string, vscode.TestItem>();
  const add = (item: vscode.TestItem): void => {
    const file = item.parent ?? item;
    files.set(file.id, file);
  };
  if (include === undefined) controller.items.forEach(add);
  else include.forEach(add);
  return [...files.values()];
}

/** The experiment once it has ended; undefined if it is gone. */
async function ended({ store }: Laboratory, experimentId: string): Promise<Experiment | undefined> {
  const known = store.find(experimentId);
  if (known?.state.status !== 'running') return known;
  return new Promise((resolve) => {
    const listening = store.changes.on(({ kind, experiment }) => {
      if (experiment.experimentId !== experimentId) return;
      if (kind !== 'removed' && experiment.state.status === 'running') return;
      listening.dispose();
      resolve(store.find(experimentId));
    });
  });
}

function markAll(run: vscode.TestRun, file: vscode.TestItem, { state }: Experiment): void {
  file.children.forEach((item) => {
    const result = state.expectations?.find(({ text }) => text === item.label);
    if (result === undefined) run.skipped(item);
    else if (result.passed) run.passed(item);
    else run.failed(item, messageOf(result, item));
  });
}

function messageOf(result: ExpectationResult, item: vscode.TestItem): vscode.TestMessage {
  const figures = expectedAndActual(result);
  const sentence = vscode.l10n.t('{0} fails: {1}', result.text, figuresInWords(result));
  const message = figures
    ? vscode.TestMessage.diff(sentence, figures.expected, figures.actual)
    : new vscode.TestMessage(sentence);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}
