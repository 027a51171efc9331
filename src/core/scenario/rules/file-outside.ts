// A scenario reads no file outside of its folder, or in the editor of the workspace: it runs alike wherever the folder lies, and reads nothing else.
import { problem, quoted } from '../report';
import type { Rule } from './rule';

export const fileOutside: Rule = ({ files }) =>
  files.flatMap(({ source, file, range }) => {
    if (source.kind !== 'fault' || source.fault.kind !== 'outside' || file === null) return [];
    const message = `The file ${quoted(file)} lies outside ${source.fault.of}: put it beside the scenario.`;
    return [problem('file-outside', range, message)];
  });
