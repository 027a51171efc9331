// The task as one Markdown text: the hand-out of a student, with their own values in it. The editor shows it as a preview; command links are its own business, so
// places for them are asked for.
import type { Lab } from './lab';
import type { VariantValue } from './variant';

/** Links of the surrounding; each gives Markdown, or nothing. */
export interface TaskLinks {
  /** Behind a step: opens its file. */
  readonly open?: (file: string) => string;
  /** Behind the checks of a step: runs them. */
  readonly check?: (ids: readonly string[]) => string;
  /** Behind the table of checks: runs the public ones, exports. */
  readonly end?: () => string;
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');

/** A value as a person reads it: '41 MiB/s' for 41MiB/s. */
const withBlank = (text: string): string => text.replace(/^([\d.]+)(?=[A-Za-z])/, '$1 ');

/** A text with `{name}` replaced by the student's values. */
export function withValuesIn(text: string, values: readonly VariantValue[]): string {
  return text.replace(/\{([A-Za-z][A-Za-z0-9_-]*)\}/g, (whole, name: string) =>
    withBlank(values.find((value) => value.name === name)?.text ?? whole),
  );
}

/** The whole task. */
export function taskMarkdown(lab: Lab, values: readonly VariantValue[], links: TaskLinks = {}): string {
  const minutes = lab.minutes === null ? '' : `About ${lab.minutes} minutes. `;
  const own =
    values.length === 0
      ? []
      : [
          'Your own values, from your id (`student:` in `answers.yaml`):',
          values.map(({ name, text }) => `- **${name}**: ${withBlank(text)}`).join('\n'),
        ];
  const steps = lab.steps.flatMap(({ title, text, open, checks }, index) => [
    `## ${index + 1}. ${title}`,
    withValuesIn(text.trim(), values),
    ...(open !== null && links.open ? [links.open(open)] : []),
    ...(checks.length > 0
      ? [[`*Checked by ${checks.join(', ')}.*`, links.check?.(checks) ?? ''].join(' ').trim()]
      : []),
  ]);
  const rows = lab.checks.map(({ id, title, points }) => `| ${id} | ${cell(title)} | ${points} |`);
  return `${[
    `# ${lab.title}`,
    `${minutes}${lab.points} points in public checks; your course may run more.`,
    withValuesIn(lab.text.trim(), values),
    ...own,
    ...steps,
    '## The public checks',
    ['| check | what it looks at | points |', '| --- | --- | --- |', ...rows].join('\n'),
    ...(links.end ? [links.end()] : []),
  ]
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}
