// Where the command line writes: results to stdout alone, messages to stderr, progress to stderr if that is a terminal.
import process from 'node:process';
import type { Style } from '../core/report/table';

export interface Output {
  readonly style: Style;
  result(text: string): void;
  message(line: string): void;
  /** Replaces the progress line; the empty text takes it away. */
  progress(text: string): void;
}

export function standardOutput(): Output {
  const isTerminal = process.stderr.isTTY;
  const progress = (text: string): void => {
    if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
  };
  return {
    style: { colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined },
    result: (text) => {
      process.stdout.write(text);
    },
    message: (line) => {
      progress('');
      process.stderr.write(`${line}\n`);
    },
    progress,
  };
}
