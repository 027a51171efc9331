// The texts of a folder, as a lab or a submission has them: by name, with / between folders. Nothing outside of it is read: links are not followed, and what is
// no plain file, or too large, is told as such and never opened.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { largestDataFile, type DataFiles, type FileContent } from '../core/scenario/dataFiles';
import { faultOf, textOf } from './dataFiles';

/** How much of a folder is read. */
export interface FolderLimits {
  /** Of one file, in bytes. */
  readonly largestFile: number;
  /** Of all together, in bytes. */
  readonly mostBytes: number;
  readonly mostFiles: number;
}

export const labLimits: FolderLimits = {
  largestFile: largestDataFile,
  mostBytes: 4 * largestDataFile,
  mostFiles: 1000,
};

/** Folders within folders. */
const deepest = 8;

/** What is no part of any work: folders of tools, and files that begin with a dot. */
export function isPassedOver(name: string): boolean {
  return /^(?:\..*|node_modules|__MACOSX)$/.test(name);
}

class FolderReader {
  readonly files = new Map<string, FileContent>();
  private bytes = 0;
  private folders = 0;

  constructor(
    private readonly root: string,
    private readonly limits: FolderLimits,
  ) {}

  read(folder: string, depth: number): void {
    const entries = readdirSync(path.join(this.root, folder)).sort();
    for (const entry of entries) {
      if (isPassedOver(entry)) continue;
      const name = folder === '' ? entry : `${folder}/${entry}`;
      if (this.files.size >= this.limits.mostFiles) return;
      const stat = lstatSync(path.join(this.root, name));
      if (stat.isDirectory()) {
        if (depth < deepest && this.folders++ < this.limits.mostFiles) this.read(name, depth + 1);
      } else this.files.set(name, this.content(name, stat.isFile() ? stat.size : null, stat.isSymbolicLink()));
    }
  }

  private content(name: string, size: number | null, isLink: boolean): FileContent {
    if (isLink) return { fault: { kind: 'unreadable', reason: 'it is a link' } };
    if (size === null) return { fault: { kind: 'unreadable', reason: 'it is no plain file' } };
    const { largestFile, mostBytes } = this.limits;
    if (size > largestFile || this.bytes + size > mostBytes) return { fault: { kind: 'too-large' } };
    this.bytes += size;
    try {
      const content = contentOf(readFileSync(path.join(this.root, name)), largestFile);
      if ('text' in content) this.bytes += Math.max(0, content.text.length - size);
      return content;
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }
}

/** What a file's bytes hold: UTF-8 of at most `largest` characters. @throws Error where gzip's own format is damaged */
export function contentOf(bytes: Buffer, largest: number): FileContent {
  const text = textIn(bytes);
  if (text === null) return { fault: { kind: 'unreadable', reason: 'it is not UTF-8, save it in that encoding' } };
  return text.length > largest ? { fault: { kind: 'too-large' } } : { text };
}

/** A file's text, unpacked if it is gzipped; null: it is not UTF-8. */
function textIn(bytes: Buffer): string | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return textOf(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The files of a folder and below. @throws Error if there is no such folder */
export function readFolder(folder: string, limits: FolderLimits): DataFiles {
  const reader = new FolderReader(folder, limits);
  reader.read('', 0);
  return reader.files;
}
