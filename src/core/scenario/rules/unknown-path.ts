// Each path of a sweep names a value of the file.
import { locate } from '../../sweep/paths';
import { problem, replaceBy } from '../report';
import type { SweepRule } from './rule';

export const unknownPath: SweepRule = ({ axes, file }) =>
  axes.flatMap(({ path, keyRange }) => {
    const located = locate(path, file);
    if ('target' in located) return [];
    const { message, meant } = located.lost;
    return [problem('unknown-path', keyRange, message, { fixes: meant === null ? [] : replaceBy(keyRange, [meant]) })];
  });
