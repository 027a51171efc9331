// Hovers in scenarios: core/language/hover.ts says what stands there.
import * as vscode from 'vscode';
import { editorRange } from './ranges';
import { scenarioSelector } from './scenarioDocuments';

/** Explains the word under the mouse in all scenarios until disposed of. */
export function provideHovers(): vscode.Disposable {
  const provider: vscode.HoverProvider = {
    async provideHover(document, position) {
      const [{ hoverAt }, { algorithms }] = await Promise.all([
        import('../../core/language/hover'),
        import('../../core/algorithms/registry'),
      ]);
      const found = hoverAt(document.getText(), document.offsetAt(position), algorithms);
      return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), editorRange(document, found.range));
    },
  };
  return vscode.languages.registerHoverProvider(scenarioSelector, provider);
}
