// The scenarios that checks ran, as read-only documents: what the Test Explorer's 'Open this run' shows and runs. Each lies, by its address, where the file lies that it
// came from, so that what it names is found. The last few are kept; one that is gone is worked out again by its check.
import * as vscode from 'vscode';
import type { RunLink } from '../../core/lab/report';

export const ranScheme = 'migration-lab-check';
const mostKept = 200;

export class RanScenarios {
  private readonly kept = new Map<string, string>();

  /** Keeps what a check ran. `folder`: the lab's. */
  keep(folder: vscode.Uri, check: string, run: RunLink, text: string): void {
    const address = ranAddress(folder, check, run).toString();
    const heading = vscode.l10n.t('# What {0} ran: {1} with its seed and the values of its case.', check, run.scenario);
    this.kept.delete(address);
    this.kept.set(address, `${heading}\n${text}`);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
  }

  has(address: vscode.Uri): boolean {
    return this.kept.has(address.toString());
  }

  provide(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(ranScheme, {
      provideTextDocumentContent: (address) =>
        this.kept.get(address.toString()) ??
        vscode.l10n.t('# What a check ran is no longer kept: run the checks again.'),
    });
  }
}

/** The address of what a check ran: the scenario's own file with the check's id in its name, and in our scheme; its own scheme and authority stand before the path. */
export function ranAddress(folder: vscode.Uri, check: string, { scenario, scenarioHash }: RunLink): vscode.Uri {
  const file = vscode.Uri.joinPath(folder, scenario);
  const name = `${check.replaceAll(/[^\w.-]/g, '-')} ${file.path.slice(file.path.lastIndexOf('/') + 1)}`;
  const beside = vscode.Uri.joinPath(file, '..', name);
  return beside.with({
    scheme: ranScheme,
    authority: file.scheme,
    query: file.authority,
    fragment: scenarioHash.slice(0, 16),
  });
}

/** Where such a document lies in the workspace's file system; any other address is its own place. */
export function placeOf(address: vscode.Uri): vscode.Uri {
  if (address.scheme !== ranScheme) return address;
  return address.with({ scheme: address.authority, authority: address.query, query: '', fragment: '' });
}
