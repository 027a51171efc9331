// Puts the extension together: registers everything and loads nothing heavy. Each disposable has an owner, and in the end that is the context.
import * as vscode from 'vscode';
import { type TestApi, testApi } from './api';
import { panelActions } from '../core/protocol/messages';
import { systemClock } from './clock';
import { cancelRun } from './commands/cancel';
import { compareAlgorithms } from './commands/compare';
import { compareWith } from './commands/compareWith';
import { explainAlgorithm, explainCommand } from './commands/explainAlgorithm';
import { exportCharts } from './commands/exportCharts';
import { newPolicy } from './commands/newPolicy';
import { deleteRun, keepRun, openRun } from './commands/history';
import { newScenario } from './commands/newScenario';
import { openPreview } from './commands/openPreview';
import { pinResults, unpinResults } from './commands/pin';
import { manyRepetitions, runScenario } from './commands/run';
import { runOnOpen } from './commands/runOnOpen';
import { runSweep } from './commands/runSweep';
import { showPanel } from './commands/showPanel';
import { showScenario } from './commands/showScenario';
import { targetScenario } from './commands/target';
import { validateCases } from './commands/validateCases';
import { WorkspaceFiles } from './dataFiles/workspaceFiles';
import { type PlainEnvironment, watched } from './env/environment';
import { exportSubmission, labAtHand, openLabRun } from './lab/labCommands';
import { provideLabHelp } from './lab/labHelp';
import { provideLabLinks } from './lab/labLinks';
import { provideLabProblems } from './lab/labProblems';
import { type LabTests, openLabRunCommand, provideLabTests } from './lab/labTests';
import { RanScenarios } from './lab/ranScenarios';
import { startLab } from './lab/startLab';
import { watchTasks } from './lab/taskKeys';
import type { Laboratory } from './laboratory';
import { provideCompletion } from './language/completion';
import { provideDiagnostics } from './language/diagnostics';
import { provideFormatting } from './language/formatting';
import { provideInlayHints } from './language/inlayHints';
import { provideFixAll } from './language/fixAll';
import { provideHostFileProblems } from './language/hostFileProblems';
import { provideHovers } from './language/hover';
import { provideLenses } from './language/lens';
import { provideNavigation } from './language/navigation';
import { provideQuickFixes } from './language/quickFixes';
import { showResultMarks } from './language/resultMarks';
import { ScenarioDocuments } from './language/scenarioDocuments';
import { provideSemanticTokens } from './language/semanticTokens';
import { provideStructure } from './language/structure';
import { showSwatches } from './language/swatches';
import { provideSignatures } from './language/signature';
import { type Log, errorText, inBackground, openLog } from './log';
import { Panels } from './panel/panels';
import { restorePanels } from './panel/serializer';
import { providePolicyProblems } from './policies/policyProblems';
import { PolicyReader } from './policies/policyReader';
import { Previews, restorePreview } from './preview/previews';
import { Archive, storeEnds } from './runs/archive';
import { History } from './runs/history';
import { provideHistory } from './runs/historyView';
import { Pins } from './runs/pins';
import { findReference } from './runs/reference';
import { type FailureSentences, RunManager } from './runs/runManager';
import { RunStore } from './runs/runStore';
import { SweepResults, provideSweepTables } from './runs/sweepResults';
import { watchStaleness } from './runs/staleness';
import { Workers } from './runs/workers';
import { keepContextKeys } from './status/contextKeys';
import { noticeEnds } from './status/endNotice';
import { showStatus } from './status/statusBar';
import { provideTests } from './tests/testExplorer';
import { CasesProblems } from './validation/casesProblems';
import { ValidationReports } from './validation/reports';

const sentences: FailureSentences = {
  crashed: (reason) => vscode.l10n.t('The simulation broke off: {0}. Run it again, or report it with the log.', reason),
  notStarted: (reason) =>
    vscode.l10n.t('The simulation could not be started: {0}. Reload the window and run again.', reason),
};

