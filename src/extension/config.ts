// The settings, read at the moment of use: they are the editor's, and nothing here keeps a copy.
import * as vscode from 'vscode';
import { type PlaybackSpeed, playbackSpeeds } from '../core/protocol/messages';

/** Whether a scenario is run when it is first shown in an editor. */
export function runsOnOpen(scenario: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('migrationLab.run', scenario).get('onOpen', false);
}

/** Whether values have what they come to shown behind them. */
export function showsInlayHints(scenario: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('migrationLab', scenario).get('inlayHints', true);
}

/** How fast a run that has just been started plays in the panel; a value that is none of ours counts as the default. */
export function playbackSpeed(): PlaybackSpeed {
  const wanted: unknown = vscode.workspace.getConfiguration('migrationLab.playback').get('speed');
  return playbackSpeeds.find((speed) => speed === wanted) ?? 'fit';
}
