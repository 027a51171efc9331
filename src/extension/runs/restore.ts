// Makes the experiment of a scenario again after a window reload: the same seed gives the same events, byte for byte. A cancelled one is made up
// to where it was cancelled, and is cancelled again.
import type * as vscode from 'vscode';
import type { Laboratory } from '../laboratory';
import type { Experiment } from './experiment';
import { compareText } from './staleness';

/** The scenario's experiment: the one at hand, else the remembered one made again; null if none is known. */
export async function findOrRestore(lab: Laboratory, scenario: vscode.Uri): Promise<Experiment | null> {
  const address = scenario.toString();
  const known = lab.store.newest(address);
  if (known !== undefined) return known;
  const record = lab.history.find(address);
  if (record === undefined) return null;
  const { experimentId, scenarioUri, file, scenario: resolved, digest } = record;
  const request = { experimentId, scenarioUri, file, scenario: resolved, digest };
  lab.log.info(`The experiment of ${file} is made again.`);
  if (record.status === 'cancelled') lab.runs.startCancelled(request, record.events);
  else lab.runs.start(request);
  await compareText(lab.store, scenario);
  return lab.store.find(experimentId) ?? null;
}
