// Reads a .zip as Moodle and mail give it (PKWARE APPNOTE 6.3, 4.3 to 4.5): the central directory tells what is in it, and nothing is written to disk. Every size is held
// to a limit while it is unpacked, whatever the archive says of it; links, encrypted files and names that lead outside are refused.
import { inflateRawSync } from 'node:zlib';
import type { FileContent } from '../core/scenario/dataFiles';
import { quoted } from '../core/scenario/report';
import { isPlainName, submissionLimits } from '../core/lab/submission';
import { contentOf, isPassedOver } from './folder';
import { reasonOf } from './reasons';

/** An archive's files by name, or why it is not read, in a sentence. */
export type ReadArchive = { readonly files: Map<string, FileContent> } | { readonly reason: string };

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of its local header. */
  readonly offset: number;
}

/** Thrown and caught here alone. */
class Damaged extends Error {}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
/** The end record has 22 bytes and a comment of at most 65 535 behind it. */
const endBytes = 22;
const longestComment = 0xffff;
/** A size or offset that stands elsewhere (Zip64): no submission is that large. */
const elsewhere = 0xffffffff;
/** Folders are entries too, and so is what is passed over. */
const mostEntries = 5000;

function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - endBytes - longestComment);
  for (let at = archive.length - endBytes; at >= first; at--)
    if (archive.readUInt32LE(at) === signatures.end) return at;
  throw new Damaged();
}

function entriesOf(archive: Buffer): ZipEntry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > mostEntries) throw new Damaged();
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== signatures.central) throw new Damaged();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const madeByUnix = archive.readUInt8(at + 5) === 3;
    const from = at + 46;
    entries.push({
      // Old archivers of Windows part folders by a backslash.
      name: archive.toString('utf8', from, from + (nameBytes ?? 0)).replaceAll('\\', '/'),
      isEncrypted: (archive.readUInt16LE(at + 8) & 1) !== 0,
      method: archive.readUInt16LE(at + 10),
      packedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
      isLink: madeByUnix && ((archive.readUInt32LE(at + 38) >>> 16) & 0xf000) === 0xa000,
      offset: archive.readUInt32LE(at + 42),
    });
    at = from + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
  return entries;
}

function unpacked(archive: Buffer, { method, packedBytes, offset }: ZipEntry, most: number): Buffer {
  if (archive.readUInt32LE(offset) !== signatures.local) throw new Damaged();
  const from = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(from, from + packedBytes);
  if (packed.length < packedBytes) throw new Damaged();
  return method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
}

function contentIn(archive: Buffer, entry: ZipEntry, left: number): FileContent {
  const most = Math.min(left, submissionLimits.largestFile);
  if (entry.isLink) return { fault: { kind: 'unreadable', reason: 'it is a link' } };
  if (entry.isEncrypted) return { fault: { kind: 'unreadable', reason: 'it is encrypted' } };
  if (entry.method !== 0 && entry.method !== 8)
    return { fault: { kind: 'unreadable', reason: 'it is packed in a way that is not read: use plain .zip' } };
  if (entry.bytes > most || entry.packedBytes === elsewhere) return { fault: { kind: 'too-large' } };
  try {
    return contentOf(unpacked(archive, entry, most), most);
  } catch (error) {
    // It holds more than it says it does.
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      return { fault: { kind: 'too-large' } };
    return { fault: { kind: 'unreadable', reason: error instanceof Damaged ? 'it is damaged' : reasonOf(error) } };
  }
}

/** Reads an archive. Never throws. */
export function readZip(archive: Buffer): ReadArchive {
  let entries: ZipEntry[];
  try {
    entries = entriesOf(archive);
  } catch {
    return { reason: 'The archive cannot be read: it is no .zip, or it is damaged. Make it again.' };
  }
  const plain = entries.filter(({ name }) => !name.endsWith('/') && !name.split('/').some(isPassedOver));
  const outside = entries.find(({ name }) => !isPlainName(name.replace(/\/$/, '')));
  if (outside !== undefined)
    return {
      reason: `The archive names a file outside of its folder: ${quoted(outside.name)}. Nothing of it was read.`,
    };
  if (plain.length > submissionLimits.mostFiles)
    return { reason: `The archive has more than ${submissionLimits.mostFiles} files.` };
  const files = new Map<string, FileContent>();
  let left: number = submissionLimits.mostBytes;
  for (const entry of plain) {
    if (files.has(entry.name)) return { reason: `The archive has two files of the name ${quoted(entry.name)}.` };
    const content = contentIn(archive, entry, left);
    if ('text' in content) left -= Math.max(content.text.length, entry.bytes);
    files.set(entry.name, content);
  }
  return { files: withoutCommonFolder(files) };
}

/** Whoever packs a folder has it around all that is in it. */
function withoutCommonFolder(files: Map<string, FileContent>): Map<string, FileContent> {
  const [first = ''] = files.keys();
  const folder = first.slice(0, first.indexOf('/') + 1);
  if (folder === '' || ![...files.keys()].every((name) => name.startsWith(folder))) return files;
  return withoutCommonFolder(new Map([...files].map(([name, content]) => [name.slice(folder.length), content])));
}
