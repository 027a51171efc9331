// The memory map's colours: each stands out from the background (WCAG 2.2, 1.4.11), and what has no mark of its own is told apart by everyone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageStates } from '../../src/core/engine/frames';
import { type MapClass, mapClasses, stateNames } from '../../src/webview/map/mapClasses';
import { type CellLook, cellLook } from '../../src/webview/map/mapLooks';
import { tierColors } from '../../src/webview/palette';
import { isLight } from '../../src/webview/theme';
import { contrast, distance, visions } from './support/colours';
import { themes, themeOf } from './support/themes';

/** The colour that most of a cell shows: the fill, or the mark where the fill is the background. */
const shown = ({ fill, ink }: CellLook, background: string): string => (fill === background ? ink : fill);

for (const fixture of themes) {
  const theme = themeOf(fixture);
  const { background } = theme;
  const look = (entry: MapClass): CellLook => cellLook(entry, theme);

  describe(`the memory map in the theme ${fixture.name}`, () => {
    it('has states that stand out from the background', () => {
      for (const entry of mapClasses('state', []).classes) {
        const found = contrast(shown(look(entry), background), background);
        assert.ok(found >= 3, `'${entry.name}' has ${found.toFixed(2)}:1`);
      }
    });

    it('has states of which any two differ by their mark, or in colour for everyone', () => {
      for (const [name, vision] of Object.entries(visions)) {
        pageStates.forEach((one, index) => {
          for (const other of pageStates.slice(index + 1)) {
            const [a, b] = [one, other].map((state) => look({ kind: 'state', state, name: stateNames[state] }));
            assert.ok(a && b);
            const apart = distance(shown(a, background), shown(b, background), vision);
            assert.ok(a.mark !== b.mark || apart >= 10, `${one} and ${other}, ${name}: ${apart.toFixed(1)} apart`);
            // Where cells are too small for marks, what has arrived and what has to be sent again still differ.
            if (one === 'current') assert.ok(apart >= 10, `${one} and ${other}, ${name}: ${apart.toFixed(1)} apart`);
          }
        });
      }
    });

    it('has a stroke on held pages that can be seen', () => {
      const { fill, ink } = look({ kind: 'state', state: 'held', name: '' });
      assert.ok(contrast(fill, ink) >= 3);
    });

    it('has tiers and times sent in steps that are seen, the hotter the further from the background', () => {
      const sent = mapClasses('sent', []).classes.map(look);
      assert.equal(sent[0]?.mark, 'frame');
      for (const count of [1, 2, 3, 4, 7, 8]) {
        const steps = count === 7 ? sent.slice(1).map(({ fill }) => fill) : tierColors(count, isLight(theme.kind));
        const contrasts = steps.map((color) => contrast(color, background));
        assert.ok(
          contrasts.every((found) => found >= 3),
          `${count} steps: ${contrasts.join(', ')}`,
        );
        assert.deepEqual(
          [...contrasts].sort((a, b) => a - b),
          contrasts,
        );
        for (const [name, vision] of Object.entries(visions)) {
          steps.slice(1).forEach((color, step) => {
            const apart = distance(color, steps[step] ?? '', vision);
            assert.ok(
              apart >= (count <= 4 ? 10 : 3),
              `steps ${step} and ${step + 1} of ${count}, ${name}: ${apart.toFixed(1)}`,
            );
          });
        }
      }
    });
  });
}
