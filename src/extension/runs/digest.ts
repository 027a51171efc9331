// A digest of a scenario's text and of the files that it names, to know after a window reload whether they have changed. Not for security: FNV-1a over UTF-16 code
// units (Fowler, Noll, Vo), twice with different starts, and the length.

import type { DataFiles, FileContent } from '../../core/scenario/dataFiles';

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

/** Of files that are kept: a trace may have megabytes. */
const known = new WeakMap<FileContent, string>();

function digestOfFile(content: FileContent): string {
  if ('fault' in content) return content.fault.kind;
  const digest = known.get(content) ?? digestOf(content.text);
  known.set(content, digest);
  return digest;
}

/** Of a scenario's text and its files; without files, of the text. */
export function digestOfScenario(text: string, files: DataFiles): string {
  if (files.size === 0) return digestOf(text);
  const parts = [...files].map(([name, content]) => `${name}\n${digestOfFile(content)}`);
  return digestOf([digestOf(text), ...parts].join('\n'));
}
