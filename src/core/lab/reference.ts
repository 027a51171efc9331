// docs/lab-reference.md, made from the table of fields: the page cannot drift from the checks. `node scripts/reference.mjs` writes it.
import { metrics } from '../expect/metrics';
import { sections, table } from '../scenario/reference';
import { code, codes } from '../scenario/tableWords';
import { labFields } from './fields';
import { functionWords, roundWords, tierFields } from './formula';

function formulaSection(): string[] {
  return [
    '## Formulas',
    'Right values are formulas: numbers with units (`300ms`, `64MiB`, `48MiB/s`, `10%`), `+ - * / ^`, brackets, parameters of `variant` by their names, figures of runs, and functions. Values are in bytes, seconds, bytes a second (rates of links too, so that a size over a rate is a time), pages, and shares of 1. A figure is its mean over the seeds and repetitions.',
    table(
      ['figure', 'meaning'],
      [
        ...Object.entries(metrics).map(([id, { documentation }]) => [code(`LABEL.${id}`), documentation]),
        ...Object.entries(roundWords).map(([id, meaning]) => [code(`LABEL.round(N).${id}`), meaning]),
        [
          codes(tierFields.map((field) => `LABEL.round(N).tier(K).${field}`)),
          'Of tier K (0 is the coldest) in round N.',
        ],
      ],
    ),
    table(
      ['function', 'meaning'],
      Object.entries(functionWords).map(([id, meaning]) => [code(id), meaning]),
    ),
  ];
}

/** Codes that labs alone have, and what to do; the others are those of scenarios. */
export const labCodes: Readonly<Record<string, string>> = {
  'duplicate-check': 'Two checks have one id. Give each its own.',
  'duplicate-file': 'A file is named twice in `starter` and `files`. Remove one of the two.',
  'duplicate-name': 'Two parameters of `variant` have one name. Give each its own.',
  'file-outside': 'A file does not lie in the folder of the lab or below it. Put it there.',
  'missing-file': 'There is no such file beside the lab, or it cannot be read.',
  'scenario-has-errors':
    'A scenario of the lab has an error, the first of which is told. `miglab check` on it shows all.',
  'too-many-combinations': 'A `counterexample` has more than 30 combinations. Leave some values out.',
  'unknown-check': 'There is no check of that id, or it comes later: `needs` names earlier ones.',
  'unknown-file': 'The file is not among `starter` and `files`, or not where it has to be.',
  'unknown-label': 'No algorithm of that scenario has that label.',
  'unknown-path': 'A path names nothing in the scenario that it is about.',
  'wrong-credit': 'A line of credit has no way between `full` and `zero`.',
  'wrong-formula': 'A formula cannot be read, or names what is not there.',
  'wrong-variant': 'The values of a parameter have different units, or no way from the first to the last.',
};

/** Codes of a student's answers, in the editor. */
export const answerCodes: Readonly<Record<string, string>> = {
  'unknown-answer': 'A key is nearly one that the lab asks for. Correct it, or leave it.',
  'unreadable-answer': 'An answer cannot be read as what the lab asks for. Write it as the example does.',
};

const codeTable = (codes: Readonly<Record<string, string>>): string =>
  table(
    ['code', 'what is wrong, and what to do'],
    Object.entries(codes).map(([id, meaning]) => [code(id), meaning]),
  );

function problemSection(): string[] {
  return [
    '## Problems',
    'Labs have the problems of every YAML file and table ([problems.md](problems.md)), those of expectations, and these, all of them errors:',
    codeTable(labCodes),
    'A student’s `answers.yaml` beside a lab has those of every YAML file in the editor, and these, all of them warnings. None tells whether an answer is right.',
    codeTable(answerCodes),
  ];
}

/** The page as Markdown. */
export function labReference(): string {
  const blocks = [
    '# Lab reference',
    'This page is made from the tables in the code (`node scripts/reference.mjs`): do not edit it by hand.',
    'A lab is a YAML 1.2 file named `*.migration-lab.yaml` or `*.migration-lab.yml`, without anchors, aliases and tags, in a folder with the files that it names. [teaching.md](teaching.md) tells how to write one, and how to grade. `miglab check` checks it.',
    ...sections(labFields, 'Keys', 2),
    ...formulaSection(),
    ...problemSection(),
  ];
  return `${blocks.join('\n\n')}\n`;
}
