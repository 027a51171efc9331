// A table of submissions for a course's own tables: a row each, points a check, what a teacher should know. What students wrote is never a formula of the program that opens it.
import { csvField } from '../../report/csv';
import type { LabReport } from '../report';

/** Spreadsheets run what begins so: a quote keeps it a text (OWASP, 'CSV Injection'). */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The rows, the head first; `ids` are those of all checks. */
export function csvReport(reports: readonly LabReport[], ids: readonly string[]): string {
  const head = [
    'submission',
    'student',
    'gradable',
    'points',
    'maxPoints',
    'publicPoints',
    'publicMaxPoints',
    'hiddenPoints',
    ...ids,
    'note',
  ];
  const rows = reports.map((report) => [
    harmless(report.submission),
    harmless(report.student ?? ''),
    report.gradable ? 'yes' : 'no',
    // Not gradable is not 0 points: the cell stays empty.
    ...(report.gradable
      ? [
          report.points,
          report.maxPoints,
          report.publicPoints,
          report.publicMaxPoints,
          Math.round((report.points - report.publicPoints) * 10) / 10,
        ]
      : [null, report.maxPoints, null, report.publicMaxPoints, null]),
    ...ids.map((id) => report.checks.find((check) => check.id === id)?.points ?? null),
    harmless([...(report.reason === null ? [] : [report.reason]), ...report.notes].join(' ')),
  ]);
  return [head, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}
