// Brings the experiment of a scenario back after a window reload: from the stored runs, else it is made again: the same seed gives the same events, byte for byte. A cancelled one is made up
// to where it was cancelled, and is cancelled again.
import * as vscode from 'vscode';
import { isScenario } from '../../core/protocol/shapes';
import { isWhole } from '../../core/scenario/record';
import type { Scenario } from '../../core/scenario/scenario';
import type { Laboratory } from '../laboratory';
import type { ArchivedRun } from './archive';
import type { Experiment } from './experiment';
import { digestOfScenario } from './digest';
import type { HistoryRecord } from './history';
import { compareText } from './staleness';

/** The scenario's experiment: the one at hand, else the remembered one made again; null if none is known. */
export async function findOrRestore(lab: Laboratory, scenario: vscode.Uri): Promise<Experiment | null> {
  const address = scenario.toString();
  const known = lab.store.newest(address);
  if (known !== undefined) return known;
  const record = lab.history.find(address);
  const stored = await (record ? lab.archive.find(record.experimentId) : lab.archive.newest(scenario));
  const restored = stored && (await restoreStored(lab, stored));
  if (restored) return restored;
  if (record === undefined) return null;
  const resolved = record.scenario ?? (await resolveAgain(lab, scenario, record));
  if (resolved === null) return null;
  const { experimentId, scenarioUri, file, digest } = record;
  const request = { experimentId, scenarioUri, file, scenario: resolved, digest };
  lab.log.info(`The experiment of ${file} is made again.`);
  if (record.status === 'cancelled') lab.runs.startCancelled(request, record.events);
  else lab.runs.start(request);
  await compareText(lab.store, lab.documents.files, scenario);
  return lab.store.find(experimentId) ?? null;
}

/** The experiment of a stored run, as it was; null if it can no longer be read. */
export async function restoreStored(lab: Laboratory, { head, scenario }: ArchivedRun): Promise<Experiment | null> {
  const { experimentId, file, digest, state } = head;
  const known = lab.store.find(experimentId);
  const events = known?.events ?? (await lab.archive.events(experimentId));
  if (events === null) return null;
  const whole = isWhole(head.scenario) && isScenario(head.scenario) ? head.scenario : null;
  const runnable = known?.runnable ?? whole ?? (await resolveAgain(lab, scenario, head));
  const scenarioUri = scenario.toString();
  const restored = { experimentId, scenarioUri, file, digest, scenario: head.scenario, runnable, state, events };
  const experiment = lab.store.restore(restored);
  await compareText(lab.store, lab.documents.files, scenario);
  return experiment;
}

/** A scenario with a trace is remembered without it: it is what it was as long as text and files are the same. Null: they are not. */
async function resolveAgain(
  lab: Laboratory,
  scenario: vscode.Uri,
  { digest }: Pick<HistoryRecord, 'digest'>,
): Promise<Scenario | null> {
  try {
    const document = await vscode.workspace.openTextDocument(scenario);
    const checked = await lab.documents.check(document);
    return digestOfScenario(document.getText(), checked.files) === digest ? checked.scenario : null;
  } catch {
    lab.log.info(`${scenario.path} cannot be opened any more: its experiment is not made again.`);
    return null;
  }
}
