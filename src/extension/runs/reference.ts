// What a scenario's results are compared with, read when a panel asks for it: the pinned run, from this window or from the stored ones, or a saved result.
import * as vscode from 'vscode';
import type { RunEvent, RunTotals } from '../../core/engine/events';
import type { Reference } from '../../core/protocol/messages';
import { readSide } from '../../core/savedResult';
import type { Laboratory } from '../laboratory';

/** Null: nothing, or what was pinned is gone; then it is pinned no longer. */
export async function findReference(lab: Laboratory, scenario: vscode.Uri): Promise<Reference | null> {
  const address = scenario.toString();
  const pinned = lab.pins.find(address);
  if (pinned === null) return null;
  if (pinned.kind === 'run') {
    const found = await runReference(lab, address, pinned.experimentId);
    if (found !== null) return found;
    lab.log.info(`The run that ${scenario.path} was compared with is gone.`);
  } else {
    const found = await fileReference(vscode.Uri.parse(pinned.uri));
    if ('reference' in found) return found.reference;
    void vscode.window.showWarningMessage(found.fault);
  }
  await lab.pins.pin(address, null);
  return null;
}

async function runReference(lab: Laboratory, address: string, experimentId: string): Promise<Reference | null> {
  const stored = await lab.archive.find(experimentId);
  const known = lab.store.find(experimentId);
  const scenario = known?.scenario ?? stored?.head.scenario;
  const events = known?.events ?? (await lab.archive.events(experimentId));
  if (scenario === undefined || events === null) return null;
  const uri = known?.scenarioUri ?? stored?.scenario.toString();
  const isOwn = uri === address;
  const own = stored
    ? vscode.l10n.t('the run of {0}', timeInWords(stored.head.endedAt))
    : vscode.l10n.t('the pinned run');
  const name = isOwn ? own : (known?.file ?? stored?.head.file ?? '');
  return { experimentId, name, isOwn, scenario, runs: endsOf(events) };
}

/** Reads a saved result, or says why it can't be compared with. */
export async function fileReference(
  file: vscode.Uri,
): Promise<{ readonly reference: Reference } | { readonly fault: string }> {
  const name = vscode.workspace.asRelativePath(file, false);
  let text: string;
  try {
    text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return { fault: vscode.l10n.t('{0} can no longer be read: nothing is compared with it.', name) };
  }
  const read = readSide(text);
  if ('fault' in read) return { fault: vscode.l10n.t('{0} cannot be compared with: {1}', name, read.fault) };
  const { scenario, runs } = read.side;
  // Of a result document, whose runs have rounds besides.
  const ends = runs.map((run): RunTotals => ({ ...run }));
  return { reference: { experimentId: null, name, isOwn: false, scenario, runs: ends } };
}

function endsOf(events: readonly RunEvent[]): readonly RunTotals[] {
  return events.filter((event) => event.type === 'end');
}

/** '12:31', and of another day its date before. */
export function timeInWords(milliseconds: number): string {
  const [time, now] = [new Date(milliseconds), new Date()];
  const clock = time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return time.toDateString() === now.toDateString() ? clock : `${time.toLocaleDateString()} ${clock}`;
}
