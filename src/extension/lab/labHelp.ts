// The outline of lab files, for authors.
import * as vscode from 'vscode';
import type { ScenarioDocument } from '../../core/scenario/document';
import { symbolOf } from '../language/structure';

const labSelector: vscode.DocumentSelector = { pattern: '**/*.migration-lab.{yaml,yml}' };

// Loaded when it is asked for.
const help = () => import('../../core/lab/help');

async function parsedLab(document: vscode.TextDocument): Promise<ScenarioDocument> {
  const { parseScenario } = await import('../../core/scenario/parse');
  return parseScenario(document.getText()).document;
}

/** Offers it in all labs until disposed of. */
export function provideLabHelp(): vscode.Disposable {
  const symbols: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document) {
      const [{ labOutline }, parsed] = await Promise.all([help(), parsedLab(document)]);
      return labOutline(parsed).map((item) => symbolOf(document, item));
    },
  };
  return vscode.languages.registerDocumentSymbolProvider(labSelector, symbols);
}
