// Writes a value as JSON, chunk by chunk.
import { jsonPieces } from '../core/report/json';
import type { Output } from './output';

/** Pieces joined to chunks of about this many characters: one a write. */
const CHUNK = 65_536;

/** Writes a value as a result, chunk by chunk, a line end after it. */
export function writeJson(value: unknown, output: Pick<Output, 'result'>): void {
  let chunk = '';
  for (const piece of jsonPieces(value)) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    output.result(chunk);
    chunk = '';
  }
  output.result(`${chunk}\n`);
}
