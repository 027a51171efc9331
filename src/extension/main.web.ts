// Entry point of the extension in the editor in a browser (Web Worker): chooses the environment, nothing else.
import { type ExtensionContext, Uri } from 'vscode';
import { activateIn } from './activate';
import type { TestApi } from './api';
import { webEnvironment } from './env/web/environment';

export function activate(context: ExtensionContext): TestApi {
  const worker = Uri.joinPath(context.extensionUri, 'dist', 'web', 'worker.js');
  return activateIn(context, webEnvironment(worker.toString(true)));
}
