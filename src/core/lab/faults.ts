// Why a file of a submission is not there to be looked at, in one sentence.
import type { FileFault } from '../scenario/dataFiles';
import { visible } from '../scenario/report';

/** A sentence about a file that could not be read. */
export function decodedProblem(name: string, fault: FileFault): string {
  switch (fault.kind) {
    case 'missing':
      return `${visible(name)} is not there.`;
    case 'outside':
      return `${visible(name)} lies outside ${fault.of}, and is not read.`;
    case 'too-large':
      return `${visible(name)} is too large to be work of a student, and is not read.`;
    case 'unreadable':
      return `${visible(name)} cannot be read: ${fault.reason}.`;
  }
}
