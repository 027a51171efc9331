// The mark and the colour that each algorithm has in the panel, before its entry in the file: both follow the order of the file.
import * as vscode from 'vscode';
import { locateAlgorithms } from '../../core/scenario/locate';
import { glyphOf, seriesCount } from '../../core/series';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { parsedScenario } from './parsedScenarios';
import { drawVisibleScenarios } from './visibleScenarios';

/** Marks move with the text by themselves; a changed list is read after this delay. */
const calmMilliseconds = 100;

function decorationType(index: number): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    before: {
      contentText: glyphOf(index),
      color: new vscode.ThemeColor(`migrationLab.series${index + 1}`),
      margin: '0 0.5ch 0 0',
    },
  });
}

/** Keeps the marks of all visible scenarios until disposed of. */
export function showSwatches(clock: Clock, log: Log): vscode.Disposable {
  const types = Array.from({ length: seriesCount }, (_, index) => decorationType(index));
  const refresh = async (editor: vscode.TextEditor): Promise<void> => {
    const { document } = editor;
    const { version } = document;
    const entries = locateAlgorithms((await parsedScenario(document)).document)?.entries ?? [];
    if (document.isClosed || document.version !== version) return;
    for (const [series, type] of types.entries()) {
      const own = entries.filter((_, index) => index % seriesCount === series);
      editor.setDecorations(
        type,
        own.map(({ start }) => new vscode.Range(document.positionAt(start), document.positionAt(start))),
      );
    }
  };
  const drawing = drawVisibleScenarios('Marking the algorithms of', calmMilliseconds, clock, log, refresh);
  return vscode.Disposable.from(...types, drawing);
}
