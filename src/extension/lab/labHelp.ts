// Hovers and the outline of lab files, for authors: from the table of the lab language.
import * as vscode from 'vscode';
import type { ScenarioDocument } from '../../core/scenario/document';
import { editorRange } from '../language/ranges';
import { symbolOf } from '../language/structure';

const labSelector: vscode.DocumentSelector = { pattern: '**/*.migration-lab.{yaml,yml}' };

// Loaded when it is asked for.
const help = () => import('../../core/lab/help');

async function parsedLab(document: vscode.TextDocument): Promise<ScenarioDocument> {
  const { parseScenario } = await import('../../core/scenario/parse');
  return parseScenario(document.getText()).document;
}

/** Offers both in all labs until disposed of. */
export function provideLabHelp(): vscode.Disposable {
  const hovers: vscode.HoverProvider = {
    async provideHover(document, position) {
      const [{ labHoverAt }, parsed] = await Promise.all([help(), parsedLab(document)]);
      const found = labHoverAt(parsed, document.offsetAt(position));
      return found && new vscode.Hover(new vscode.MarkdownString(found.text), editorRange(document, found.range));
    },
  };
  const symbols: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document) {
      const [{ labOutline }, parsed] = await Promise.all([help(), parsedLab(document)]);
      return labOutline(parsed).map((item) => symbolOf(document, item));
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(labSelector, hovers),
    vscode.languages.registerDocumentSymbolProvider(labSelector, symbols),
  );
}
