// Context keys for menus and key bindings: `migrationLab.running`, `migrationLab.hasResults`, `migrationLab.hasPin`, `migrationLab.hasHistory`.
import * as vscode from 'vscode';
import type { Disposable } from '../emitter';
import type { Laboratory } from '../laboratory';
import { inBackground } from '../log';

export function keepContextKeys({ store, pins, archive, log }: Laboratory): vscode.Disposable {
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
  const updatePins = (): void => {
    set('migrationLab.hasPin', !pins.isEmpty);
  };
  const updateHistory = (): void => {
    const looking = archive.isEmpty().then((isEmpty) => {
      set('migrationLab.hasHistory', !isEmpty);
    });
    inBackground(log, 'Looking for stored runs', looking);
  };
  update();
  updatePins();
  updateHistory();
  const listening: readonly Disposable[] = [
    store.changes.on(({ kind }) => {
      if (kind !== 'events') update();
    }),
    pins.changes.on(updatePins),
    archive.changes.on(updateHistory),
  ];
  return vscode.Disposable.from(...listening);
}
