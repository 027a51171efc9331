// JUnit's XML: a suite a submission, a case a check. A check with lost points is a failure, one that was not run skipped, one that could not be worked out an error.
import type { CheckReport, LabReport } from '../report';
import { checkSentences } from './sentences';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text in XML 1.0; characters that it cannot hold become question marks. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '?')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function caseOf(check: CheckReport, suite: string): string {
  const { id, title, status, points, maxPoints } = check;
  const head = `    <testcase classname="${xml(suite)}" name="${xml(`${id} ${title} (${points}/${maxPoints})`)}"`;
  const text = xml(checkSentences(check).join('\n'));
  switch (status) {
    case 'passed':
      return `${head}/>`;
    case 'not-run':
      return `${head}><skipped message="${text}"/></testcase>`;
    case 'not-gradable':
      return `${head}><error message="not gradable">${text}</error></testcase>`;
    case 'partial':
    case 'failed':
      return `${head}><failure message="${points} of ${maxPoints} points">${text}</failure></testcase>`;
  }
}

function suiteOf({ submission, gradable, reason, checks, lab }: LabReport): string {
  const count = (wanted: readonly string[]): number => checks.filter(({ status }) => wanted.includes(status)).length;
  const errors = gradable ? count(['not-gradable']) : 1;
  const head = `  <testsuite name="${xml(submission)}" tests="${gradable ? checks.length : 1}" failures="${count(['failed', 'partial'])}" errors="${errors}" skipped="${count(['not-run'])}">`;
  const cases = gradable
    ? checks.map((check) => caseOf(check, lab.id))
    : [
        `    <testcase classname="${xml(lab.id)}" name="gradable"><error message="not gradable">${xml(reason ?? '')}</error></testcase>`,
      ];
  return [head, ...cases, '  </testsuite>'].join('\n');
}

/** The reports of one or many submissions. */
export function junitReport(reports: readonly LabReport[]): string {
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...reports.map(suiteOf), '</testsuites>', ''].join(
    '\n',
  );
}
