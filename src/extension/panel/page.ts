// The built pages of panel and preview in a webview: the frame of html.ts around the bundle of that name.
import * as vscode from 'vscode';
import { randomHex } from '../ids';
import { panelPage } from './html';

const pagesFolder = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'dist', 'panel');

/** What a page may do: run its script and load from its own folder. */
export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pagesFolder(extension)] };
}

/** The page of a bundle. */
export function builtPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  bundle: 'panel' | 'preview',
  title: string,
): string {
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extension), file)).toString();
  return panelPage({
    cspSource: webview.cspSource,
    scriptUri: address(`${bundle}.js`),
    styleUri: address(`${bundle}.css`),
    nonce: randomHex(16),
    title,
    language: vscode.env.language,
  });
}
