// Colours by meaning: what core/language/tokens.ts says of each word, in the editor's encoding.
import * as vscode from 'vscode';
import type { TokenType } from '../../core/language/tokens';
import { parsedScenario } from './parsedScenarios';
import { editorRange } from './ranges';
import { scenarioSelector } from './scenarioDocuments';

/** Every type that there is: the compiler holds the two together. */
const types: Readonly<Record<TokenType, true>> = {
  property: true,
  variable: true,
  type: true,
  function: true,
  parameter: true,
  enumMember: true,
  number: true,
  keyword: true,
  string: true,
  operator: true,
};
const legend = new vscode.SemanticTokensLegend(Object.keys(types), ['declaration']);

/** Semantic highlighting of whole documents. */
export function provideSemanticTokens(): vscode.Disposable {
  const provider: vscode.DocumentSemanticTokensProvider = {
    async provideDocumentSemanticTokens(document) {
      const [{ semanticTokens }, parsed] = await Promise.all([
        import('../../core/language/tokens'),
        parsedScenario(document),
      ]);
      const builder = new vscode.SemanticTokensBuilder(legend);
      for (const { range, type, isDeclaration } of semanticTokens(parsed.document))
        builder.push(editorRange(document, range), type, isDeclaration ? ['declaration'] : []);
      return builder.build();
    },
  };
  return vscode.languages.registerDocumentSemanticTokensProvider(scenarioSelector, provider, legend);
}
