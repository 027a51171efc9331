// Shows the results of the last run beside the lines that they belong to: figures beside algorithms, verdicts beside expectations. Results of an
// earlier text say so and are drawn paler.
import * as vscode from 'vscode';
import type { ResultMark } from '../../core/language/resultMarks';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { RunStore } from '../runs/runStore';
import type { ScenarioDocuments } from './scenarioDocuments';
import { drawVisibleScenarios } from './visibleScenarios';

/** Marks follow runs and typing with this delay. */
const calmMilliseconds = 200;

type Look = ResultMark['kind'] | 'stale';

const colours: Readonly<Record<Look, string>> = {
  figures: 'editorCodeLens.foreground',
  holds: 'testing.iconPassed',
  fails: 'editorError.foreground',
  stale: 'disabledForeground',
};

function decorationTypes(): ReadonlyMap<Look, vscode.TextEditorDecorationType> {
  const create = (look: Look): vscode.TextEditorDecorationType =>
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      after: {
        color: new vscode.ThemeColor(colours[look]),
        margin: '0 0 0 2em',
        fontStyle: look === 'stale' ? 'italic' : 'normal',
      },
    });
  const looks: readonly Look[] = ['figures', 'holds', 'fails', 'stale'];
  return new Map(looks.map((look) => [look, create(look)]));
}

function decorationOf(document: vscode.TextDocument, { offset, text }: ResultMark): vscode.DecorationOptions {
  const { end } = document.lineAt(document.positionAt(offset)).range;
  return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
}

/** Keeps the marks of all visible scenarios until disposed of. */
export function showResultMarks(
  documents: ScenarioDocuments,
  store: RunStore,
  clock: Clock,
  log: Log,
): vscode.Disposable {
  const types = decorationTypes();
  const refresh = async (editor: vscode.TextEditor): Promise<void> => {
    const { document } = editor;
    const { version } = document;
    const state = store.newest(document.uri.toString())?.state;
    const isEnded = state !== undefined && state.status !== 'running';
    const marks = isEnded
      ? (await import('../../core/language/resultMarks')).resultMarks(await documents.check(document), state)
      : [];
    if (document.isClosed || document.version !== version) return;
    const lookOf = ({ kind }: ResultMark): Look => (state?.stale ? 'stale' : kind);
    for (const [look, type] of types) {
      const own = marks.filter((mark) => lookOf(mark) === look);
      editor.setDecorations(
        type,
        own.map((mark) => decorationOf(document, mark)),
      );
    }
  };
  const drawing = drawVisibleScenarios('Marking the results in', calmMilliseconds, clock, log, refresh);
  return vscode.Disposable.from(
    ...types.values(),
    drawing,
    store.changes.on(({ kind }) => {
      if (kind !== 'events') drawing.refreshSoon();
    }),
  );
}
