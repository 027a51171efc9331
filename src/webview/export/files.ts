// Charts as files: PNG and SVG from the same scene, CSV from the figures. Everything is made in the page, without an address that the content
// security policy would have to allow.
import { csvField } from '../../core/report/csv';
import { type ExportFormat, type SavedFile, fileNameOf } from '../../core/protocol/savedFiles';
import { canvasOf, measureIn } from '../charts/canvasScene';
import type { Measure } from '../charts/scene';
import type { ChartSpec } from '../charts/spec';
import type { Theme } from '../theme';
import { type PicturedSpec, layOut } from './layout';
import { svgOf } from './svg';
import { opaqueTheme, printTheme } from './themes';

/** A chart as it stands on the page. */
export interface ShownChart {
  readonly spec: ChartSpec;
  /** What it is about: an algorithm's label, all algorithms, the guest. */
  readonly about: string;
}

export interface ExportWish {
  readonly format: ExportFormat;
  readonly forPrint: boolean;
}

/** Where the figures come from. */
export interface Source {
  /** The scenario's name. */
  readonly name: string;
  /** One line under the picture: scenario, seed, version. */
  readonly line: string;
}

/** Pixels of a PNG to each of the picture: sharp on paper at half a page's width. */
const DENSITY = 2;

/** The charts as files, in their order; those without a picture are left out. No two have the same name. */
export async function filesOf(
  charts: readonly ShownChart[],
  wish: ExportWish,
  theme: Theme,
  source: Source,
): Promise<readonly SavedFile[]> {
  const looks = wish.forPrint ? printTheme : opaqueTheme(theme);
  const files: SavedFile[] = [];
  const taken = new Set<string>();
  for (const chart of charts) {
    if (!hasPicture(chart.spec)) continue;
    const content = await contentOf(chart.spec, chart.about, wish.format, looks, source);
    files.push({ name: freeName([source.name, chart.about, chart.spec.title], wish.format, taken), content });
  }
  return files;
}

function hasPicture(spec: ChartSpec): spec is PicturedSpec {
  return spec.kind !== 'absent';
}

function freeName(words: readonly string[], format: ExportFormat, taken: Set<string>): string {
  let name = fileNameOf(words, format);
  for (let number = 2; taken.has(name); number += 1) name = fileNameOf([String(number), ...words], format);
  taken.add(name);
  return name;
}

async function contentOf(
  spec: PicturedSpec,
  about: string,
  format: ExportFormat,
  theme: Theme,
  source: Source,
): Promise<SavedFile['content']> {
  if (format === 'csv') return csvOf(spec);
  const scene = layOut({ spec, about, source: source.line }, theme, measureOnPage(theme.fontFamily));
  if (format === 'svg') return svgOf(scene, `${spec.title} of ${about}`, spec.summary);
  return pngOf(canvasOf(scene, DENSITY));
}

/** Names and rows; a figure has all its digits. */
export function csvOf({ figures: { columns, rows } }: Pick<ChartSpec, 'figures'>): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

function measureOnPage(fontFamily: string): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) throw new Error('The browser gives no canvas to measure texts with.');
  return measureIn(context, fontFamily);
}

function pngOf(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) blob.arrayBuffer().then(resolve, reject);
      else reject(new Error('The browser could not make a PNG of the chart.'));
    }, 'image/png');
  });
}
