// A trace, a curve or a policy has to be readable, and small enough to be read as a whole.
import { largestDataFile, type FileFault } from '../dataFiles';
import { problem, quoted } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

function advice(fault: FileFault): string | null {
  switch (fault.kind) {
    case 'too-large': {
      const most = formatNumber('size', largestDataFile);
      return `has more than ${most} of text, and a check that reads it would take seconds: use longer intervals, or cut it`;
    }
    case 'unreadable':
      return `cannot be read (${fault.reason}): check that it is the right file`;
    case 'missing':
    case 'outside':
      return null;
  }
}

export const unreadableFile: Rule = ({ files }) =>
  files.flatMap(({ source, file, range }) => {
    const why = source.kind === 'fault' ? advice(source.fault) : null;
    if (why === null || file === null) return [];
    return [problem('unreadable-file', range, `The file ${quoted(file)} ${why}.`)];
  });