export function activateIn(context: vscode.ExtensionContext, plain: PlainEnvironment): TestApi {
  const began = performance.now();
  const environment = watched(plain, systemClock);
  const log = openLog();
  const workers = new Workers(environment);
  const frameWorkers = new Workers(environment);
  const lab = makeLaboratory(context, workers, frameWorkers, environment.cores, log);
  const labTests = provideLabTests(lab, context.extensionUri);
  // Released in this order: the log last, so that everyone can write to it until then.
  context.subscriptions.push(
    lab.panels,
    lab.previews,
    lab.runs,
    workers,
    frameWorkers,
    provideDiagnostics(lab.documents, log),
    providePolicyProblems(lab.policies, log),
    provideLenses(lab.documents, lab.store, lab.history, systemClock),
    provideQuickFixes(lab.documents),
    showResultMarks(lab.documents, lab.store, systemClock, log),
    provideTests(lab),
    labTests,
    provideLabLinks({ laboratory: lab, extension: context.extensionUri, tests: labTests }),
    watchTasks(log),
    provideLabProblems(log),
    provideHostFileProblems(log),
    provideLabHelp(),
    provideSweepTables(lab.sweeps),
    lab.reports.provide(),
    lab.ran.provide(),
    provideNavigation(lab.documents.files),
    provideFormatting(),
    provideStructure(),
    provideSemanticTokens(),
    provideInlayHints(lab.documents),
    showSwatches(systemClock, log),
    provideCompletion(context.extensionUri),
    provideFixAll(lab.documents),
    provideHovers(),
    provideSignatures(),
    registerCommands(lab, context, labTests),
    lab.archive,
    storeEnds(lab.archive, lab.store, log),
    provideHistory(lab),
    restorePanels(lab),
    restorePreview(lab.previews, log),
    rememberExperiments(lab),
    watchStaleness(lab.store, lab.documents.files, log),
    showStatus(lab.store, systemClock),
    keepContextKeys(lab),
    noticeEnds(lab),
    runOnOpen(lab),
    lab.documents.files,
    log,
  );
  return testApi(lab, performance.now() - began);
}

function makeLaboratory(
  context: vscode.ExtensionContext,
  workers: Workers,
  frameWorkers: Workers,
  cores: number,
  log: Log,
): Laboratory {
  const store: RunStore = new RunStore((experiment) => lab.panels.shows(experiment));
  const runs = new RunManager(store, workers, systemClock, log, sentences);
  const pins = new Pins(context.workspaceState);
  const storage = context.storageUri ?? context.globalStorageUri;
  const archive = new Archive(storage, (experimentId) => pins.isPinned(experimentId), log);
  const panels = new Panels({
    extensionUri: context.extensionUri,
    store,
    frameWorkers,
    log,
    actions: {
      runAgain: (scenario) => runScenario(lab, scenario),
      showScenario,
      explain: (algorithm) => explainAlgorithm(context.extensionUri, algorithm),
      cancel: (experimentId) => {
        runs.cancel(experimentId);
      },
      pin: (scenario, experimentId) =>
        pins.pin(scenario.toString(), experimentId === null ? null : { kind: 'run', experimentId }),
      compareWith: (scenario) => compareWith(lab, scenario),
    },
    pins,
    reference: (scenario) => findReference(lab, scenario),
  });
  const history = new History(context.workspaceState);
  const policies = new PolicyReader(workers, systemClock, log);
  const documents = new ScenarioDocuments(new WorkspaceFiles(policies));
  const sweeps = new SweepResults();
  const reports = new ValidationReports();
  const ran = new RanScenarios();
  const previews = new Previews({
    extensionUri: context.extensionUri,
    documents,
    workers,
    log,
    run: (scenario) => runScenario(lab, scenario),
    explain: (algorithm) => explainAlgorithm(context.extensionUri, algorithm),
  });
  const lab: Laboratory = {
    log,
    documents,
    policies,
    store,
    runs,
    history,
    archive,
    pins,
    panels,
    previews,
    workers,
    cores,
    sweeps,
    reports,
    ran,
  };
  return lab;
}

