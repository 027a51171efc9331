// Problems of lab files as one types them, for authors, and of the answers beside a lab, for students.
import * as vscode from 'vscode';
import { answersFile, isLabFile } from '../../core/lab/lab';
import type { Problem } from '../../core/scenario/problem';
import { diagnosticOf } from '../language/diagnostics';
import { whenStill } from '../language/stillDocuments';
import type { Log } from '../log';
import { folderOf, nameOf, readFolder } from './labFolder';

async function ofLab(document: vscode.TextDocument): Promise<readonly Problem[]> {
  const { checkLab } = await import('../../core/lab/check');
  const files = document.uri.scheme === 'untitled' ? {} : { files: await readFolder(folderOf(document.uri)) };
  return checkLab(document.getText(), files).problems;
}

/** Of answers that no sound lab lies beside: none. */
async function ofAnswers(document: vscode.TextDocument): Promise<readonly Problem[]> {
  const { uri } = document;
  if (uri.scheme === 'untitled') return [];
  const files = await readFolder(folderOf(uri));
  const [name] = [...files.keys()].filter((each) => isLabFile(each) && !each.includes('/'));
  const content = name === undefined ? undefined : files.get(name);
  if (content === undefined || 'fault' in content) return [];
  const { checkLab } = await import('../../core/lab/check');
  const { lab } = checkLab(content.text, { files });
  return lab === null ? [] : (await import('../../core/lab/answersProblems')).answersProblems(document.getText(), lab);
}

/** Keeps the problems of all open labs in the Problems view until disposed of. */
export function provideLabProblems(log: Log): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('migrationLab.labs');
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const problems = await (isLabFile(nameOf(document.uri)) ? ofLab(document) : ofAnswers(document));
    if (document.isClosed || document.version !== version) return;
    collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  return vscode.Disposable.from(
    collection,
    whenStill(
      {
        isOurs: ({ uri }) => isLabFile(nameOf(uri)) || nameOf(uri) === answersFile,
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
