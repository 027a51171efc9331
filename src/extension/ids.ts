// Random names: nonces of panel pages, ids of experiments. Not for simulations, whose draws come from seeds alone (core/random.ts).

/** `bytes` random bytes from the system's generator, as hexadecimal digits. */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
