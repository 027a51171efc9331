// The editor's token of cancellation as the runs know it.
import type * as vscode from 'vscode';
import type { Cancellation } from './runs/sweeps';

export function cancellationOf(token: vscode.CancellationToken): Cancellation {
  return {
    onCancel: (listener) => {
      token.onCancellationRequested(listener);
    },
  };
}
