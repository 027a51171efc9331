// The texts of the templates, as they lie in the extension.
import * as vscode from 'vscode';
import { type Template, templateFile } from '../../core/language/templates';

/** The text of a template. */
export async function readTemplate(extension: vscode.Uri, template: Template): Promise<string> {
  const file = vscode.Uri.joinPath(extension, 'media', 'templates', templateFile(template));
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
