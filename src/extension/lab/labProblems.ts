// Problems of lab files as one types them: for authors.
import * as vscode from 'vscode';
import { isLabFile } from '../../core/lab/lab';
import { diagnosticOf } from '../language/diagnostics';
import { whenStill } from '../language/stillDocuments';
import type { Log } from '../log';
import { folderOf, nameOf, readFolder } from './labFolder';

/** Keeps the problems of all open labs in the Problems view until disposed of. */
export function provideLabProblems(log: Log): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('migrationLab.labs');
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const { checkLab } = await import('../../core/lab/check');
    const files = document.uri.scheme === 'untitled' ? {} : { files: await readFolder(folderOf(document.uri)) };
    if (document.isClosed || document.version !== version) return;
    const { problems } = checkLab(document.getText(), files);
    collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  return vscode.Disposable.from(
    collection,
    whenStill(
      {
        isOurs: ({ uri }) => isLabFile(nameOf(uri)),
        look,
        forget: ({ uri }) => {
          collection.delete(uri);
        },
        what: 'The check of',
      },
      log,
    ),
  );
}
