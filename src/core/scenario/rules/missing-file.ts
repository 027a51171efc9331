// A trace, a curve, a policy or a host's preset that the scenario names has to be there.
import { problem, quoted } from '../report';
import type { Rule } from './rule';

export const missingFile: Rule = ({ files }) =>
  files.flatMap(({ source, file, range }) => {
    if (source.kind !== 'fault' || source.fault.kind !== 'missing' || file === null) return [];
    const message = `There is no file ${quoted(file)} beside the scenario: check the name, or put the file there.`;
    return [problem('missing-file', range, message)];
  });
