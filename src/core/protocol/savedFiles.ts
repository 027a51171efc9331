// Files that the panel asks to have saved: their names and bounds, checked on both sides of the wall.
import { type Guard, listOf, objectOf, textUpTo } from './checks';

export const exportFormats = ['png', 'svg', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A file's content: text, or bytes. */
export interface SavedFile {
  /** A plain name, without a folder. */
  readonly name: string;
  readonly content: string | ArrayBuffer;
}

/** What a panel may ask for at once. The largest picture of ours is below a tenth of it. */
export const saveBounds = {
  files: 100,
  nameLength: 120,
  bytes: 16 * 1024 * 1024,
  bytesInAll: 64 * 1024 * 1024,
} as const;

const isText = textUpTo(saveBounds.bytes);
const isContent: Guard<SavedFile['content']> = (value): value is SavedFile['content'] =>
  value instanceof ArrayBuffer ? value.byteLength <= saveBounds.bytes : isText(value);

/** Lower-case letters, digits and hyphens, and one of our endings: no folder and no hidden file. */
const isFileName: Guard<string> = (value): value is string =>
  typeof value === 'string' &&
  value.length <= saveBounds.nameLength &&
  new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*\\.(${exportFormats.join('|')})$`).test(value);

const areFiles = listOf(objectOf<SavedFile>({ name: isFileName, content: isContent }), saveBounds.files);

/** At least one file, each by its own name, together within bounds. */
export const isSavedFiles: Guard<readonly SavedFile[]> = (value): value is readonly SavedFile[] =>
  areFiles(value) &&
  value.length > 0 &&
  new Set(value.map(({ name }) => name)).size === value.length &&
  value.reduce((sum, { content }) => sum + sizeOf(content), 0) <= saveBounds.bytesInAll;

/** Of text, UTF-16 code units: near enough for a bound. */
function sizeOf(content: SavedFile['content']): number {
  return typeof content === 'string' ? content.length : content.byteLength;
}

/** A name that `isSavedFiles` accepts, from words for people: 'First scenario', 'Pages per round' -> first-scenario-pages-per-round.svg. */
export function fileNameOf(words: readonly string[], format: ExportFormat): string {
  const longest = saveBounds.nameLength - 1 - format.length;
  const name = words
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, '');
  return `${name === '' ? 'chart' : name}.${format}`;
}
