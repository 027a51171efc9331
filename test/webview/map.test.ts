// The memory map, its pure parts: where cells stand, what is painted, and what is said of a cell, held against the engine's own frames.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Frame, pageStates } from '../../src/core/engine/frames';
import { thinSpace } from '../../src/core/metrics/format';
import { mapViews } from '../../src/core/protocol/messages';
import { recordedScenario } from '../../src/core/scenario/record';
import { type PixelLook, cellTile, paintCells, smallestWithGap } from '../../src/webview/map/cellTiles';
import { type CellStory, pagesOfCell, readCell, regionsInWords } from '../../src/webview/map/cellWords';
import { bytesOf, countCells, mapClasses } from '../../src/webview/map/mapClasses';
import { cellAt, cellsFor, mapLayout, placeOf } from '../../src/webview/map/mapLayout';
import { type CellLook, cellLook } from '../../src/webview/map/mapLooks';
import { cellByKey } from '../../src/webview/map/mapReader';
import { mapSummary, mapTable, mapTitle } from '../../src/webview/map/mapWords';
import { cursorBetween, showsCursor } from '../../src/webview/map/passCursor';
import { type Lane, initialState, reduce } from '../../src/webview/reduce';
import type { Theme, ThemeKind } from '../../src/webview/theme';
import { evenTimes, recordFrames } from './support/frames';
import { finished, scenarioOf } from './support/recordings';

const spaced = (text: string): string => text.replaceAll(thinSpace, ' ');

/** A guest of 4 096 pages with a hot region that hca holds back, one that is never written, and one page to a cell. */
const small = scenarioOf(`
scenario: Small
vm: { memory: 16MiB }
workload:
  - { name: warm, size: 4MiB, writes: 400/s, pattern: uniform }
  - { name: hot, size: 2MiB, writes: 40k/s, pattern: uniform }
link: { bandwidth: 100Mbit/s }
algorithms: [xen-precopy, hca, { precopy: { skip: false }, as: plain }]
`);
const scenario = recordedScenario(small);
const state = reduce(initialState, { type: 'hydrate', experiment: finished(small) });

function laneOf(label: string): Lane {
  const lane = state.experiment?.lanes.find(({ choice }) => choice.label === label);
  assert.ok(lane);
  return lane;
}

const framesOf = new Map<string, readonly Frame[]>();
function frames(label: string): readonly Frame[] {
  const known = framesOf.get(label);
  if (known) return known;
  const recorded = recordFrames(small, label, evenTimes(200, laneOf(label).end?.totalSeconds ?? 1), small.pages);
  framesOf.set(label, recorded);
  return recorded;
}

function storyAt(label: string, index: number): CellStory {
  const all = frames(label);
  const frame = all[index];
  assert.ok(frame);
  const lane = laneOf(label);
  return { lane, scenario, frame, earlier: all.slice(0, index), tiers: mapClasses('tier', lane.rounds) };
}

/** The first frame with a cell in this state, and that cell. */
function find(label: string, wanted: (typeof pageStates)[number]): { story: CellStory; cell: number } {
  const code = pageStates.indexOf(wanted);
  const index = frames(label).findIndex(({ cells }) => cells.includes(code));
  assert.ok(index >= 0, `no page is ${wanted} in ${label}`);
  const story = storyAt(label, index);
  return { story, cell: story.frame.cells.indexOf(code) };
}

const anyRoom = fc.record({
  cells: fc.integer({ min: 1, max: 20_000 }),
  width: fc.integer({ min: 200, max: 2500 }),
  height: fc.integer({ min: 100, max: 700 }),
});

