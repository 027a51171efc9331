// A digest of a scenario's text, to know after a window reload whether it has changed. Not for security: FNV-1a over UTF-16 code
// units (Fowler, Noll, Vo), twice with different starts, and the length.

const prime = 0x01000193;

const fnv = (text: string, start: number): string => {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

/** Equal for equal texts; different texts share one with a chance of about 1 in 2^64. */
export function digestOf(text: string): string {
  return `${text.length}-${fnv(text, 0x811c9dc5)}${fnv(text, 0x2f3a91d7)}`;
}
