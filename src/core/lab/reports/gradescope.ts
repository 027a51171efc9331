// `results.json` as Gradescope's autograders write it (gradescope-autograders.readthedocs.io, 'Output Format').
import type { Visibility } from '../lab';
import type { CheckReport, LabReport } from '../report';
import { checkSentences } from './sentences';

const visibilities: Readonly<Record<Visibility, string>> = {
  visible: 'visible',
  'after-due': 'after_due_date',
  'after-published': 'after_published',
  hidden: 'hidden',
};

/** A hidden check is shown with the grades at the earliest: what it says would tell what it looks at. */
function visibilityOf({ visibility, isHidden }: CheckReport): string {
  return visibilities[isHidden && visibility === 'visible' ? 'after-published' : visibility];
}

/** The report as Gradescope's object. */
export function gradescopeReport(report: LabReport): object {
  const { gradable, reason, points, notes, generator, lab } = report;
  if (!gradable)
    return {
      score: 0,
      output: `Not gradable, which is not the same as 0 points: ${reason ?? ''}`,
      visibility: 'visible',
      tests: [],
    };
  return {
    score: points,
    output: [`${lab.title}, worked out again by ${generator}.`, ...(reason === null ? [] : [reason])].join('\n'),
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: report.checks.map((check, index) => ({
      name: `${check.id} ${check.title}`,
      number: String(index + 1),
      score: check.points,
      max_score: check.maxPoints,
      status: check.status === 'passed' ? 'passed' : 'failed',
      output: checkSentences(check).join('\n'),
      visibility: visibilityOf(check),
      extra_data: { status: check.status, run: check.isHidden ? null : check.run },
    })),
    extra_data: { notes, lab: lab.id, version: lab.version, generator },
  };
}