describe('the layout of a map', () => {
  it('has a place for every cell inside the room, none over another', () => {
    fc.assert(
      fc.property(anyRoom, ({ cells, width, height }) => {
        const layout = mapLayout(cells, width, height);
        assert.ok(layout);
        const { columns, rows, cellWidth, cellHeight } = layout;
        assert.ok(columns * rows >= cells && columns * (rows - 1) < cells);
        assert.ok(columns * cellWidth <= width && rows * cellHeight <= height);
        assert.ok(Number.isInteger(cellWidth) && Number.isInteger(cellHeight));
      }),
    );
  });

  it('finds the cell under each of its pixels again', () => {
    fc.assert(
      fc.property(anyRoom, fc.nat(), ({ cells, width, height }, some) => {
        const layout = mapLayout(cells, width, height);
        assert.ok(layout);
        const cell = some % cells;
        const { x, y } = placeOf(layout, cell);
        assert.equal(cellAt(layout, x, y), cell);
        assert.equal(cellAt(layout, x + layout.cellWidth - 0.01, y + layout.cellHeight - 0.01), cell);
      }),
    );
  });

  it('has nothing beside its cells', () => {
    const layout = mapLayout(10, 100, 100);
    assert.ok(layout);
    assert.equal(cellAt(layout, -1, 0), null);
    assert.equal(cellAt(layout, layout.columns * layout.cellWidth, 0), null);
    assert.equal(cellAt(layout, 0, layout.rows * layout.cellHeight), null);
  });

  it('fills most of its room with cells that are not far from square', () => {
    for (const [width, height] of [
      [590, 152],
      [350, 152],
      [1240, 152],
      [1180, 304],
    ] as const) {
      const layout = mapLayout(cellsFor(width, height), width, height);
      assert.ok(layout);
      const { columns, rows, cellWidth, cellHeight } = layout;
      assert.ok((columns * cellWidth * rows * cellHeight) / (width * height) > 0.85, `${width} x ${height}`);
      assert.ok(Math.max(cellWidth / cellHeight, cellHeight / cellWidth) <= 2, `${cellWidth} x ${cellHeight}`);
      assert.ok(Math.min(cellWidth, cellHeight) >= smallestWithGap, 'there is room for marks');
    }
  });

  it('asks for as many cells as the eye tells apart', () => {
    assert.equal(cellsFor(590, 152), 4096);
    assert.equal(cellsFor(1240, 152), 8192);
    assert.equal(cellsFor(10, 10), 1024);
  });
});

describe('painting', () => {
  const looks: readonly PixelLook[] = [
    { fill: 1, mark: 'none', ink: 1 },
    { fill: 2, mark: 'frame', ink: 20 },
    { fill: 3, mark: 'stroke', ink: 30 },
  ];
  const classOf = Uint8Array.from({ length: 256 }, (_, byte) => byte % 3);
  const width = 60;
  const height = 40;
  const layout = mapLayout(60, width, height);
  assert.ok(layout);
  const tiles = looks.map((look) => cellTile(look, layout.cellWidth, layout.cellHeight, 0));
  const paint = (pixels: Uint32Array, next: Uint8Array, before: Uint8Array | null): ReturnType<typeof paintCells> =>
    paintCells(pixels, width, layout, tiles, next, classOf, before);
  const anyBytes = fc.uint8Array({ minLength: 60, maxLength: 60 });

  it('of what has changed gives the same picture as painting all', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (before, next) => {
        const [step, whole] = [new Uint32Array(width * height), new Uint32Array(width * height)];
        paint(step, before, null);
        paint(step, next, before);
        paint(whole, next, null);
        assert.deepEqual(step, whole);
      }),
    );
  });

  it('tells the rows that have changed, and touches no other', () => {
    const before = new Uint8Array(60);
    const next = before.slice();
    const cell = layout.columns * 2 + 1;
    next[cell] = 1;
    const pixels = new Uint32Array(width * height).fill(99);
    assert.deepEqual(paint(pixels, next, before), { first: 2, last: 2 });
    const touched = pixels.reduce((count, pixel) => count + (pixel === 99 ? 0 : 1), 0);
    assert.equal(touched, layout.cellWidth * layout.cellHeight);
    assert.equal(paint(pixels, next, next), null);
  });

  it('gives every mark its own pixels, from the smallest cell on', () => {
    const marks = ['none', 'frame', 'dot', 'stroke'] as const;
    for (const side of [smallestWithGap + 1, 8, 21]) {
      const drawn = marks.map((mark) => cellTile({ fill: 1, mark, ink: 2 }, side, side, 0).join());
      assert.equal(new Set(drawn).size, marks.length, `${side} pixels`);
    }
  });
});

