// The reports of this window, shown by the editor's Markdown preview as read-only documents. The last few are kept.
import * as vscode from 'vscode';
import { randomHex } from '../ids';

const reportScheme = 'migration-lab-validation';
const mostReports = 5;

export class ValidationReports {
  private readonly kept = new Map<string, string>();

  /** Keeps a report; its address. */
  keep(name: string, markdown: string): vscode.Uri {
    const address = vscode.Uri.from({ scheme: reportScheme, path: `/${randomHex(4)}/${name}.md` });
    this.kept.set(address.toString(), markdown);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostReports && oldest !== undefined) this.kept.delete(oldest);
    return address;
  }

  provide(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
      provideTextDocumentContent: (address) =>
        this.kept.get(address.toString()) ?? vscode.l10n.t('This report is no longer kept: validate the cases again.'),
    });
  }
}
