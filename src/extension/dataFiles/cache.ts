// The texts of traces and curves, read once as long as they are the same: a scenario is checked at every pause in typing, its trace is not read each
// time. Knows no editor: the file system is handed in.
import { largestDataFile, type FileContent, type FileFault } from '../../core/scenario/dataFiles';
import { TooLarge, textOf } from './unpack';

/** What is used of a file system; addresses are URIs as texts. */
export interface FileSystem {
  /** Rejects if there is no such file. */
  stat(address: string): Promise<{ readonly size: number; readonly mtime: number; readonly isFolder: boolean }>;
  read(address: string): Promise<Uint8Array>;
}

/** Texts that are kept: those of the scenarios at hand, not of all that were ever opened. */
export const mostKept = 8;

interface Kept {
  readonly size: number;
  readonly mtime: number;
  readonly content: FileContent;
}

function faultOf(error: unknown): FileFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FileNotFound' || code === 'EntryNotFound' || code === 'ENOENT') return { kind: 'missing' };
  if (code === 'NoPermissions') return { kind: 'unreadable', reason: 'its permissions forbid it' };
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'unreadable', reason: reason.replace(/\.$/, '') };
}

export class DataFileCache {
  /** In the order of their last use. */
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly files: FileSystem) {}

  /** The file as it is now; the same object as last time if it is the same file. */
  async read(address: string): Promise<FileContent> {
    try {
      const { size, mtime, isFolder } = await this.files.stat(address);
      if (isFolder) return { fault: { kind: 'unreadable', reason: 'it is a folder' } };
      const known = this.kept.get(address);
      this.kept.delete(address);
      const isSame = known?.size === size && known.mtime === mtime;
      const content = isSame ? known.content : await this.readNow(address, size);
      this.kept.set(address, { size, mtime, content });
      for (const oldest of this.kept.keys()) if (this.kept.size > mostKept) this.kept.delete(oldest);
      return content;
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }

  /** Reads the file anew next time, whatever its date says. */
  forget(address: string): void {
    this.kept.delete(address);
  }

  private async readNow(address: string, size: number): Promise<FileContent> {
    if (size > largestDataFile) return { fault: { kind: 'too-large' } };
    const bytes = await this.files.read(address);
    try {
      return { text: await textOf(bytes, largestDataFile) };
    } catch (error) {
      if (error instanceof TooLarge) return { fault: { kind: 'too-large' } };
      return { fault: { kind: 'unreadable', reason: 'its gzip data is damaged' } };
    }
  }
}
