// Snapshots of texts, kept in test/webview/snapshots/: `UPDATE_SNAPSHOTS=1` writes them anew, and the difference is looked at before it is kept.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** What differs from the snapshot of that name: nothing, or the first line that does. */
export function matchesSnapshot(name: string, text: string): readonly string[] {
  const file = path.join(process.cwd(), 'test', 'webview', 'snapshots', `${name}.txt`);
  if (process.env['UPDATE_SNAPSHOTS'] === '1') writeFileSync(file, text);
  if (!existsSync(file)) return [`there is no snapshot ${name}: UPDATE_SNAPSHOTS=1 writes it`];
  const [wanted, found] = [readFileSync(file, 'utf8').split('\n'), text.split('\n')];
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at < 0 && wanted.length === found.length) return [];
  const line = at < 0 ? wanted.length : at;
  return [`snapshot ${name}, line ${line + 1}: '${found[line] ?? ''}' instead of '${wanted[line] ?? ''}'`];
}
