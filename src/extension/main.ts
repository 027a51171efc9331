// Entry point of the extension in the editor on a computer (Node): chooses the environment, nothing else.
import type { ExtensionContext } from 'vscode';
import { activateIn } from './activate';
import type { TestApi } from './api';
import { nodeEnvironment } from './env/node/environment';

export function activate(context: ExtensionContext): TestApi {
  return activateIn(context, nodeEnvironment(context.asAbsolutePath('dist/worker.js')));
}
