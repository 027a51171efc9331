// No path of a sweep names what lies in the value of another: the two would contradict each other.
import { problem } from '../report';
import type { SweepRule } from './rule';

export const overlappingPaths: SweepRule = ({ axes }) =>
  axes.flatMap(({ path, keyRange }) => {
    const around = axes.find((other) => path.startsWith(`${other.path}.`));
    if (around === undefined) return [];
    const message = `'${path}' lies in '${around.path}', which is swept too: remove one of the two.`;
    const related = [{ range: around.keyRange, message: 'The value around it is swept here.' }];
    return [problem('overlapping-paths', keyRange, message, { related })];
  });
