// Traces and curves in the editor, without an editor: read once while they are the same, unpacked within bounds, watched while a scenario names them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { largestDataFile, type FileContent } from '../../src/core/scenario/dataFiles';
import { DataFileCache, mostKept, type FileSystem } from '../../src/extension/dataFiles/cache';
import { TooLarge, textOf } from '../../src/extension/dataFiles/unpack';
import { WatchedFiles } from '../../src/extension/dataFiles/watched';
import { digestOf, digestOfScenario } from '../../src/extension/runs/digest';

interface FakeFile {
  readonly bytes: Uint8Array;
  readonly mtime: number;
  readonly size?: number;
  readonly isFolder?: boolean;
}

/** A file system of a few files that counts what is read. */
class FakeFiles implements FileSystem {
  readonly files = new Map<string, FakeFile>();
  reads = 0;

  put(address: string, text: string, mtime: number): void {
    this.files.set(address, { bytes: Buffer.from(text), mtime });
  }

  stat(address: string): Promise<{ size: number; mtime: number; isFolder: boolean }> {
    const file = this.files.get(address);
    if (!file) return Promise.reject(Object.assign(new Error('No such file.'), { code: 'FileNotFound' }));
    const { bytes, mtime, size = bytes.length, isFolder = false } = file;
    return Promise.resolve({ size, mtime, isFolder });
  }

  read(address: string): Promise<Uint8Array> {
    this.reads++;
    const file = this.files.get(address);
    return file ? Promise.resolve(file.bytes) : Promise.reject(new Error('It is gone.'));
  }
}

const faultKind = (content: FileContent): string => ('fault' in content ? content.fault.kind : 'none');

describe('the cache of data files', () => {
  it('reads a file once, and again when it has changed', async () => {
    const files = new FakeFiles();
    const cache = new DataFileCache(files);
    files.put('a', 'one', 1);
    const first = await cache.read('a');
    assert.deepEqual(first, { text: 'one' });
    assert.equal(await cache.read('a'), first);
    assert.equal(files.reads, 1);
    files.put('a', 'two', 2);
    assert.deepEqual(await cache.read('a'), { text: 'two' });
    files.put('a', 'more', 2);
    assert.deepEqual(await cache.read('a'), { text: 'more' });
    assert.equal(files.reads, 3);
  });

  it('reads a file of the same date and size again once it is told of a change', async () => {
    const files = new FakeFiles();
    const cache = new DataFileCache(files);
    files.put('a', 'one', 1);
    await cache.read('a');
    files.put('a', 'two', 1);
    cache.forget('a');
    assert.deepEqual(await cache.read('a'), { text: 'two' });
  });

  it('keeps no more than the last few', async () => {
    const files = new FakeFiles();
    const cache = new DataFileCache(files);
    for (let i = 0; i <= mostKept; i++) {
      files.put(`${i}`, 'text', 1);
      await cache.read(`${i}`);
    }
    await cache.read(`${mostKept}`);
    assert.equal(files.reads, mostKept + 1);
    await cache.read('0');
    assert.equal(files.reads, mostKept + 2);
  });

  it('says why there is no text', async () => {
    const files = new FakeFiles();
    const cache = new DataFileCache(files);
    files.files.set('folder', { bytes: Buffer.of(), mtime: 1, isFolder: true });
    files.files.set('large', { bytes: Buffer.of(), mtime: 1, size: largestDataFile + 1 });
    files.files.set('damaged', { bytes: gzipSync('text text text').subarray(0, 20), mtime: 1 });
    assert.equal(faultKind(await cache.read('nowhere')), 'missing');
    assert.equal(faultKind(await cache.read('folder')), 'unreadable');
    assert.equal(faultKind(await cache.read('large')), 'too-large');
    assert.equal(faultKind(await cache.read('damaged')), 'unreadable');
    assert.equal(files.reads, 1);
  });

  it('finds a file that was missing before', async () => {
    const files = new FakeFiles();
    const cache = new DataFileCache(files);
    assert.equal(faultKind(await cache.read('a')), 'missing');
    files.put('a', 'one', 1);
    assert.deepEqual(await cache.read('a'), { text: 'one' });
  });
});

describe('unpacking', () => {
  it('gives the text of plain and of gzipped bytes', async () => {
    const text = 'µ 0,3,2\n'.repeat(100_000);
    assert.equal(await textOf(Buffer.from(text), largestDataFile), text);
    assert.equal(await textOf(gzipSync(text), largestDataFile), text);
  });

  it('stops at what is too large, and fails at what is damaged', async () => {
    await assert.rejects(textOf(gzipSync(Buffer.alloc(3_000_000)), 1_000_000), TooLarge);
    await assert.rejects(textOf(gzipSync('text text text').subarray(0, 20), 1000));
    await assert.rejects(textOf(Buffer.of(0x1f, 0x8b, 1, 2, 3, 4), 1000));
  });
});

describe('watching', () => {
  /** What is watched, and a way to report a change of it. */
  const open = (): {
    watched: WatchedFiles;
    listeners: Map<string, () => void>;
    told: [string, readonly string[]][];
  } => {
    const listeners = new Map<string, () => void>();
    const told: [string, readonly string[]][] = [];
    const watched = new WatchedFiles(
      (address, changed) => {
        assert.ok(!listeners.has(address), 'no file is watched twice');
        listeners.set(address, changed);
        return { dispose: () => listeners.delete(address) };
      },
      (address, owners) => told.push([address, owners]),
    );
    return { watched, listeners, told };
  };

  it('tells the scenarios that name the file', () => {
    const { watched, listeners, told } = open();
    watched.follow('one', ['a', 'b']);
    watched.follow('two', ['b', 'b']);
    listeners.get('a')?.();
    listeners.get('b')?.();
    assert.deepEqual(told, [
      ['a', ['one']],
      ['b', ['one', 'two']],
    ]);
  });

  it('watches what is named now, and nothing once the scenarios are closed', () => {
    const { watched, listeners } = open();
    watched.follow('one', ['a', 'b']);
    watched.follow('two', ['b']);
    watched.follow('one', ['c']);
    assert.deepEqual([...listeners.keys()].sort(), ['b', 'c']);
    watched.follow('two', []);
    assert.deepEqual([...listeners.keys()], ['c']);
    watched.dispose();
    assert.equal(listeners.size, 0);
    assert.equal(watched.size, 0);
  });
});

describe('the digest of a scenario', () => {
  it('is that of its text if it names no files, and changes with each of them', () => {
    const files = (text: string): ReadonlyMap<string, FileContent> => new Map([['a.lmtrace', { text }]]);
    assert.equal(digestOfScenario('text', new Map()), digestOf('text'));
    const digests = [
      digestOfScenario('text', files('one')),
      digestOfScenario('text', files('two')),
      digestOfScenario('other', files('one')),
      digestOfScenario('text', new Map([['b.lmtrace', { text: 'one' }]])),
      digestOfScenario('text', new Map([['a.lmtrace', { fault: { kind: 'missing' } }]])),
    ];
    assert.equal(new Set(digests).size, digests.length);
    assert.equal(digestOfScenario('text', files('one')), digests[0]);
  });
});
