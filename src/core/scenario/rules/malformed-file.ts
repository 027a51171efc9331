// A trace has to be an lmtrace, a curve a CSV file of seconds and pages, a policy a module that can run: the first line that is not right is named.
import { problem, quoted } from '../report';
import type { Rule } from './rule';

export const malformedFile: Rule = ({ files }) =>
  files.flatMap(({ source, file, range }) => {
    if (source.kind !== 'malformed' || file === null) return [];
    const place = source.line === null ? quoted(file) : `${quoted(file)}, line ${source.line}`;
    return [problem('malformed-file', range, `${place}: ${source.message}`)];
  });
