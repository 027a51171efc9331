// Exported charts without a browser: every chart of real runs as SVG and CSV, whatever the scenario's names hold; and what the extension lets be saved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exportFormats, fileNameOf, isSavedFiles, saveBounds } from '../../src/core/protocol/savedFiles';
import type { Item, Measure, Scene } from '../../src/webview/charts/scene';
import type { ChartSpec } from '../../src/webview/charts/spec';
import { csvOf } from '../../src/webview/export/files';
import { type PicturedSpec, layOut, wrapped } from '../../src/webview/export/layout';
import { svgOf } from '../../src/webview/export/svg';
import { opaqueTheme, printTheme } from '../../src/webview/export/themes';
import { allCharts } from './support/charts';
import { exampleScenario, scenarioOf } from './support/recordings';
import { elementsOf } from './support/xml';

/** Letters of a fixed width: near enough to see what stands where. */
const measure: Measure = (text, size) => text.length * size * 0.55;

const source = 'A scenario, examples/a.migration.yaml · seed 1 · miglab 0.1.0';

const nasty = scenarioOf(`
scenario: '<script>alert("1")</script> & ]]>'
vm: { memory: 32MiB }
workload:
  - { name: hot, size: 8MiB, writes: 40k/s, pattern: uniform }
link: { bandwidth: 1Gbit/s }
algorithms:
  - xen-precopy
  - hca
`);

const recorded = ['first', 'hot-and-cold', 'mmuncher', 'never-converges'].map((name) => ({
  name,
  charts: allCharts(exampleScenario(name)),
}));

function pictured(spec: ChartSpec): spec is PicturedSpec {
  return spec.kind !== 'absent';
}

function pictures(): readonly { readonly spec: PicturedSpec; readonly about: string }[] {
  return recorded.flatMap(({ charts }) =>
    charts.flatMap(({ spec, about }) => (pictured(spec) ? [{ spec, about }] : [])),
  );
}

function flat(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => (item.kind === 'clip' ? flat(item.items) : [item]));
}

function textsOf(scene: Scene): readonly Extract<Item, { kind: 'text' }>[] {
  return flat(scene.items).filter((item) => item.kind === 'text');
}

describe('a chart as a picture', () => {
  it('of every kind stands inside its page, texts and all', () => {
    for (const { spec, about } of pictures()) {
      const scene = layOut({ spec, about, source }, printTheme, measure);
      for (const item of scene.items) {
        if (item.kind === 'text') {
          const width = measure(item.text, item.size, item.bold);
          const left = item.align === 'left' ? item.x : item.align === 'right' ? item.x - width : item.x - width / 2;
          const name = `'${item.text}' of ${spec.title}`;
          assert.ok(left >= 0 && left + width <= scene.width + 1, `${name} reaches from ${left} to ${left + width}`);
          assert.ok(item.y > 0 && item.y < scene.height, name);
        }
        if (item.kind === 'mark' || item.kind === 'rect' || item.kind === 'clip')
          assert.ok(item.x >= 0 && item.y >= 0 && item.x <= scene.width && item.y <= scene.height);
      }
    }
  });

  it('says subject, finding, summary and source', () => {
    for (const { spec, about } of pictures()) {
      const texts = textsOf(layOut({ spec, about, source }, printTheme, measure)).map(({ text }) => text);
      const said = texts.join(' ');
      for (const wanted of [`${spec.title} · ${about}`, spec.finding, spec.summary, source])
        assert.ok(said.includes(wanted), `${spec.title}: '${wanted}' is missing`);
      for (const { name } of spec.legend) assert.ok(texts.includes(name));
    }
  });

  it('is dark on white for print, with larger type than on the screen', () => {
    for (const { spec, about } of pictures()) {
      const { background, items } = layOut({ spec, about, source }, printTheme, measure);
      assert.equal(background, '#ffffff');
      for (const item of flat(items)) if (item.kind === 'text') assert.ok(item.size >= 14);
    }
  });

  it('draws each bar and column as long as its figure', () => {
    const [first] = recorded;
    const downtime = first?.charts.find(({ spec }) => spec.kind === 'bars')?.spec;
    assert.ok(downtime?.kind === 'bars');
    const scene = layOut({ spec: downtime, about: '', source }, printTheme, measure);
    const clip = scene.items.find((item) => item.kind === 'clip');
    assert.ok(clip?.kind === 'clip');
    const lengths = downtime.rows.map((_, row) => {
      const y = clip.y + (row + 0.5) * (clip.height / downtime.rows.length);
      const own = clip.items.filter((item) => item.kind === 'rect' && Math.abs(item.y + item.height / 2 - y) < 1);
      return own.reduce((end, item) => (item.kind === 'rect' ? Math.max(end, item.x + item.width - clip.x) : end), 0);
    });
    const figures = downtime.rows.map((_, row) =>
      downtime.parts.reduce((sum, { values }) => sum + (values[row] ?? 0), 0),
    );
    const shares = lengths.map((length) => length / clip.width);
    figures.forEach((figure, row) => {
      assert.ok(Math.abs((shares[row] ?? 0) - Math.min(1, figure / downtime.max)) < 0.01);
    });
  });
});

