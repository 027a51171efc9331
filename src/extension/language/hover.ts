// Hovers in scenarios, labs and host presets: core/language/hover.ts says what stands there.
import * as vscode from 'vscode';
import type { Hover } from '../../core/language/hover';
import { explainCommand } from '../commands/explainAlgorithm';
import { editorRange } from './ranges';
import { describedSelector, tableOf } from './scenarioDocuments';

/** The words of a hover; those about an algorithm end with a link to its page. */
function markdownOf({ markdown, algorithm }: Hover): vscode.MarkdownString {
  if (algorithm === undefined) return new vscode.MarkdownString(markdown);
  const link = vscode.Uri.parse(`command:${explainCommand}?${encodeURIComponent(JSON.stringify([algorithm]))}`);
  const words = vscode.l10n.t('Idea, rules, parameters and a figure');
  const page = new vscode.MarkdownString(`${markdown}\n\n[${words}](${link.toString()})`);
  // No other command: what stands in the hover is made from tables, but a label is the file's.
  page.isTrusted = { enabledCommands: [explainCommand] };
  return page;
}

/** Explains the word under the mouse in all scenarios and labs until disposed of. */
export function provideHovers(): vscode.Disposable {
  const provider: vscode.HoverProvider = {
    async provideHover(document, position) {
      const [{ hoverAt }, { algorithms }, table] = await Promise.all([
        import('../../core/language/hover'),
        import('../../core/algorithms/registry'),
        tableOf(document),
      ]);
      const found = hoverAt(document.getText(), document.offsetAt(position), algorithms, table);
      return found && new vscode.Hover(markdownOf(found), editorRange(document, found.range));
    },
  };
  return vscode.languages.registerHoverProvider(describedSelector, provider);
}
