// A validation for a terminal: measured, simulated and difference of every figure, then how far off the figures of each name are.
import { formatCounted, formatMeasured, thinSpace } from '../metrics/format';
import type { Outcome } from '../validation/cases';
import { isWithin, type Comparison } from '../validation/compare';
import { errorsOf, type CaseOutcome, type FigureErrors } from '../validation/errors';
import type { ValidatedSource } from '../validation/validation';
import { heading, table, type Style } from './table';

export function validationText(sources: readonly ValidatedSource[], style: Style): string {
  return sources.map((one) => sourceText(one, style)).join('\n\n');
}

function sourceText({ source, outcomes }: ValidatedSource, style: Style): string {
  const rows = outcomes.flatMap((outcome) => caseRows(outcome, source.tolerance));
  const errors = errorsOf(source, outcomes).map(errorRow);
  const refused = outcomes.filter((outcome) => outcome.refused !== null).length;
  const partly = outcomes.filter(({ one }) => one.partly !== undefined).length;
  const counted = [
    formatCounted(outcomes.length, 'case'),
    ...(refused > 0 ? [`${refused} not simulated`] : []),
    ...(partly > 0 ? [`${partly} in part, not counted below`] : []),
  ];
  return [
    heading(source.title, style),
    source.reference,
    '',
    table(['case', 'figure', 'measured', 'simulated', 'difference', ''], rows, 'llrrrl', style),
    '',
    heading(`Differences: ${counted.join(', ')}`, style),
    ...outcomes.flatMap(({ one, refused: why }) => (why === null ? [] : [`  ${one.title}: ${why}`])),
    ...outcomes.flatMap(({ one }) => (one.partly === undefined ? [] : [`  ${one.title}: ${one.partly}`])),
    table(['figure', 'cases', 'median', '9 of 10 below', 'largest', 'within tolerance'], errors, 'lrrrrr', style),
  ].join('\n');
}

function caseRows({ one, comparisons }: CaseOutcome, usual: Parameters<typeof isWithin>[1]): string[][] {
  if (comparisons === null) return [[one.title, 'not simulated', '', '', '', '']];
  return comparisons.map((comparison, index) => {
    const { figure, published, simulated, half, difference } = comparison;
    const unit = figure.unit === '' || figure.unit === 'rounds' ? '' : `${thinSpace}${figure.unit}`;
    const within = isWithin(comparison, usual);
    return [
      index === 0 ? one.title : '',
      figure.name,
      `${valueText(published)}${typeof published === 'number' ? unit : ''}`,
      simulated === null ? 'none' : `${valueText(simulated)}${intervalText(comparison, half)}`,
      difference === null ? '' : signed(difference),
      within === false ? (one.partly === undefined ? 'beyond tolerance' : 'in part') : '',
    ];
  });
}

function errorRow({ name, figures, median, ninth, largest, judged, within }: FigureErrors): string[] {
  const sizes = [median, ninth, largest].map((size) => (size === null ? '' : percent(size)));
  return [name, String(figures), ...sizes, judged === 0 ? '' : `${within} of ${judged}`];
}

function valueText(value: number | Outcome): string {
  if (value === 'completed') return 'arrives';
  if (value === 'not-converged') return 'does not converge';
  return formatMeasured(value, 4);
}

function intervalText({ simulated }: Comparison, half: number): string {
  // Equal runs differ by rounding alone.
  return typeof simulated === 'number' && half > 1e-9 * Math.abs(simulated) ? ` ± ${formatMeasured(half, 2)}` : '';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}${thinSpace}%`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
}