describe('SVG', () => {
  it('is well formed, drawn and not a picture of pixels, and names nothing outside itself', () => {
    for (const theme of [printTheme, opaqueTheme({ ...printTheme, muted: 'rgba(255, 255, 255, 0.7)' })]) {
      for (const { spec, about } of pictures()) {
        const svg = svgOf(layOut({ spec, about, source }, theme, measure), spec.title, spec.summary);
        const elements = elementsOf(svg);
        const known = 'svg title desc defs clipPath pattern rect polyline line g path text'.split(' ');
        for (const { name, attributes } of elements) {
          assert.ok(known.includes(name), name);
          for (const [attribute, value] of Object.entries(attributes)) {
            assert.doesNotMatch(attribute, /^on|href|style/);
            if (value.startsWith('url(')) assert.match(value, /^url\(#[\w-]+\)$/);
            assert.doesNotMatch(value, /NaN|undefined|Infinity|color-mix/, `${name} ${attribute}`);
          }
        }
        const ids = new Set(elements.map(({ attributes }) => attributes['id']));
        const used = [...svg.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id);
        for (const id of used) assert.ok(ids.has(id), `#${id ?? ''}`);
      }
    }
  });

  it('holds whatever a name says as text', () => {
    const [chart] = allCharts(nasty);
    assert.ok(chart && pictured(chart.spec));
    const about = `</text><image href="http://example.org/x"/> & "quotes" '\u0000'`;
    const svg = svgOf(layOut({ spec: chart.spec, about, source: nasty.name }, printTheme, measure), about, nasty.name);
    const names = elementsOf(svg).map(({ name }) => name);
    assert.ok(!names.includes('image') && !names.includes('script'));
    assert.doesNotMatch(svg, /\u0000/);
  });
});

describe('CSV', () => {
  it('has the names of its columns, and as many fields in each row', () => {
    for (const { spec } of pictures()) {
      const lines = csvOf(spec).trimEnd().split('\n');
      const fields = lines.map((line) => line.split(',').length);
      assert.ok(lines.length > 1);
      assert.deepEqual(new Set(fields), new Set([spec.figures.columns.length]), spec.title);
      assert.doesNotMatch(csvOf(spec), /NaN|undefined|Infinity|\u202f/);
    }
  });

  it('has every digit of the figures', () => {
    for (const { spec } of pictures()) {
      const rows = csvOf(spec).trimEnd().split('\n').slice(1);
      spec.figures.rows.forEach((row, index) => {
        const fields = rows[index]?.split(',') ?? [];
        row.forEach((value, column) => {
          if (typeof value === 'number') assert.equal(Number(fields[column]), value);
        });
      });
    }
  });

  it('quotes what has commas and quotes', () => {
    const figures = { columns: ['label'], rows: [['a, "b"']] };
    assert.equal(csvOf({ figures }), 'label\n"a, ""b"""\n');
  });
});

describe('lines of text', () => {
  it('are no wider than they may be, and lose no word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, (list) => {
        const lines = wrapped(list.join(' '), 12, (text) => text.length);
        assert.equal(lines.join(' '), list.join(' '));
        assert.ok(lines.every((line) => line.length <= 12));
      }),
    );
  });
});

describe('what may be saved', () => {
  const file = (name: string): unknown[] => [{ name, content: 'a' }];

  it('has a plain name, whatever the words were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 4 }), (words) => {
        for (const format of exportFormats) assert.ok(isSavedFiles(file(fileNameOf(words, format))));
      }),
    );
    assert.equal(fileNameOf(['Zürich & Gewicht', 'Pages per round'], 'svg'), 'zurich-gewicht-pages-per-round.svg');
  });

  it('has no folder in its name, no ending of another kind, and no two names alike', () => {
    const wrong = [
      '../a.svg',
      'a/b.svg',
      'a\\b.svg',
      '.svg',
      '.a.svg',
      'a.svg.exe',
      'a.js',
      'A.svg',
      'a b.svg',
      '',
      'a..svg',
    ];
    for (const name of wrong) assert.equal(isSavedFiles(file(name)), false, name);
    assert.equal(isSavedFiles([...file('a.svg'), ...file('a.svg')]), false);
    assert.ok(isSavedFiles([...file('a.svg'), ...file('b.svg')]));
  });

  it('keeps within bounds, and is text or bytes', () => {
    assert.equal(isSavedFiles([]), false);
    assert.equal(isSavedFiles([{ name: 'a.png', content: new ArrayBuffer(saveBounds.bytes + 1) }]), false);
    assert.ok(isSavedFiles([{ name: 'a.png', content: new ArrayBuffer(10) }]));
    for (const content of [null, 1, {}, [1], new Uint8Array(3)])
      assert.equal(isSavedFiles([{ name: 'a.png', content }]), false);
    const many = Array.from({ length: saveBounds.files + 1 }, (_, index) => ({ name: `a-${index}.csv`, content: '' }));
    assert.equal(isSavedFiles(many), false);
    const large = Array.from({ length: 5 }, (_, index) => ({
      name: `a-${index}.png`,
      content: new ArrayBuffer(saveBounds.bytes),
    }));
    assert.equal(isSavedFiles(large), false);
  });
});
