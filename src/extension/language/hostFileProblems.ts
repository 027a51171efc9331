// Problems of host presets' files as one types them.
import * as vscode from 'vscode';
import type { Log } from '../log';
import { diagnosticOf } from './diagnostics';
import { hostFilePattern } from './scenarioDocuments';
import { whenStill } from './stillDocuments';

const selector: vscode.DocumentSelector = { pattern: hostFilePattern };

/** Keeps the problems of all open files of host presets in the Problems view until disposed of. */
export function provideHostFileProblems(log: Log): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('migrationLab.hosts');
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const { checkHostFile } = await import('../../core/scenario/hostFile');
    if (document.isClosed || document.version !== version) return;
    const { problems } = checkHostFile(document.getText());
    collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  const looking = whenStill(
    {
      isOurs: (document) => vscode.languages.match(selector, document) > 0,
      look,
      forget: ({ uri }) => {
        collection.delete(uri);
      },
      what: 'The check of',
    },
    log,
  );
  return vscode.Disposable.from(collection, looking);
}
