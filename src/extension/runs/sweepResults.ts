// The results of sweeps of this window, shown as read-only documents and saved on request. The last few are kept.
import * as vscode from 'vscode';
import type { SweepDocument } from '../../core/sweep/result';
import { randomHex } from '../ids';

export const sweepScheme = 'migration-lab-sweep';
const mostSweeps = 5;

type Form = 'json' | 'csv';

export class SweepResults {
  private readonly kept = new Map<string, SweepDocument>();

  /** Keeps a result; the address of its table. */
  keep(file: string, result: SweepDocument): vscode.Uri {
    const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.migration\.ya?ml$/, '');
    const address = vscode.Uri.from({ scheme: sweepScheme, path: `/${randomHex(4)}/${name}.sweep.txt` });
    this.kept.set(address.toString(), result);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostSweeps && oldest !== undefined) this.kept.delete(oldest);
    return address;
  }

  find(address: vscode.Uri): SweepDocument | undefined {
    return this.kept.get(address.toString());
  }

  /** Offers the forms in which the result can be saved, and saves it. */
  async offerToSave(address: vscode.Uri): Promise<void> {
    const [json, csv] = [vscode.l10n.t('Save as JSON'), vscode.l10n.t('Save as CSV')];
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('The sweep is complete.'), json, csv);
    if (chosen === json) await this.save(address, 'json');
    if (chosen === csv) await this.save(address, 'csv');
  }

  private async save(address: vscode.Uri, form: Form): Promise<void> {
    const result = this.find(address);
    if (result === undefined) return;
    const name = address.path.slice(address.path.lastIndexOf('/') + 1).replace(/\.txt$/, `.${form}`);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const options = folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {};
    const target = await vscode.window.showSaveDialog(options);
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await textIn(form, result)));
  }
}

async function textIn(form: Form, result: SweepDocument): Promise<string> {
  if (form === 'csv') {
    const { sweepCsv } = await import('../../core/report/csv');
    return [...sweepCsv(result, result.points)].join('');
  }
  const { jsonPieces } = await import('../../core/report/json');
  return `${[...jsonPieces(result)].join('')}\n`;
}

/** Gives the tables of sweeps to the editor. */
export function provideSweepTables(sweeps: SweepResults): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(sweepScheme, {
    async provideTextDocumentContent(address) {
      const result = sweeps.find(address);
      if (result === undefined) return vscode.l10n.t('This result is no longer kept: run the sweep again.');
      const { sweepText } = await import('../../core/report/sweepText');
      return sweepText(result, result.points, { colour: false });
    },
  });
}
