// Bytes of a file -> text, without the Node or browser interfaces that the rest of the project has for it: core has neither.
// Strict UTF-8 (RFC 3629): what is not becomes U+FFFD, and the first such place a problem.
import { largestFile, tooLarge } from './limits';
import type { Problem } from './problem';
import { problem } from './report';

export interface DecodedText {
  readonly text: string;
  /** Why the text is not what the file says; if set, nothing else is worth checking. */
  readonly problem: Problem | null;
}

const damaged = 0xfffd;

/** Lead bytes: how many bytes follow, what bits they hold, and the least code point that needs so many. */
const leads = [
  { mask: 0xe0, is: 0xc0, bits: 0x1f, follow: 1, least: 0x80 },
  { mask: 0xf0, is: 0xe0, bits: 0x0f, follow: 2, least: 0x800 },
  { mask: 0xf8, is: 0xf0, bits: 0x07, follow: 3, least: 0x10000 },
] as const;

/** The code point of the bytes from `at` on, and how many bytes it takes; `damaged` and 1 if they are none. */
function codePointAt(bytes: Uint8Array, at: number): { readonly codePoint: number; readonly length: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { codePoint: first, length: 1 };
  const lead = leads.find(({ mask, is }) => (first & mask) === is);
  if (!lead) return { codePoint: damaged, length: 1 };
  let codePoint = first & lead.bits;
  for (let next = 1; next <= lead.follow; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return { codePoint: damaged, length: 1 };
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint < lead.least || codePoint > 0x10ffff || isSurrogate) return { codePoint: damaged, length: 1 };
  return { codePoint, length: lead.follow + 1 };
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Decodes a file. A byte order mark is left out. Large files are refused before anything is read. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  if (bytes.length > largestFile) return { text: '', problem: tooLarge(bytes.length) };
  if (isUtf16(bytes)) {
    const message = 'The file is in UTF-16: save it in the encoding UTF-8.';
    return { text: '', problem: problem('not-utf8', { start: 0, end: 0 }, message) };
  }
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let text = '';
  let badAt: number | null = null;
  for (let at = start; at < bytes.length;) {
    const { codePoint, length } = codePointAt(bytes, at);
    if (codePoint === damaged) badAt ??= text.length;
    text += String.fromCodePoint(codePoint);
    at += length;
  }
  if (badAt === null) return { text, problem: null };
  const range = { start: badAt, end: badAt + 1 };
  return {
    text,
    problem: problem('not-utf8', range, 'The file is not valid UTF-8 here: save it in the encoding UTF-8.'),
  };
}
