// A trace has to be an lmtrace, a curve a CSV file of seconds and pages, a host's preset a file by its table (hostFile.ts): the first line that is not right is named. A policy that cannot run keeps the other
// algorithms from nothing, so that it is a warning; its own file says the same where it is wrong (core/policy/check.ts).
import type { FileFlaw } from '../dataFiles';
import { problem, quoted } from '../report';
import type { Rule } from './rule';

function saidOf(file: string, { line, message }: FileFlaw): string {
  return line === null ? `${quoted(file)}: ${message}` : `${quoted(file)}, line ${line}: ${message}`;
}

export const malformedFile: Rule = ({ files }) =>
  files.flatMap(({ source, file, range }) => {
    if (file === null) return [];
    if (source.kind === 'malformed') return [problem('malformed-file', range, saidOf(file, source))];
    if (source.kind !== 'policy' || source.flaw === null) return [];
    return [problem('malformed-file', range, saidOf(file, source.flaw), { severity: 'warning' })];
  });
