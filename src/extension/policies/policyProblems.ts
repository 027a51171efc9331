// Problems of policies as one types, with their quick fixes: the file is read, nothing of it runs, so that this works in Restricted Mode too. What the types say
// beside it comes from the editor's own JavaScript support.
import * as vscode from 'vscode';
import { policyEnding } from '../../core/policy/policy';
import { diagnosticOf } from '../language/diagnostics';
import { fixesFor } from '../language/quickFixes';
import { whenStill } from '../language/stillDocuments';
import type { Log } from '../log';
import type { PolicyReader } from './policyReader';

const policySelector: vscode.DocumentSelector = { language: 'javascript', pattern: `**/*${policyEnding}` };

function isPolicyDocument({ uri }: vscode.TextDocument): boolean {
  return uri.path.endsWith(policyEnding);
}

/** Keeps the problems of all open policies in the Problems view, and offers their fixes, until disposed of. */
export function providePolicyProblems(policies: PolicyReader, log: Log): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('migrationLab.policies');
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const problems = await policies.problemsOf(document.getText());
    if (document.isClosed || document.version !== version) return;
    collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  const forget = ({ uri }: vscode.TextDocument): void => {
    collection.delete(uri);
  };
  const fixes: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      return fixesFor(document, diagnostics, await policies.problemsOf(document.getText()));
    },
  };
  return vscode.Disposable.from(
    collection,
    whenStill({ isOurs: isPolicyDocument, look, forget, what: 'The check of' }, log),
    vscode.languages.registerCodeActionsProvider(policySelector, fixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
