// A trace has to be an lmtrace, a curve a CSV file of seconds and pages: the first line that is not is named.
import { problem, quoted } from '../report';
import type { Rule } from './rule';

export const malformedFile: Rule = ({ sources }) =>
  sources.flatMap(({ source, file, range }) => {
    if (source.kind !== 'malformed' || file === null) return [];
    return [problem('malformed-file', range, `${quoted(file)}, line ${source.line}: ${source.message}`)];
  });
