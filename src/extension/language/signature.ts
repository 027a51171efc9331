// Signature help in expectations: core/language/signature.ts knows the shapes.
import * as vscode from 'vscode';
import type { Signature } from '../../core/language/signature';
import { scenarioSelector } from './scenarioDocuments';

function helpOf({ label, documentation, parameters, activeParameter }: Signature): vscode.SignatureHelp {
  const information = new vscode.SignatureInformation(label, new vscode.MarkdownString(documentation));
  information.parameters = parameters.map(
    ({ start, end, documentation: words }) =>
      new vscode.ParameterInformation([start, end], new vscode.MarkdownString(words)),
  );
  const help = new vscode.SignatureHelp();
  help.signatures = [information];
  help.activeSignature = 0;
  help.activeParameter = activeParameter;
  return help;
}

/** Shows the shape of an expectation while it is typed, until disposed of. */
export function provideSignatures(): vscode.Disposable {
  const provider: vscode.SignatureHelpProvider = {
    async provideSignatureHelp(document, position) {
      const [{ signatureAt }, { algorithms }] = await Promise.all([
        import('../../core/language/signature'),
        import('../../core/algorithms/registry'),
      ]);
      const signature = signatureAt(document.getText(), document.offsetAt(position), algorithms);
      return signature && helpOf(signature);
    },
  };
  return vscode.languages.registerSignatureHelpProvider(scenarioSelector, provider, '(', '<', '>', '=', ' ');
}
