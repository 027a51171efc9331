// The text in a file's bytes, which gzip may have packed: by the web's own streams, which Node has too, so that both hosts run the same code.

/** More than this many bytes came out: the rest was not unpacked. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** What is used here of the web's streams; TypeScript's `webworker` library clashes with Node's types. */
interface ByteStreams {
  readonly DecompressionStream: new (format: 'gzip') => Transform;
}

interface Transform {
  readonly readable: {
    getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>; cancel(): Promise<void> };
  };
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
}

/** Gzip's first two bytes (RFC 1952). */
const isPacked = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function unpack(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  // The cast tells TypeScript what every host of the extension has.
  const { DecompressionStream } = globalThis as unknown as ByteStreams;
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  // What goes wrong in writing shows in reading as well, where it is told.
  writer
    .write(bytes)
    .then(
      () => writer.close(),
      () => undefined,
    )
    .catch(() => undefined);
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return joined(chunks, length);
    length += value.length;
    if (length > most) {
      reader.cancel().catch(() => undefined);
      throw new TooLarge();
    }
    chunks.push(value);
  }
}

/** The text of a file of at most `most` bytes, unpacked. @throws TooLarge, or what the stream throws at damaged data */
export async function textOf(bytes: Uint8Array, most: number): Promise<string> {
  return new TextDecoder().decode(isPacked(bytes) ? await unpack(bytes, most) : bytes);
}