/** A command that fails says so, in the log and to the person. */
function registerCommand(lab: Laboratory, id: string, action: (given: unknown) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (given: unknown) => {
    try {
      return await action(given);
    } catch (error) {
      lab.log.error(`${id} failed: ${errorText(error)}`);
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(vscode.l10n.t('This did not work: {0}', reason));
      return undefined;
    }
  });
}

function registerCommands(lab: Laboratory, context: vscode.ExtensionContext, labTests: LabTests): vscode.Disposable {
  const extension = context.extensionUri;
  const casesProblems = new CasesProblems();
  return vscode.Disposable.from(
    casesProblems,
    registerCommand(lab, 'migrationLab.newScenario', (given) => newScenario(extension, given)),
    registerCommand(lab, 'migrationLab.newPolicy', (given) => newPolicy(extension, given)),
    registerCommand(lab, 'migrationLab.startLab', (given) => startLab(context, given)),
    registerCommand(lab, 'migrationLab.runChecks', async (given) => {
      const file = await labAtHand(given, vscode.l10n.t('Run Public Checks'));
      if (file !== undefined) await labTests.runChecks(file, null);
    }),
    registerCommand(lab, 'migrationLab.exportSubmission', (given) => exportSubmission(lab, extension, given)),
    registerCommand(lab, openLabRunCommand, (given) => openLabRun(lab, extension, given)),
    registerCommand(lab, 'migrationLab.run', (given) => runScenario(lab, given)),
    registerCommand(lab, 'migrationLab.compare', (given) => compareAlgorithms(lab, given)),
    registerCommand(lab, 'migrationLab.compareWith', (given) => compareWith(lab, given)),
    registerCommand(lab, 'migrationLab.pin', (given) => pinResults(lab, given)),
    registerCommand(lab, 'migrationLab.unpin', (given) => unpinResults(lab, given)),
    registerCommand(lab, 'migrationLab.history.open', (given) => openRun(lab, given)),
    registerCommand(lab, 'migrationLab.history.keep', (given) => keepRun(lab, given)),
    registerCommand(lab, 'migrationLab.history.delete', (given) => deleteRun(lab, given)),
    registerCommand(lab, 'migrationLab.runRepeatedly', (given) =>
      runScenario(lab, given, { repetitions: manyRepetitions }),
    ),
    registerCommand(lab, 'migrationLab.runSweep', (given) => runSweep(lab, given)),
    registerCommand(lab, 'migrationLab.validateCases', (given) => validateCases(lab, extension, casesProblems, given)),
    registerCommand(lab, 'migrationLab.cancel', (given) => {
      cancelRun(lab, given);
    }),
    registerCommand(lab, explainCommand, (given) => explainAlgorithm(extension, given)),
    registerCommand(lab, 'migrationLab.openPreview', (given) => openPreview(lab, given)),
    registerCommand(lab, 'migrationLab.showPanel', (given) => showPanel(lab, given)),
    registerCommand(lab, 'migrationLab.showScenario', async (given) => {
      const scenario = targetScenario(lab, given);
      if (scenario !== undefined) await showScenario(scenario);
    }),
    registerCommand(lab, 'migrationLab.exportCharts', () => exportCharts(lab)),
    ...panelActions.map((action) =>
      registerCommand(lab, `migrationLab.${action}`, () => {
        lab.panels.active()?.act(action);
      }),
    ),
  );
}

/** Keeps the history up to date: what runs is remembered from its start, so that a reload in the middle brings it back. */
function rememberExperiments({ store, history, log }: Laboratory): vscode.Disposable {
  const listening = store.changes.on(({ kind, experiment }) => {
    const isNews =
      kind === 'added' || kind === 'restored' || (kind === 'state' && experiment.state.status !== 'running');
    if (!isNews || store.newest(experiment.scenarioUri)?.experimentId !== experiment.experimentId) return;
    inBackground(log, `Remembering the experiment of ${experiment.file}`, history.remember(experiment));
  });
  return new vscode.Disposable(() => {
    listening.dispose();
  });
}
