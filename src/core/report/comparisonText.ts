// Two experiments side by side as a person reads it in a terminal: what the change did, what changed in the file, and each figure before and now.
import { betweenGroups, missingInWords, testInWords, type BetweenGroup } from '../compare/betweenWords';
import type { ComparedFile, ComparisonDocument } from '../compare/document';
import { changeInWords } from '../compare/fileChanges';
import { formatCounted } from '../metrics/format';
import { heading, table, type Style } from './table';

/** The whole text of a comparison. */
export function comparisonText(document: ComparisonDocument, style: Style): string {
  const { before, now, changes, finding } = document;
  const names = { before: before.file, now: now.file };
  const lines = changes.length === 0 ? ['nothing: it is the same experiment'] : changes.map(changeInWords);
  const groups = betweenGroups(document);
  const notes = [testInWords(document), ...missingInWords(document, names)].filter((line) => line !== '');
  return [
    heading(`${before.file} → ${now.file}`, style),
    table(['', '', '', ''], [sideRow('before', before), sideRow('now', now)], 'llll', style),
    finding,
    '',
    heading('What changed in the file', style),
    ...lines.map((line) => `  ${line}`),
    '',
    ...(groups.length === 0 ? [] : [heading('What changed in the results', style), figuresTable(groups, style)]),
    ...notes,
    '',
  ].join('\n');
}

function sideRow(side: string, { name, file, seed, repetitions }: ComparedFile): string[] {
  return [side, file, name, `seed ${seed}, ${formatCounted(repetitions, 'repetition')}`];
}

function figuresTable(groups: readonly BetweenGroup[], style: Style): string {
  const rows = groups.flatMap(({ label, remark, rows: figures }) =>
    figures.map(({ figure, before, now, difference, change, interval, verdict }, index) => [
      index === 0 ? label : '',
      figure,
      before,
      now,
      difference,
      change,
      interval,
      index === 0 && remark !== '' ? [verdict, remark].filter((text) => text !== '').join('; ') : verdict,
    ]),
  );
  const head = ['algorithm', '', 'before', 'now', 'difference', '', '95 % interval', ''];
  return table(head, rows, 'llrrrrrl', style);
}
