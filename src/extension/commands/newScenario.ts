// New Scenario: a template, chosen by what it shows, as a scenario that is not saved yet. One that names a trace is put into a folder with it, where nothing
// is overwritten.
import * as vscode from 'vscode';
import type { Template } from '../../core/language/templates';
import { readTemplate } from '../language/templateFiles';
import { languageId } from '../language/scenarioDocuments';
import { areSame, chooseFolder, createFiles, freeFile, readIfThere } from '../newFiles';

/** What a caller may say beforehand; the rest is asked. */
export interface NewScenarioWish {
  /** A template's id. */
  readonly template?: string;
  /** Where scenario and trace go, if the template needs a trace. */
  readonly folder?: vscode.Uri;
}

function wishOf(given: unknown): NewScenarioWish {
  if (typeof given !== 'object' || given === null) return {};
  const { template, folder } = given as Record<string, unknown>;
  return {
    ...(typeof template === 'string' ? { template } : {}),
    ...(folder instanceof vscode.Uri ? { folder } : {}),
  };
}

async function chooseTemplate(wished: string | undefined): Promise<Template | undefined> {
  const { templates } = await import('../../core/language/templates');
  if (wished !== undefined) return templates.find(({ id }) => id === wished);
  const items = templates.map((template) => ({ label: template.title, detail: template.sentence, template }));
  const title = vscode.l10n.t('New Scenario');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return chosen?.template;
}

/** Puts a scenario and the file that it names into a folder; undefined if a file of another content has that name there. */
async function putBoth(
  extension: vscode.Uri,
  template: Template,
  beside: NonNullable<Template['beside']>,
  folder: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const contents = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, ...beside.source));
  const trace = vscode.Uri.joinPath(folder, beside.name);
  const present = await readIfThere(trace);
  if (present !== undefined && !areSame(present, contents)) {
    const message = vscode.l10n.t(
      'This folder has a {0} of its own, which is left as it is: choose another one.',
      beside.name,
    );
    void vscode.window.showErrorMessage(message);
    return undefined;
  }
  const file = await freeFile(folder, template.id, '.migration.yaml');
  const scenario = { file, contents: new TextEncoder().encode(await readTemplate(extension, template)) };
  await createFiles([...(present === undefined ? [{ file: trace, contents }] : []), scenario]);
  return file;
}

/** Opens a new scenario, and gives its document; undefined if the person thinks better of it. */
export async function newScenario(extension: vscode.Uri, given: unknown): Promise<vscode.TextDocument | undefined> {
  const wish = wishOf(given);
  const template = await chooseTemplate(wish.template);
  if (template === undefined) return undefined;
  if (template.beside === undefined) {
    const content = await readTemplate(extension, template);
    return show(await vscode.workspace.openTextDocument({ language: languageId, content }));
  }
  const folder =
    wish.folder ??
    (await chooseFolder(vscode.l10n.t('Folder for the scenario and its trace'), vscode.l10n.t('Put Both Here')));
  const file = folder && (await putBoth(extension, template, template.beside, folder));
  return file && show(await vscode.workspace.openTextDocument(file));
}

async function show(document: vscode.TextDocument): Promise<vscode.TextDocument> {
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}
