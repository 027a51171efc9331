// A dirty curve as a CSV file: the columns seconds,pages. Every line that is not a point is a mistake, named with its number.
import type { CurvePoint } from './scenario';
import { quoted } from './report';

export interface CurveMistake {
  /** From 1. */
  readonly line: number;
  /** What is wrong with it, and what to do: the rest of a sentence. */
  readonly message: string;
}

/** As many as the table of keys allows in a scenario: more slow the fit down and tell no more. */
const mostPoints = 200;
const heading = /^\s*"?seconds"?\s*,\s*"?pages"?\s*$/i;
const point = /^\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?)\s*,\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?)\s*$/;

function readPoint(text: string): CurvePoint | string {
  const [, seconds, pages] = point.exec(text.slice(0, 200)) ?? [];
  if (seconds === undefined || pages === undefined) return `${quoted(text)} is no point: write 'seconds,pages'.`;
  const read = { seconds: Number(seconds), pages: Number(pages) };
  if (!(read.seconds > 0 && read.seconds <= 3_600_000))
    return `a window lasts more than 0 and at most 3 600 000 seconds, not ${seconds}.`;
  if (!(read.pages >= 1 && read.pages <= 1e12)) return `a window has at least one page, not ${pages}.`;
  return read;
}

/** The points of a CSV file, in its order; or its first mistake. */
export function parseCurveFile(text: string): { readonly points: readonly CurvePoint[] } | CurveMistake {
  const points: CurvePoint[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/, 100_000);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (points.length === 0 && heading.test(line)) continue;
    const read = readPoint(line);
    if (typeof read === 'string') return { line: index + 1, message: read };
    points.push(read);
    if (points.length > mostPoints)
      return { line: index + 1, message: `more than ${mostPoints} points: leave some out.` };
  }
  return points.length > 0
    ? { points }
    : { line: 1, message: "there is no point: write 'seconds,pages' on each line." };
}
