// The report for a person at a terminal: one submission with its reasons, or a line for each of many.
import { heading, table, type Style } from '../../report/table';
import type { CheckReport, LabReport } from '../report';
import { checkSentences } from './sentences';

const marks: Readonly<Record<CheckReport['status'], string>> = {
  passed: '✓',
  partial: '~',
  failed: '✗',
  'not-run': '-',
  'not-gradable': '!',
};

function scopeWords({ checks }: LabReport): string {
  return checks.some(({ isHidden }) => isHidden)
    ? 'public and hidden checks'
    : 'public checks: your course may run more';
}

/** One submission. */
export function labReportText(report: LabReport, style: Style): string {
  const { lab, submission, student, variant, gradable, reason, points, maxPoints, checks, notes, generator } = report;
  const own = Object.entries(variant).map(([name, text]) => `${name} ${text}`);
  const head = [
    heading(`${lab.title}: ${submission}`, style),
    ...(student === null ? [] : [`  student ${student}${own.length > 0 ? `: ${own.join(', ')}` : ''}`]),
    ...(reason === null
      ? []
      : [`  ${gradable ? reason : `Not gradable, which is not the same as 0 points. ${reason}`}`]),
  ];
  if (!gradable) return `${head.join('\n')}\n`;
  const lines = checks.flatMap((check) => [
    `  ${marks[check.status]} ${check.id}  ${check.points}/${check.maxPoints}  ${check.title}${check.isHidden ? ' (hidden)' : ''}`,
    ...(check.status === 'passed' ? [] : checkSentences(check).map((sentence) => `      ${sentence}`)),
  ]);
  const total = `  ${points} of ${maxPoints} points in ${scopeWords(report)} (${generator})`;
  return `${[...head, ...lines, heading(total, style), ...notes.map((note) => `  Note: ${note}`)].join('\n')}\n`;
}

/** Many submissions, a line each. */
export function labReportsText(reports: readonly LabReport[], style: Style): string {
  const rows = reports.map(({ submission, student, gradable, reason, points, publicPoints, notes }) => [
    submission,
    student ?? '',
    gradable ? points.toFixed(1) : 'not gradable',
    gradable ? publicPoints.toFixed(1) : '',
    [...(reason === null ? [] : [reason]), ...notes].join(' '),
  ]);
  return `${table(['submission', 'student', 'points', 'public', 'note'], rows, 'llrrl', style)}\n`;
}
