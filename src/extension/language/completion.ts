// Completion in scenarios, labs and host presets: core/language/complete.ts says what fits; here are the files around the scenario, and the editor's own terms.
import * as vscode from 'vscode';
import type { Offer, OfferKind } from '../../core/language/offer';
import type { TemplateText } from '../../core/language/context';
import { editorRange } from './ranges';
import { describedSelector, isScenarioDocument, tableOf } from './scenarioDocuments';
import { readTemplate } from './templateFiles';

/** More files than anybody looks through. */
const mostFiles = 200;

/** A file with no more than a word in it may become any scenario. */
const longestWord = 40;

const kinds: Readonly<Record<OfferKind, vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  unit: vscode.CompletionItemKind.Unit,
  algorithm: vscode.CompletionItemKind.Class,
  file: vscode.CompletionItemKind.File,
  label: vscode.CompletionItemKind.Variable,
  metric: vscode.CompletionItemKind.Field,
  function: vscode.CompletionItemKind.Function,
  operator: vscode.CompletionItemKind.Operator,
  path: vscode.CompletionItemKind.Reference,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Files in the scenario's folder and below with one of these endings, packed or not, named from there. */
async function filesBeside(scenario: vscode.Uri, endings: readonly string[]): Promise<string[]> {
  const isUntitled = scenario.scheme === 'untitled';
  const folder = isUntitled ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(scenario, '..');
  if (folder === undefined || vscode.workspace.getWorkspaceFolder(folder) === undefined) return [];
  const pattern = `**/*{${endings.flatMap((ending) => [ending, `${ending}.gz`]).join(',')}}`;
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), undefined, mostFiles);
  return found.map(({ path }) => path.slice(folder.path.length).replace(/^\//, '')).sort();
}

async function readTemplates(extension: vscode.Uri): Promise<readonly TemplateText[]> {
  const { templates } = await import('../../core/language/templates');
  const alone = templates.filter(({ beside }) => beside === undefined);
  return Promise.all(alone.map(async (template) => ({ ...template, text: await readTemplate(extension, template) })));
}

function itemOf(document: vscode.TextDocument, offer: Offer, index: number, snippet: string): vscode.CompletionItem {
  const item = new vscode.CompletionItem(offer.label, kinds[offer.kind]);
  item.range = editorRange(document, offer.range);
  item.insertText = new vscode.SnippetString(snippet);
  item.detail = offer.detail;
  item.documentation = new vscode.MarkdownString(offer.documentation);
  // The order of the tables: what must be there first.
  item.sortText = String(index).padStart(4, '0');
  return item;
}

/** Offers completion in all scenarios and labs until disposed of. */
export function provideCompletion(extension: vscode.Uri): vscode.Disposable {
  let templates: Promise<readonly TemplateText[]> | undefined;
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position) {
      const text = document.getText();
      const offset = document.offsetAt(position);
      const [{ complete, fileEndingsAt }, { snippetText }, { algorithms }, table] = await Promise.all([
        import('../../core/language/complete'),
        import('../../core/language/offer'),
        import('../../core/algorithms/registry'),
        tableOf(document),
      ]);
      const isScenario = isScenarioDocument(document);
      const endings = fileEndingsAt(text, offset, algorithms, table);
      const files = endings.length === 0 ? [] : await filesBeside(document.uri, endings);
      const isEmpty = isScenario && text.trim().length <= longestWord;
      if (isEmpty) templates ??= readTemplates(extension);
      const around = { algorithms, files, templates: isEmpty ? ((await templates) ?? []) : [] };
      const offers = complete(text, offset, table === undefined ? around : { ...around, table });
      return offers.map((offer, index) => itemOf(document, offer, index, snippetText(offer.insert)));
    },
  };
  return vscode.languages.registerCompletionItemProvider(describedSelector, provider, ' ', '.', '(', '[', '{', ',');
}
