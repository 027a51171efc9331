// A trace names pages: they have to be of the guest's size.
import { problem, quoted } from '../report';
import { formatNumber } from '../values';
import type { Rule } from './rule';

export const tracePageSize: Rule = ({ checked, sources }) => {
  const pageBytes = checked.vm.value?.pageSize.value;
  if (pageBytes === undefined) return [];
  return sources.flatMap(({ source, file, range }) => {
    if (source.kind !== 'trace' || file === null || source.trace.header.pageBytes === pageBytes) return [];
    const [its, guests] = [source.trace.header.pageBytes, pageBytes].map((bytes) => formatNumber('size', bytes));
    const message = `The pages of ${quoted(file)} are of ${its ?? ''}, those of the guest of ${guests ?? ''}: change 'pageSize', or record the trace anew.`;
    return [problem('trace-page-size', range, message)];
  });
};
