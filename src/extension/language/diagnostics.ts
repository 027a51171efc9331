// Problems as one types: a scenario is checked once it has been still for a moment, and again when a file changes that it names; what is out of date by
// then is dropped.
import * as vscode from 'vscode';
import type { Problem, Severity } from '../../core/scenario/problem';
import type { Log } from '../log';
import { editorRange } from './ranges';
import { type ScenarioDocuments, isScenarioDocument } from './scenarioDocuments';
import { whenStill } from './stillDocuments';

/** Hints are shown as information: the editor's own `Hint` would not be listed in the Problems view. */
const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  hint: vscode.DiagnosticSeverity.Information,
};

export const diagnosticSource = 'Migration Lab';

/** A problem in the editor's terms. */
export function diagnosticOf(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const range = editorRange(document, problem.range);
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = problem.code;
  diagnostic.relatedInformation = problem.related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document.uri, editorRange(document, place.range)),
        place.message,
      ),
  );
  return diagnostic;
}

/** Keeps the problems of all open scenarios in the Problems view until disposed of. */
export function provideDiagnostics(documents: ScenarioDocuments, log: Log): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('migrationLab');
  const refresh = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    await documents.files.follow(document.uri, document.getText());
    const checking = documents.check(document);
    const { problems } = await checking;
    // A newer check, of a newer text or of newer files, has the last word.
    if (document.isClosed || document.version !== version || documents.check(document) !== checking) return;
    collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  const still = whenStill(
    {
      isOurs: isScenarioDocument,
      look: refresh,
      forget: (document) => {
        collection.delete(document.uri);
        documents.files.release(document.uri);
      },
      what: 'The check of',
    },
    log,
  );
  return vscode.Disposable.from(
    collection,
    still,
    documents.files.changes.on((scenarios) => {
      const open = vscode.workspace.textDocuments.filter(({ uri }) => scenarios.includes(uri.toString()));
      for (const document of open) still.again(document);
    }),
  );
}
