// SHA-256 (FIPS 180-4) of a text's UTF-8 bytes: core has neither Node's nor the browser's. For variants, digests of submissions and hashes of scenarios, which have to
// be the same everywhere. The constants are the first 32 bits of the fractional parts of the roots of the first primes, computed below.

/** The first primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

/** The largest whole r with r^power <= n, by halving: exact, where Math's roots need not be. */
function wholeRoot(n: bigint, power: bigint): bigint {
  let [low, high] = [0n, 1n << 60n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** power <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** 32 bits behind the point of the square or cube root of a prime. */
function fraction(prime: number, power: 2 | 3): number {
  return Number(wholeRoot(BigInt(prime) << BigInt(32 * power), BigInt(power)) & 0xffffffffn);
}

let tables: { readonly start: readonly number[]; readonly rounds: readonly number[] } | null = null;

function constants(): NonNullable<typeof tables> {
  return (tables ??= {
    start: primes(8).map((prime) => fraction(prime, 2)),
    rounds: primes(64).map((prime) => fraction(prime, 3)),
  });
}

/** UTF-8 bytes; half a character becomes U+FFFD, as in every encoder. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** The digest, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  const { start, rounds } = constants();
  const bytes = utf8(text);
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(Math.floor(bits / 2 ** shift) & 0xff);
  const state = Int32Array.from(start);
  const words = new Int32Array(64);
  for (let block = 0; block < bytes.length; block += 64) mix(state, words, bytes, block, rounds);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** One block of 64 bytes. */
function mix(
  state: Int32Array,
  words: Int32Array,
  bytes: readonly number[],
  block: number,
  rounds: readonly number[],
): void {
  const at = (list: Readonly<Record<number, number | undefined>>, index: number): number => list[index] ?? 0;
  for (let i = 0; i < 16; i++) {
    const from = block + 4 * i;
    words[i] = (at(bytes, from) << 24) | (at(bytes, from + 1) << 16) | (at(bytes, from + 2) << 8) | at(bytes, from + 3);
  }
  for (let i = 16; i < 64; i++) {
    const [near, far] = [at(words, i - 2), at(words, i - 15)];
    const small = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const large = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    words[i] = at(words, i - 16) + small + at(words, i - 7) + large;
  }
  const held = Int32Array.from(state);
  for (let i = 0; i < 64; i++) {
    const [a, b, c, e, f, g] = [at(held, 0), at(held, 1), at(held, 2), at(held, 4), at(held, 5), at(held, 6)];
    const first =
      at(held, 7) + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(rounds, i) + at(words, i);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    held.copyWithin(1, 0, 7);
    held[4] = at(held, 4) + first;
    held[0] = first + second;
  }
  for (let i = 0; i < 8; i++) state[i] = at(state, i) + at(held, i);
}
