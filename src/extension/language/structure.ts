// The structure of a scenario in the editor: outline (and breadcrumbs with it), folding, growing selections.
import * as vscode from 'vscode';
import type { Fold } from '../../core/language/folding';
import type { OutlineItem } from '../../core/language/outline';
import { parsedScenario } from './parsedScenarios';
import { editorRange } from './ranges';
import { scenarioSelector } from './scenarioDocuments';

const symbolKinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Module,
  region: vscode.SymbolKind.Array,
  algorithm: vscode.SymbolKind.Function,
  expectation: vscode.SymbolKind.Event,
  axis: vscode.SymbolKind.Variable,
  key: vscode.SymbolKind.Field,
};

/** An item of an outline in the editor's terms. */
export function symbolOf(document: vscode.TextDocument, item: OutlineItem): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(
    item.name,
    item.detail,
    symbolKinds[item.kind],
    editorRange(document, item.range),
    editorRange(document, item.selection),
  );
  symbol.children = item.children.map((child) => symbolOf(document, child));
  return symbol;
}

const foldKinds: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = {
  value: undefined,
  comment: vscode.FoldingRangeKind.Comment,
  region: vscode.FoldingRangeKind.Region,
};

const symbols: vscode.DocumentSymbolProvider = {
  async provideDocumentSymbols(document) {
    const [{ outlineOf }, parsed] = await Promise.all([
      import('../../core/language/outline'),
      parsedScenario(document),
    ]);
    return outlineOf(parsed.document).map((item) => symbolOf(document, item));
  },
};

const folding: vscode.FoldingRangeProvider = {
  async provideFoldingRanges(document) {
    const [{ foldsOf }, parsed] = await Promise.all([import('../../core/language/folding'), parsedScenario(document)]);
    return foldsOf(parsed.document).map(
      ({ firstLine, lastLine, kind }) => new vscode.FoldingRange(firstLine, lastLine, foldKinds[kind]),
    );
  },
};

const selection: vscode.SelectionRangeProvider = {
  async provideSelectionRanges(document, positions) {
    const [{ selectionAt }, parsed] = await Promise.all([
      import('../../core/language/selection'),
      parsedScenario(document),
    ]);
    return positions.map((position) => {
      const ranges = selectionAt(parsed.document, document.offsetAt(position));
      const chain = ranges.reduceRight<vscode.SelectionRange | undefined>(
        (parent, range) => new vscode.SelectionRange(editorRange(document, range), parent),
        undefined,
      );
      return chain ?? new vscode.SelectionRange(new vscode.Range(position, position));
    });
  },
};

/** Outline, folding and selections. */
export function provideStructure(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(scenarioSelector, symbols, { label: 'Migration Lab' }),
    vscode.languages.registerFoldingRangeProvider(scenarioSelector, folding),
    vscode.languages.registerSelectionRangeProvider(scenarioSelector, selection),
  );
}
