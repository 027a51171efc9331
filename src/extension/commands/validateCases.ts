// Validate against Measured Migrations: the cases of a file run in the workers, with progress, and shown as the page that `npm run validation` makes of ours.
import * as vscode from 'vscode';
import { cancellationOf } from '../cancellation';
import type { Laboratory } from '../laboratory';
import { showPage } from '../markdownPage';
import { runTasks } from '../runs/sweeps';
import type { CasesProblems } from '../validation/casesProblems';
import type { CasesFolder, CasesReport } from '../validation/casesReport';

const isCasesFile = (name: string): boolean => /\.cases\.(?:ya?ml|json)$/i.test(name);
const allCases = '**/*.cases.{yaml,yml,json}';
/** More files than this nobody picks from. */
const mostFiles = 100;
const mostBytes = 16 * 2 ** 20;

/** The address of the report; undefined if there was nothing to validate, or it was cancelled. */
export async function validateCases(
  lab: Laboratory,
  extension: vscode.Uri,
  problems: CasesProblems,
  given?: unknown,
): Promise<vscode.Uri | undefined> {
  const file = given instanceof vscode.Uri ? given : (activeCases() ?? (await pickCases(extension)));
  if (file === undefined) return undefined;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const text = await readText(file);
  if (text === null) throw new Error(vscode.l10n.t('{0} cannot be read, or is too large for cases.', name));
  const report = await runReport(lab, file, name, text);
  if (report.kind === 'wrong') {
    const [first = ''] = report.faults;
    const more = report.faults.length - 1;
    void vscode.window.showErrorMessage(
      more > 0
        ? vscode.l10n.t('{0}: {1} And {2} more: see docs/validation-cases.md for the form.', name, first, more)
        : vscode.l10n.t('{0}: {1}', name, first),
    );
  }
  if (report.kind !== 'page') return undefined;
  problems.show(file, (scenario) => lab.documents.files.find(file, scenario), report.problems);
  const address = lab.reports.keep(name.replace(/\.cases\..*$/, ''), report.markdown);
  await showPage(address);
  return address;
}

function runReport(lab: Laboratory, file: vscode.Uri, name: string, text: string): Thenable<CasesReport> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t('Validating {0}', name),
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const { reportCases } = await import('../validation/casesReport');
    return reportCases(name, text, folderOf(lab, file), (tasks) => {
      const report = (finished: number): void => {
        const message = vscode.l10n.t('{0} of {1} runs', finished, tasks.length);
        progress.report({ message, increment: 100 / tasks.length });
      };
      return runTasks(lab.workers, lab.cores, tasks, report, cancellationOf(token));
    });
  });
}

/** What a cases file names is found as what a scenario names: in the workspace, or below its own folder. */
function folderOf({ documents: { files } }: Laboratory, cases: vscode.Uri): CasesFolder {
  return {
    async text(name) {
      const place = files.find(cases, name);
      return place === null ? null : readText(place);
    },
    dataFiles: (name, text) => {
      const scenario = name === null ? cases : vscode.Uri.joinPath(cases, '..', name);
      return files.read(scenario, text);
    },
  };
}

async function readText(file: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open !== undefined) return open.getText();
  try {
    if ((await vscode.workspace.fs.stat(file)).size > mostBytes) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return null;
  }
}

function activeCases(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && isCasesFile(uri.path) ? uri : undefined;
}

/** The workspace's cases, and those that come with the extension. */
async function pickCases(extension: vscode.Uri): Promise<vscode.Uri | undefined> {
  const own = await vscode.workspace.findFiles(allCases, '**/node_modules/**', mostFiles);
  const items = [
    ...own.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    {
      label: vscode.l10n.t('117 real migrations of QEMU 7.2'),
      description: vscode.l10n.t('comes with the extension; takes a minute or so'),
      uri: vscode.Uri.joinPath(extension, 'validation', 'qemu.cases.yaml'),
    },
  ];
  const placeHolder = vscode.l10n.t('Which cases? docs/validation-cases.md says how to write your own.');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.uri;
}
