// The colour of each algorithm, which always comes with its mark (core/series.ts); and the steps of lightness of the tiers. The
// colours are the extension's own contributions (package.json), chosen for distance under the three colour-vision deficiencies and for contrast;
// VS Code's chart colours stand behind them.
import { seriesCount } from '../core/series';
import { hslColor } from './colors';

const behind = ['orange', 'green', 'blue', 'red', 'purple', 'yellow'] as const;

/** The series' colours on white: those of package.json for light themes, for pictures that are printed whatever the theme. */
export const printSeries: readonly string[] = ['#c16900', '#067260', '#1c70d6', '#b32653', '#582da9', '#91875c'];

/** The CSS variables that hold the colour of the algorithm at a position of the file; the first that is set counts. */
export function seriesVariables(index: number): readonly string[] {
  const position = index % seriesCount;
  return [`--vscode-migrationLab-series${position + 1}`, `--vscode-charts-${behind[position] ?? behind[0]}`];
}

/**
 * A colour for each tier, coldest first: one hue, the hotter the further from the background, from which the coldest stands out by 3:1 (WCAG 2.2, 1.4.11).
 * `light` says that the background is.
 */
export function tierColors(count: number, light: boolean): readonly string[] {
  return Array.from({ length: count }, (_, tier) => {
    const heat = count === 1 ? 1 : tier / (count - 1);
    const lightness = light ? 54 - 40 * heat : 42 + 48 * heat;
    return hslColor(205, 0.45 + 0.25 * heat, lightness / 100);
  });
}