describe('the classes of a view', () => {
  it('have every byte of a frame in one of them', () => {
    for (const view of mapViews) {
      for (const label of ['xen-precopy', 'hca']) {
        const { frame, lane } = storyAt(label, 100);
        const classes = mapClasses(view, lane.rounds);
        const counts = countCells(frame, classes);
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          frame.cells.length,
        );
        for (const byte of bytesOf(frame, view)) assert.ok((classes.classOf[byte] ?? 99) < classes.classes.length);
      }
    }
  });

  it('of times sent begin where they say', () => {
    const { classes, classOf } = mapClasses('sent', []);
    const name = (times: number): string => classes[classOf[times] ?? 0]?.name ?? '';
    assert.deepEqual([0, 1, 2, 3, 4, 5, 8, 9, 17, 255].map(name), [
      'never',
      'once',
      'twice',
      '3–4 times',
      '3–4 times',
      '5–8 times',
      '5–8 times',
      '9–16 times',
      '17 times or more',
      '17 times or more',
    ]);
  });
});

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const channel = (index: number): number => {
    const value = Number.parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
}

function contrast(color: string, other: string): number {
  const [light, dark] = [luminance(color), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('the looks of the states', () => {
  const backgrounds: Readonly<Record<ThemeKind, string>> = {
    dark: '#1f1f1f',
    light: '#ffffff',
    'high-contrast': '#000000',
    'high-contrast-light': '#ffffff',
  };
  const kinds = Object.keys(backgrounds) as ThemeKind[]; // the record's own keys
  const looksIn = (kind: ThemeKind): ReadonlyMap<string, CellLook> => {
    // Of the theme only these two fields are asked for.
    const theme = { kind, background: backgrounds[kind] } as Theme;
    return new Map(
      mapClasses('state', []).classes.map((entry) => [
        entry.kind === 'state' ? entry.state : '',
        cellLook(entry, theme),
      ]),
    );
  };

  for (const kind of kinds) {
    it(`never differ by colour alone in the theme ${kind}: by their mark, or by 3:1 in lightness`, () => {
      const looks = [...looksIn(kind)];
      for (const [name, one] of looks) {
        for (const [other, two] of looks) {
          if (name >= other || one.mark !== two.mark) continue;
          assert.ok(contrast(one.fill, two.fill) >= 2.9, `${name} and ${other}: ${contrast(one.fill, two.fill)}`);
        }
      }
    });

    it(`stand out from the background in the theme ${kind}`, () => {
      for (const [name, { fill, mark, ink }] of looksIn(kind)) {
        const seen = mark === 'frame' || mark === 'dot' ? ink : fill;
        assert.ok(contrast(seen, backgrounds[kind]) >= 1.7, `${name}: ${contrast(seen, backgrounds[kind])}`);
        if (mark === 'stroke') assert.ok(contrast(fill, ink) >= 2.5, `${name}'s stroke: ${contrast(fill, ink)}`);
      }
    });
  }
});

describe('a cell in words', () => {
  it('names its pages and the region that they belong to', () => {
    assert.deepEqual(pagesOfCell(3, 18, 65_536), { from: 54, to: 72 });
    assert.deepEqual(pagesOfCell(3640, 18, 65_536), { from: 65_520, to: 65_536 });
    assert.equal(regionsInWords({ from: 0, to: 10 }, scenario), 'warm');
    assert.equal(regionsInWords({ from: 1020, to: 1030 }, scenario), 'warm, hot');
    assert.equal(regionsInWords({ from: 4000, to: 4010 }, scenario), 'never written');
    assert.equal(regionsInWords({ from: 1530, to: 1540 }, scenario), 'hot, never written');
    assert.equal(regionsInWords({ from: 4000, to: 4010 }, { ...scenario, zeroPages: 500 }), 'zero pages');
    const spread = { ...scenario, zeroPages: 800, zeroLayout: 'spread' } as const;
    const last = scenario.pages - 1;
    assert.equal(regionsInWords({ from: last, to: last + 1 }, spread), 'never written', 'the memory ends with content');
  });

  it('says of a page that is there in which round it was sent', () => {
    const story = storyAt('plain', frames('plain').length - 1);
    const { pages, sentence } = readCell(4000, story);
    assert.equal(spaced(pages), 'Page 4 000 · never written');
    assert.match(sentence, /^At the destination: sent in round 1 and not written since\. Sent once; tier: never\.$/);
  });

  it('says of a page that is dirty again since when, as the rounds have it', () => {
    const { story, cell } = find('plain', 'dirty');
    const { sentence } = readCell(cell, story);
    const told = /^Dirty again: written again since it was sent in round (\d+)/.exec(sentence);
    assert.ok(told, sentence);
    assert.ok(Number(told[1]) <= story.frame.round);
  });

  it('never names a round that had not begun, nor one in which nothing was sent', () => {
    for (const label of ['plain', 'xen-precopy', 'hca']) {
      const { rounds } = laneOf(label);
      for (let index = 0; index < frames(label).length; index += 13) {
        const story = storyAt(label, index);
        for (let cell = 0; cell < 4096; cell += 97) {
          const { sentence } = readCell(cell, story);
          for (const [, from, to] of sentence.matchAll(/in round (\d+)(?: (?:or|to) (\d+))?/g)) {
            const last = Number(to ?? from);
            assert.ok(last <= story.frame.round, `${label} ${index} ${cell}: ${sentence}`);
            assert.ok(
              rounds.some((round) => round.round >= Number(from) && round.round <= last && round.pagesSent > 0),
              sentence,
            );
          }
        }
      }
    }
  });

  it('says why a page is held back, by the algorithm’s own rule', () => {
    const { story, cell } = find('hca', 'held');
    assert.match(readCell(cell, story).sentence, /^Held back: kept until .* the link has no room to re-send this tier/);
    const byTier = { ...story.lane.choice.parameters, hold: 'tier' };
    const lane = { ...story.lane, choice: { ...story.lane.choice, parameters: byTier } };
    assert.match(readCell(cell, { ...story, lane }).sentence, /the hottest tier is kept/);
  });

  it('says of a page that waits that the log has told', () => {
    const { story, cell } = find('hca', 'owed');
    assert.match(
      readCell(cell, story).sentence,
      /^Owed: the log has told that it was written since it was sent in round 1; waiting to be sent again\./,
    );
  });

  it('says of a page that has not been sent whether its turn has come', () => {
    const all = frames('xen-precopy');
    const index = all.findIndex(
      ({ cursor, round }) => round === 1 && cursor !== null && cursor > 2000 && cursor < 3600,
    );
    const story = storyAt('xen-precopy', index);
    const cursor = story.frame.cursor ?? 0;
    const unsent = pageStates.indexOf('unsent');
    const after = story.frame.cells.findIndex((code, cell) => code === unsent && cell > cursor);
    const before = story.frame.cells.findIndex((code, cell) => code === unsent && cell < cursor);
    assert.match(readCell(after, story).sentence, /^Not sent yet: its turn has not come\. Never sent;/);
    assert.match(readCell(before, story).sentence, /^Not sent yet: passed over so far\. Never sent;/);
  });
});

describe('a map in words', () => {
  it('counts the pages of each state, and all of them', () => {
    const { frame, lane } = storyAt('hca', 120);
    const classes = mapClasses('state', lane.rounds);
    const summary = mapSummary('hca', frame, classes);
    assert.match(summary, /^Memory of hca: .*% of it .*\.$/);
    const { rows, columns, caption } = mapTable('hca', frame, classes, scenario.pages);
    assert.equal(caption, 'Memory of hca by state');
    assert.deepEqual(columns, ['State', 'Share', 'Pages']);
    const pages = rows.map(([, , count]) => Number(count?.replaceAll(thinSpace, '')));
    assert.equal(
      pages.reduce((sum, count) => sum + count, 0),
      scenario.pages,
    );
  });

  it('has a title that says what a cell is', () => {
    assert.equal(spaced(mapTitle(scenario, 1)), 'Memory · 4 096 pages, a cell is a page');
    assert.equal(
      spaced(mapTitle({ ...scenario, pages: 2 ** 28 }, 65_536)),
      'Memory · 268 435 456 pages, a cell is 65 536 pages',
    );
  });
});

describe('the cursor of a pass', () => {
  const at = (seconds: number, round: number, cursor: number | null): Frame => {
    const { frame } = storyAt('plain', 0);
    return { ...frame, seconds, round, cursor, pagesPerCell: 10 };
  };

  it('moves evenly between two frames of a round', () => {
    const [one, two] = [at(1, 2, 100), at(2, 2, 300)];
    assert.equal(cursorBetween(one, two, 1), 10);
    assert.equal(cursorBetween(one, two, 1.5), 20);
    assert.equal(cursorBetween(one, two, 3), 30);
  });

  it('stays where it is known to be before another round or another pass', () => {
    assert.equal(cursorBetween(at(1, 2, 100), at(2, 3, 300), 1.5), 10);
    assert.equal(cursorBetween(at(1, 2, 100), at(2, 2, 50), 1.5), 10);
    assert.equal(cursorBetween(at(1, 2, 100), null, 1.5), 10);
    assert.equal(cursorBetween(at(1, 2, null), at(2, 2, 50), 1.5), null);
  });

  it('is shown where the position of a pass is a page', () => {
    const lane = laneOf('xen-precopy');
    const withOrder = (order: string): Lane => ({
      ...lane,
      choice: { ...lane.choice, parameters: { ...lane.choice.parameters, order } },
    });
    assert.equal(showsCursor(withOrder('linear')), true);
    assert.equal(showsCursor(withOrder('permuted')), false);
    assert.equal(showsCursor(laneOf('plain')), true);
  });
});

describe('reading cells by key', () => {
  it('goes from cell to cell and from row to row, and never beyond them', () => {
    assert.equal(cellByKey('ArrowRight', null, 100, 10), 0);
    assert.equal(cellByKey('ArrowLeft', null, 100, 10), 99);
    assert.equal(cellByKey('ArrowRight', 5, 100, 10), 6);
    assert.equal(cellByKey('ArrowDown', 5, 100, 10), 15);
    assert.equal(cellByKey('ArrowUp', 5, 100, 10), 5);
    assert.equal(cellByKey('ArrowDown', 95, 100, 10), 95);
    assert.equal(cellByKey('PageDown', 95, 100, 10), 99);
    assert.equal(cellByKey('Home', 95, 100, 10), 0);
    assert.equal(cellByKey('End', 5, 100, 10), 99);
    assert.equal(cellByKey('Escape', 5, 100, 10), null);
    assert.equal(cellByKey('Escape', null, 100, 10), undefined);
    assert.equal(cellByKey('a', 5, 100, 10), undefined);
    assert.equal(cellByKey('ArrowRight', null, 0, 0), undefined);
  });

  it('leads from any cell to another one of the map', () => {
    const keys = fc.constantFrom(
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(
        fc.array(keys),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 50 }),
        (pressed, cells, columns) => {
          let current: number | null = null;
          for (const key of pressed) {
            current = cellByKey(key, current, cells, columns) ?? null;
            assert.ok(current !== null && current >= 0 && current < cells);
          }
        },
      ),
    );
  });
});
