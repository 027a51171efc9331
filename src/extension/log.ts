// The one log channel, 'Migration Lab' in the Output view. Parts that run without an editor get the interface alone.
import * as vscode from 'vscode';

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Opens the channel; the caller owns it. */
export function openLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Migration Lab', { log: true });
}

/** What an error says, with its place in the code where there is one: for the log. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Lets something go on by itself; if it fails, the log says what. */
export function inBackground(log: Log, what: string, work: Thenable<unknown>): void {
  work.then(undefined, (error: unknown) => {
    log.error(`${what} failed: ${errorText(error)}`);
  });
}
