// Looks at documents once they have been still for a moment: at once when they are opened, and whenever something else asks for it.
import * as vscode from 'vscode';
import type { Disposable } from '../emitter';
import { type Log, inBackground } from '../log';

/** Short enough that problems show within 150 ms of the last key, the check included. */
const stillMilliseconds = 75;

export interface Looker {
  readonly isOurs: (document: vscode.TextDocument) => boolean;
  readonly look: (document: vscode.TextDocument) => Promise<void>;
  /** The document was closed. */
  readonly forget: (document: vscode.TextDocument) => void;
  /** For the log: what was done when it fails. */
  readonly what: string;
}

export interface StillDocuments extends Disposable {
  /** Looks at a document again, in a moment. */
  again(document: vscode.TextDocument): void;
}

/** Looks at all open documents that are ours until disposed of. */
export function whenStill({ isOurs, look, forget, what }: Looker, log: Log): StillDocuments {
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const lookAfter = (document: vscode.TextDocument, milliseconds: number): void => {
    if (!isOurs(document)) return;
    clearTimeout(timers.get(document));
    const timer = setTimeout(() => {
      timers.delete(document);
      inBackground(log, `${what} ${document.uri.path}`, look(document));
    }, milliseconds);
    timers.set(document, timer);
  };
  for (const document of vscode.workspace.textDocuments) lookAfter(document, 0);
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => {
      lookAfter(document, 0);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      lookAfter(document, stillMilliseconds);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      clearTimeout(timers.get(document));
      timers.delete(document);
      forget(document);
    }),
  );
  return {
    again: (document) => {
      lookAfter(document, stillMilliseconds);
    },
    dispose: () => {
      listening.dispose();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
