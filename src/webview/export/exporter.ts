// Exports: hears what charts' menus ask for, makes the files and hands them to the extension to be saved.
import type { ExportMessage } from '../../core/protocol/messages';
import type { SavedFile } from '../../core/protocol/savedFiles';
import { generator } from '../../core/version';
import { formatCounted } from '../../core/metrics/format';
import { chartsIn } from '../charts/chartView';
import type { RecordedScenario } from '../../core/scenario/record';
import type { Theme } from '../theme';
import { type ExportAsked, exportEvent, forPrintAttribute } from './exportMenu';
import { type ExportWish, type ShownChart, type Source, filesOf } from './files';

export interface Exporter {
  saveAll(wish: Pick<ExportMessage, 'format' | 'forPrint'>): void;
}

export interface ExporterParts {
  /** Whether pictures are dark on white whatever the theme. */
  readonly forPrint: () => boolean;
  readonly choose: (forPrint: boolean) => void;
  readonly theme: () => Theme;
  /** The scenario that the charts are of, and its file; null: there is none yet. */
  readonly shown: () => { readonly scenario: RecordedScenario; readonly file: string } | null;
  readonly save: (files: readonly SavedFile[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Serves the menus below `root`. */
export function createExporter(root: HTMLElement, parts: ExporterParts): Exporter {
  const tellMenus = (): void => {
    root.setAttribute(forPrintAttribute, String(parts.forPrint()));
  };
  const save = (charts: readonly ShownChart[], wish: ExportWish): void => {
    const shown = parts.shown();
    if (!shown) return;
    filesOf(charts, wish, parts.theme(), sourceOf(shown.scenario, shown.file))
      .then((files) => {
        if (files.length > 0) parts.save(files);
      })
      .catch(parts.failed);
  };
  root.addEventListener(exportEvent, (event) => {
    // Only our own menus dispatch events of this name.
    const { chart, wish } = (event as CustomEvent<ExportAsked>).detail;
    if (wish === 'switch for print') {
      parts.choose(!parts.forPrint());
      tellMenus();
    } else save(chart ? [chart] : chartsIn(root), { format: wish, forPrint: parts.forPrint() });
  });
  tellMenus();
  return {
    saveAll(wish) {
      save(chartsIn(root), wish);
    },
  };
}

/** 'A first migration, examples/first.migration.yaml · seed 1, 20 repetitions · miglab 0.1.0'. */
function sourceOf({ name, seed, repetitions }: RecordedScenario, file: string): Source {
  const repeated = repetitions > 1 ? `, ${formatCounted(repetitions, 'repetition')}` : '';
  return { name, line: `${name}, ${file} · seed ${seed}${repeated} · ${generator}` };
}
