// Nothing in a chart is told by colour alone: any two entries of a legend differ by form, texture, stroke or mark, or in grey as well.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isLine, lookOf } from '../../src/webview/charts/looks';
import type { LegendEntry } from '../../src/webview/charts/spec';
import { seenOver } from '../../src/webview/colors';
import { printTheme } from '../../src/webview/export/themes';
import type { Theme } from '../../src/webview/theme';
import { allCharts } from './support/charts';
import { contrast } from './support/colours';
import { exampleScenario } from './support/recordings';
import { themeOf, themes } from './support/themes';

/** Two greys next to each other are told apart from here on. */
const smallestContrast = 1.25;

/** A line, a surface, or the low bar under the axis that stands for a guest that is stopped. */
const formOf = ({ paint }: LegendEntry): string =>
  paint.role === 'stopped' ? 'bar under the axis' : isLine(paint) ? 'line' : 'surface';

function differ(one: LegendEntry, other: LegendEntry, theme: Theme): boolean {
  if (formOf(one) !== formOf(other)) return true;
  const [a, b] = [lookOf(one.paint, theme), lookOf(other.paint, theme)];
  if (a.texture !== b.texture || a.dash.join() !== b.dash.join()) return true;
  if (isLine(one.paint) && a.width !== b.width) return true;
  // Algorithms have their marks beside their names.
  if ('series' in one.paint && 'series' in other.paint && one.paint.series !== other.paint.series) return true;
  const [grey, otherGrey] = [a.fill, b.fill].map((fill) => seenOver(fill, theme.background));
  return contrast(grey ?? '', otherGrey ?? '') >= smallestContrast;
}

const charts = ['first', 'hot-and-cold', 'never-converges'].flatMap((name) => allCharts(exampleScenario(name)));

for (const [name, theme] of [
  ...themes.map((fixture) => [fixture.name, themeOf(fixture)] as const),
  ['print', printTheme] as const,
]) {
  it(`tells the entries of every legend apart without colour in the theme ${name}`, () => {
    let pairs = 0;
    for (const { spec, about } of charts) {
      spec.legend.forEach((one, index) => {
        for (const other of spec.legend.slice(index + 1)) {
          pairs += 1;
          assert.ok(differ(one, other, theme), `${spec.title} of ${about}: '${one.name}' and '${other.name}'`);
        }
      });
    }
    assert.ok(pairs > 50);
  });
}
