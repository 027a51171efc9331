// The editor's theme as canvases need it: VS Code's CSS variables, read at one place and read again when one observer sees them change.
// Everything that is not a canvas follows by CSS alone (styles/panel.css).
import { seriesCount } from '../core/series';
import { mixColors } from './colors';
import { seriesVariables } from './palette';

export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface Theme {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  /** Lines of axes. */
  readonly line: string;
  /** Lines behind the data, to be felt more than seen; clear in high contrast. */
  readonly grid: string;
  readonly fontFamily: string;
  /** CSS pixels. */
  readonly fontSize: number;
  /** The algorithms' colours, by their position in the file. */
  readonly series: readonly string[];
}

/** The theme of the page as it is now. */
export function readTheme(page: Document): Theme {
  const style = getComputedStyle(page.documentElement);
  const read = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const kind = themeKind(page.body.classList);
  const light = isLight(kind);
  const line = read('--vscode-charts-lines', 'rgba(128, 128, 128, 0.5)');
  const foreground = read('--vscode-foreground', light ? '#3b3b3b' : '#cccccc');
  return {
    kind,
    background: read('--vscode-editor-background', light ? '#ffffff' : '#1f1f1f'),
    foreground,
    muted: read('--vscode-descriptionForeground', foreground),
    line,
    grid: isHighContrast(kind) ? line : mixColors(line, 'transparent', 0.4),
    fontFamily: read('--vscode-font-family', 'sans-serif'),
    fontSize: Number.parseFloat(read('--vscode-font-size', '13')) || 13,
    series: Array.from({ length: seriesCount }, (_, index) =>
      seriesVariables(index).reduceRight((behind, name) => read(name, behind), foreground),
    ),
  };
}

/** Calls `changed` when the theme has changed; returns how to stop. VS Code changes the root's style and the body's class and data. */
export function observeTheme(page: Document, changed: (theme: Theme) => void): () => void {
  const observer = new MutationObserver(() => {
    changed(readTheme(page));
  });
  observer.observe(page.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(page.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => {
    observer.disconnect();
  };
}

export function isLight(kind: ThemeKind): boolean {
  return kind === 'light' || kind === 'high-contrast-light';
}

export function isHighContrast(kind: ThemeKind): boolean {
  return kind === 'high-contrast' || kind === 'high-contrast-light';
}

/** The light high-contrast theme carries the class of the dark one too: ask for it first. */
function themeKind(classes: DOMTokenList): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}
