// The colours of the series: readable on every default background, and told apart by everyone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { type Triple, ciede2000, contrast, distance, visions } from '../webview/support/colours';

type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

interface Manifest {
  readonly contributes: {
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<Theme, string>> }[];
  };
}

/** The editor backgrounds of VS Code's own themes: both dark ones, light, and the two of high contrast. */
const backgrounds: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#1f1f1f', '#1e1e1e'],
  light: ['#ffffff'],
  highContrast: ['#000000'],
  highContrastLight: ['#ffffff'],
};

// Its shape is checked by the first test below.
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const series = contributes.colors.filter(({ id }) => id.startsWith('migrationLab.series'));

it('computes the distances of the published test data', () => {
  // Pairs 1, 7 and 13 and 25 of Sharma, Wu and Dalal's table 1.
  const pairs: readonly (readonly [Triple, Triple, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ];
  for (const [one, other, distance] of pairs) assert.equal(ciede2000(one, other).toFixed(4), distance.toFixed(4));
});

it('gives six series a colour in each kind of theme', () => {
  assert.deepEqual(
    series.map(({ id }) => id),
    [1, 2, 3, 4, 5, 6].map((number) => `migrationLab.series${number}`),
  );
  for (const { defaults } of series) {
    for (const theme of Object.keys(backgrounds)) assert.match(defaults[theme as Theme], /^#[0-9a-f]{6}$/);
  }
});

// The keys of `backgrounds` are themes: its type says so.
for (const theme of Object.keys(backgrounds) as Theme[]) {
  it(`shows each series with a contrast of at least 3:1 on the background of ${theme}`, () => {
    for (const { id, defaults } of series) {
      for (const background of backgrounds[theme]) {
        const found = contrast(defaults[theme], background);
        assert(found >= 3, `${id} has ${found.toFixed(2)}:1 on ${background}`);
      }
    }
  });

  for (const [vision, matrix] of Object.entries(visions)) {
    it(`keeps any two series of ${theme} at least 10 apart for ${vision} vision`, () => {
      for (const [index, one] of series.entries()) {
        for (const other of series.slice(index + 1)) {
          const apart = distance(one.defaults[theme], other.defaults[theme], matrix);
          assert(apart >= 10, `${one.id} and ${other.id} are ${apart.toFixed(1)} apart`);
        }
      }
    });
  }
}
