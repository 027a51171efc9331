// Context keys for menus and key bindings: `migrationLab.running`, `migrationLab.hasResults`.
import * as vscode from 'vscode';
import type { Disposable } from '../emitter';
import type { RunStore } from '../runs/runStore';

export function keepContextKeys(store: RunStore): Disposable {
  const current = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (current.get(key) === value) return;
    current.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const update = (): void => {
    const all = store.all();
    set(
      'migrationLab.running',
      all.some(({ state }) => state.status === 'running'),
    );
    set('migrationLab.hasResults', all.length > 0);
  };
  update();
  return store.changes.on(({ kind }) => {
    if (kind !== 'events') update();
  });
}
