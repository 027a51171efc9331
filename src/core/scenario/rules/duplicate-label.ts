// Labels tell the runs apart, so no two algorithms have the same. Labels that nobody wrote are made unique by code (labels.ts).
import { duplicates } from './duplicates';
import type { Rule } from './rule';

export const duplicateLabel: Rule = ({ algorithms }) =>
  duplicates(
    algorithms
      .filter(({ labelGiven }) => labelGiven)
      .map(({ label, labelRange }) => ({ name: label, range: labelRange })),
    'duplicate-label',
    (label) => `The label '${label}' is taken: give this algorithm another one by 'as'.`,
  );
