// What exported pictures look like: for print, or as in the panel with colours that every program knows.
import { seenOver } from '../colors';
import { printSeries } from '../palette';
import type { Theme } from '../theme';

/** Dark on white with larger type, for papers and reports. */
export const printTheme: Theme = {
  kind: 'light',
  background: '#ffffff',
  foreground: '#1a1a1a',
  muted: '#4d4d4d',
  line: '#8c8c8c',
  grid: '#dcdcdc',
  fontFamily: 'Helvetica, Arial, sans-serif',
  fontSize: 16,
  series: printSeries,
};

/** The theme with each colour as it is seen over the background: other programs do not know all ways to write one. */
export function opaqueTheme(theme: Theme): Theme {
  const { background } = theme;
  const seen = (color: string): string => seenOver(color, background);
  return {
    ...theme,
    foreground: seen(theme.foreground),
    muted: seen(theme.muted),
    line: seen(theme.line),
    grid: seen(theme.grid),
    series: theme.series.map(seen),
  };
}
