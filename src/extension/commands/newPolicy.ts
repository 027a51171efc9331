// New Policy: a template, chosen by what it does, as a file of the folder where the person works, with the types beside it that complete and check it, and a
// scenario that runs it if wanted. Of what is there only the types are written anew: they are the extension's.
import * as vscode from 'vscode';
import { type PolicyTemplate, policyTypes } from '../../core/policy/templates';
import { chooseFolder, createFiles, freeFile, type NewFile } from '../newFiles';

/** What a caller may say beforehand; the rest is asked. */
interface NewPolicyWish {
  /** A template's id. */
  readonly template?: string;
  readonly folder?: vscode.Uri;
  readonly withScenario?: boolean;
}

function wishOf(given: unknown): NewPolicyWish {
  if (typeof given !== 'object' || given === null) return {};
  const { template, folder, withScenario } = given as Record<string, unknown>;
  return {
    ...(typeof template === 'string' ? { template } : {}),
    ...(folder instanceof vscode.Uri ? { folder } : {}),
    ...(typeof withScenario === 'boolean' ? { withScenario } : {}),
  };
}

const title = (): string => vscode.l10n.t('New Policy');

async function chooseTemplate(wished: string | undefined): Promise<PolicyTemplate | undefined> {
  const { policyTemplates } = await import('../../core/policy/templates');
  if (wished !== undefined) return policyTemplates.find(({ id }) => id === wished);
  const items = policyTemplates.map((template) => ({ label: template.title, detail: template.sentence, template }));
  return (await vscode.window.showQuickPick(items, { title: title(), matchOnDetail: true }))?.template;
}

async function chooseWithScenario(): Promise<boolean | undefined> {
  const items = [
    { label: vscode.l10n.t('With a scenario that runs it'), wanted: true },
    { label: vscode.l10n.t('The policy alone'), wanted: false },
  ];
  return (await vscode.window.showQuickPick(items, { title: title() }))?.wanted;
}

/** The folder of the file at hand, else the workspace's only one, else one that is chosen. */
async function folderFor(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && vscode.workspace.getWorkspaceFolder(active) !== undefined)
    return vscode.Uri.joinPath(active, '..');
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (only !== undefined && others.length === 0) return only.uri;
  return chooseFolder(vscode.l10n.t('Folder for the policy'), vscode.l10n.t('Put It Here'));
}

const nameOf = (file: vscode.Uri): string => file.path.slice(file.path.lastIndexOf('/') + 1);

/** Makes a policy, and gives its document; undefined if the person thinks better of it. */
export async function newPolicy(extension: vscode.Uri, given: unknown): Promise<vscode.TextDocument | undefined> {
  const wish = wishOf(given);
  const template = await chooseTemplate(wish.template);
  const withScenario = template && (wish.withScenario ?? (await chooseWithScenario()));
  const folder = withScenario === undefined ? undefined : (wish.folder ?? (await folderFor()));
  if (template === undefined || folder === undefined) return undefined;
  const media = vscode.Uri.joinPath(extension, 'media', 'policy');
  const ownName = `my-${template.id}`;
  const policy = await freeFile(folder, ownName, '.policy.js');
  const contents = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(media, `${template.id}.policy.js`));
  const files: NewFile[] = [{ file: policy, contents }];
  if (withScenario === true) {
    const { scenarioFor } = await import('../../core/policy/templates');
    const text = new TextEncoder().encode(scenarioFor(nameOf(policy), template.against));
    files.push({ file: await freeFile(folder, ownName, '.migration.yaml'), contents: text });
  }
  const types = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(media, policyTypes));
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, policyTypes), types);
  await createFiles(files);
  return show(files);
}

/** The policy, and beside it the scenario. */
async function show([policy, scenario]: readonly NewFile[]): Promise<vscode.TextDocument | undefined> {
  if (policy === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(policy.file);
  await vscode.window.showTextDocument(document, { preview: false });
  if (scenario !== undefined) {
    const beside = await vscode.workspace.openTextDocument(scenario.file);
    await vscode.window.showTextDocument(beside, { preview: false, viewColumn: vscode.ViewColumn.Beside });
  }
  return document;
}
