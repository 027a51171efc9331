// THE table of the lab language (*.migration-lab.yaml): the checks of lab files, the JSON Schema, docs/lab-reference.md and the editor's help come from it by code,
// as the scenario's do from scenario/fields.ts, whose kinds of values it uses. What a check's kind does stands in checks/, one kind a file.
import type { Field, Fields, ListField, MapField, TextField } from '../scenario/fields';

const since = '0.1.0';

/** The longest Markdown, in characters. */
const longestText = 100_000;

const formula = (documentation: string, examples: readonly string[]): TextField => ({
  kind: 'text',
  maxLength: 1000,
  documentation,
  examples,
  since,
});

const needed = (field: TextField) => ({ ...field, required: true }) as const;

const scenarioFile = {
  kind: 'file',
  maxLength: 200,
  documentation:
    "The scenario that the check runs: one of `starter`, which is taken from the student's files where the kind runs the student's own, or one of `files`.",
  examples: ['sweep.migration.yaml'],
  since,
} as const satisfies Field;

const scenarioPath = (documentation: string, example: string) =>
  ({
    kind: 'text',
    required: true,
    maxLength: 200,
    documentation,
    examples: [example],
    since,
  }) as const satisfies Field;

const seedsField = {
  kind: 'list',
  minItems: 1,
  maxItems: 100,
  item: {
    kind: 'seed',
    maxLength: 200,
    documentation: "A seed in place of the scenario's own.",
    examples: ['1'],
    since,
  },
  documentation:
    "The seeds to run with; each stands in place of the scenario's own, and figures are means over all of them. Without it, the scenario's seed.",
  examples: ['[ 1, 2, 3 ]'],
  since,
} as const satisfies ListField;

const answerField = {
  kind: 'name',
  maxLength: 64,
  required: true,
  documentation: 'The key of `answers.yaml` under which the student answers.',
  examples: ['totalTime'],
  since,
} as const satisfies Field;

const unitField = {
  kind: 'choice',
  default: 'number',
  choices: {
    number: { documentation: 'A number without a unit.' },
    duration: { documentation: 'A time, `12.5s`.' },
    size: { documentation: 'A size, `100MiB`.' },
    'bit-rate': { documentation: 'A rate of a link, `12.5MiB/s`.' },
    rate: { documentation: 'Page writes a second, `1.5k/s`.' },
    share: { documentation: 'A share, `31%` or 0.31.' },
  },
  documentation:
    'How the answer is written. An answer in another unit is not read, and the reason says what is wanted.',
  examples: ['duration', 'size'],
  since,
} as const satisfies Field;

const setField = {
  kind: 'list',
  maxItems: 50,
  item: {
    kind: 'map',
    fields: {
      path: scenarioPath('A value of the scenario, by a path as in `sweep`.', 'workload.shop.writes'),
      value: {
        kind: 'text',
        required: true,
        maxLength: 1000,
        documentation: 'What stands there, as it would be written in the scenario.',
        examples: ['60MiB/s'],
        since,
      },
    },
    documentation: 'Another value in one place of the scenario.',
    examples: ['{ path: link.bandwidth, value: 80MiB/s }'],
    since,
  },
  documentation: 'Values that are put in the place of those of the scenario.',
  examples: ['[ { path: workload.shop.writes, value: 60MiB/s } ]'],
  since,
} as const satisfies ListField;

const casesField = {
  kind: 'list',
  maxItems: 50,
  item: {
    kind: 'map',
    fields: {
      name: {
        kind: 'text',
        required: true,
        maxLength: 100,
        documentation: 'What the case is called in reasons.',
        examples: ['a busier guest'],
        since,
      },
      set: setField,
    },
    documentation: 'The scenario with other values.',
    examples: ['{ name: busier, set: [ { path: workload.shop.writes, value: 90MiB/s } ] }'],
    since,
  },
  documentation: 'Variants of the scenario, each of which is run. Without it, the scenario as it is.',
  examples: ['[ { name: as handed out } ]'],
  since,
} as const satisfies ListField;

const measureField = formula(
  'The figure that is looked at, a formula: `hca.pages`, `mine.total + 10 * mine.downtime`.',
  ['hca.pages'],
);
const againstField = formula(
  'What it is divided by, a formula too: a figure of the reference, `xen-precopy.pages`, or a number with its unit.',
  ['xen-precopy.pages', '300ms'],
);

const limitField = {
  kind: 'text',
  maxLength: 1000,
  documentation:
    'An expectation that each run must meet as well. A run that does not counts as `over`, whatever its ratio is.',
  examples: ['hca.downtime < 300ms'],
  since,
} as const satisfies Field;

const overField = {
  kind: 'share',
  min: 0,
  max: 1000,
  default: 2,
  documentation: 'The ratio that stands for a run which fails, does not end, or breaks `limit`.',
  examples: ['1.05'],
  since,
} as const satisfies Field;

const listOfTexts = (documentation: string, examples: readonly string[], item: string) =>
  ({
    kind: 'list',
    minItems: 1,
    maxItems: 100,
    item: { kind: 'text', maxLength: 1000, documentation: item, examples: ['hca.downtime < 300ms'], since },
    documentation,
    examples,
    since,
  }) as const satisfies ListField;

const expectField = listOfTexts(
  'What must hold after the run: comparisons as in a scenario’s `expect`.',
  ['[ sweep.completed == 1 ]'],
  'A comparison.',
);

const answerItemFields = {
  answer: answerField,
  unit: unitField,
  value: formula(
    'The right value, a formula: numbers with units, parameters of `variant`, figures of runs (`sweep.total`, `sweep.round(2).bytes`) and functions. Not needed beside `search`.',
    ['memory / bandwidth', 'sweep.round(2).bytes'],
  ),
  search: {
    kind: 'map',
    fields: {
      path: scenarioPath('The value of the scenario that is varied, by a path as in `sweep`.', 'link.bandwidth'),
      from: needed(formula('The lowest value that is tried.', ['40MiB/s'])),
      to: needed(formula('The highest one.', ['80MiB/s'])),
      step: needed(formula('The steps between them: the answer is a value on this grid.', ['0.1MiB/s'])),
      holds: needed(
        formula('What is looked for: the smallest value from which on this expectation holds.', [
          'sweep.completed == 1',
        ]),
      ),
    },
    documentation:
      'The right value is the smallest one of `path` with which an expectation holds, found by halving: it must hold for all larger ones.',
    examples: ['{ path: link.bandwidth, from: 40MiB/s, to: 80MiB/s, step: 0.1MiB/s, holds: sweep.downtime <= 300ms }'],
    since,
  },
  exact: {
    kind: 'boolean',
    default: false,
    documentation: '`true`: close is not good enough, as with a number of rounds.',
    examples: ['true'],
    since,
  },
  anyRun: {
    kind: 'boolean',
    default: false,
    documentation:
      '`true`: the answer is held against the run that is nearest to it, not against the mean of all seeds. For figures that jump, such as a number of rounds that is 4 with some seeds and 5 with others.',
    examples: ['true'],
    since,
  },
  unlike: {
    kind: 'name',
    maxLength: 64,
    documentation: 'Another key of the answers: if both have the same value, this one counts nothing.',
    examples: ['sweepBandwidth'],
    since,
  },
} as const satisfies Fields;

const kindFields = {
  answer: {
    documentation:
      'Numbers in `answers.yaml` against formulas, against the engine, or against the smallest value that does it. The error that `credit` looks at is relative unless it says `of: absolute`.',
    fields: {
      items: {
        kind: 'list',
        minItems: 1,
        maxItems: 50,
        item: {
          kind: 'map',
          fields: answerItemFields,
          documentation: 'One answer and its right value.',
          examples: ['{ answer: totalTime, unit: duration, value: sweep.total }'],
          since,
        },
        documentation: 'The answers; the points are shared out evenly among them.',
        examples: ['[ { answer: rounds, value: sweep.rounds, exact: true } ]'],
        since,
      },
    },
  },
  choice: {
    documentation:
      'One of several words in `answers.yaml`. A wrong one costs as much as guessing would bring; a blank costs nothing, and a check never counts less than 0.',
    fields: {
      items: {
        kind: 'list',
        minItems: 1,
        maxItems: 50,
        item: {
          kind: 'map',
          fields: {
            answer: answerField,
            of: listOfTexts('The words to choose from.', ['[ sweep, uniform ]'], 'A word.'),
            right: listOfTexts('The right one, or several of which each is right.', ['[ uniform ]'], 'A word.'),
          },
          documentation: 'One choice.',
          examples: ['{ answer: whoEnds, of: [ sweep, uniform ], right: [ uniform ] }'],
          since,
        },
        documentation: 'The choices; the points are shared out evenly among them.',
        examples: ['[ { answer: whoEnds, of: [ sweep, uniform ], right: [ uniform ] } ]'],
        since,
      },
      penalty: {
        kind: 'share',
        min: 0,
        max: 1,
        documentation:
          'What a wrong word costs, as a share of its points. Without it, 1 / (words - right ones): guessing then brings nothing on average.',
        examples: ['50%'],
        since,
      },
    },
  },
  interval: {
    documentation:
      'Intervals in `answers.yaml`, written `10s..12s`: each must hold the right value and be no wider than `widest`.',
    fields: {
      items: {
        kind: 'list',
        minItems: 1,
        maxItems: 50,
        item: {
          kind: 'map',
          fields: {
            answer: answerField,
            unit: unitField,
            value: needed(formula('The value that the interval must hold, a formula.', ['sweep.total'])),
            widest: needed(
              formula('The widest interval that has full points, a formula; at twice the width none.', [
                '0.1 * sweep.total',
              ]),
            ),
          },
          documentation: 'One interval.',
          examples: ['{ answer: total, unit: duration, value: sweep.total, widest: 0.1 * sweep.total }'],
          since,
        },
        documentation: 'The intervals; the points are shared out evenly among them.',
        examples: ['[ { answer: total, unit: duration, value: sweep.total, widest: 1s } ]'],
        since,
      },
    },
  },
  expression: {
    documentation:
      'A formula that the student writes into `answers.yaml`, compared with the right one at 50 points between the bounds of its variables.',
    fields: {
      answer: answerField,
      variables: {
        kind: 'list',
        minItems: 1,
        maxItems: 10,
        item: {
          kind: 'map',
          fields: {
            name: {
              kind: 'name',
              required: true,
              maxLength: 64,
              documentation: 'The variable as the student writes it.',
              examples: ['t'],
              since,
            },
            from: needed(formula('The lowest value that it is tried with.', ['0.1'])),
            to: needed(formula('The highest one.', ['10'])),
          },
          documentation: 'A variable.',
          examples: ['{ name: t, from: 0.1, to: 10 }'],
          since,
        },
        documentation: 'The variables that the formula may have.',
        examples: ['[ { name: t, from: 0.1, to: 10 } ]'],
        since,
      },
      value: needed(formula('The right formula.', ['W * (1 - exp(-D * t / W))'])),
      within: {
        kind: 'share',
        min: 0,
        max: 1,
        default: 0,
        documentation:
          'By how much of its value a formula may be off at each point and still count as the right one: for right formulas that are more exact than `value`, or less.',
        examples: ['0.1%'],
        since,
      },
      partial: {
        kind: 'list',
        maxItems: 20,
        item: {
          kind: 'map',
          fields: {
            value: needed(formula('A formula that is not right, and not all wrong.', ['min(D * t, W)'])),
            share: {
              kind: 'share',
              required: true,
              min: 0,
              max: 1,
              documentation: 'The share of the points that it gets.',
              examples: ['30%'],
              since,
            },
            reason: {
              kind: 'text',
              maxLength: 500,
              documentation: 'What the student is told of it.',
              examples: ['That is the sweep: a random writer hits some pages twice.'],
              since,
            },
          },
          documentation: 'A near miss.',
          examples: ['{ value: "min(D * t, W)", share: 30% }'],
          since,
        },
        documentation: 'Near misses and their part of the points.',
        examples: ['[ { value: "min(D * t, W)", share: 30% } ]'],
        since,
      },
    },
  },
  run: {
    documentation:
      "The student's scenario is run, and expectations must hold in it. Each expectation is an item: with `each` in `credit` the points are shared out among them.",
    fields: {
      expect: expectField,
      also: {
        kind: 'list',
        maxItems: 10,
        item: {
          kind: 'map',
          fields: { scenario: { ...scenarioFile, required: true }, expect: expectField },
          documentation: 'A further scenario and what must hold in it.',
          examples: ['{ scenario: random.migration.yaml, expect: [ precopy.completed == 0 ] }'],
          since,
        },
        documentation: 'Further scenarios of the student that are run beside the first one.',
        examples: ['[ { scenario: random.migration.yaml, expect: [ precopy.completed == 0 ] } ]'],
        since,
      },
      same: {
        kind: 'list',
        maxItems: 50,
        item: {
          kind: 'text',
          maxLength: 200,
          documentation: 'A path as in `sweep`.',
          examples: ['link.bandwidth'],
          since,
        },
        documentation:
          'Values that all these scenarios must have in common, by their paths; a list is counted from 1: `workload[1].writes`. `link` alone is all of it, `writes` the sum of all regions.',
        examples: ['[ link, writes ]', '[ link.bandwidth, "workload[1].writes" ]'],
        since,
      },
    },
  },
  reference: {
    documentation:
      "The student's scenario is run, and a figure of it is held against a reference of the same seed: the ratio is the geometric mean over cases and seeds, and `credit` looks at it.",
    fields: {
      measure: needed(measureField),
      against: needed(againstField),
      limit: limitField,
      over: overField,
      cases: casesField,
    },
  },
  policy: {
    documentation:
      "The student's policy is run in a scenario of the lab. Without `measure` it has to run to its end without failing in all cases; with it, a figure is held against a reference as in `reference`.",
    fields: {
      file: {
        kind: 'file',
        required: true,
        maxLength: 200,
        documentation: "The student's policy, by the name that the scenario has for it.",
        examples: ['mine.policy.js'],
        since,
      },
      measure: measureField,
      against: againstField,
      limit: limitField,
      over: overField,
      cases: casesField,
    },
  },
  counterexample: {
    documentation:
      "The student's scenario is run with every combination of `vary`, at most 30 of them. The share of combinations that do as well as the reference (a ratio below 1, and `limit` met) is what `credit` looks at: a counterexample leaves none.",
    fields: {
      measure: needed(measureField),
      against: needed(againstField),
      limit: limitField,
      given: {
        kind: 'text',
        maxLength: 1000,
        documentation:
          "An expectation that the student's scenario must meet as it is, else it is no counterexample: it keeps out guests that defeat everybody.",
        examples: ['xen-precopy.resent > 5000'],
        since,
      },
      vary: {
        kind: 'list',
        minItems: 1,
        maxItems: 10,
        item: {
          kind: 'map',
          fields: {
            path: scenarioPath('A value of the scenario, by a path as in `sweep`.', 'algorithms.hca.epochs'),
            values: { ...listOfTexts('What it is set to.', ['[ 5, 10 ]'], 'A value.'), required: true },
          },
          documentation: 'A value and what it is set to.',
          examples: ['{ path: algorithms.hca.epochs, values: [ 5, 10 ] }'],
          since,
        },
        documentation: 'The values that are varied.',
        examples: ['[ { path: algorithms.hca.epochs, values: [ 5, 10 ] } ]'],
        since,
      },
    },
  },
  structure: {
    documentation:
      "What the student's files look like: files are there and read without an error, locked places are as they were, some values are among those allowed. Each is an item.",
    fields: {
      files: {
        kind: 'list',
        maxItems: 50,
        item: { ...scenarioFile, documentation: 'A file that must be there, without errors if it is a scenario.' },
        documentation: 'Files that must be there; a scenario must have no errors.',
        examples: ['[ sweep.migration.yaml ]'],
        since,
      },
      locked: {
        kind: 'boolean',
        default: false,
        documentation: '`true`: no place of `locked` may have been changed.',
        examples: ['true'],
        since,
      },
      algorithms: {
        kind: 'list',
        maxItems: 50,
        item: {
          kind: 'map',
          fields: {
            file: { ...scenarioFile, required: true },
            label: {
              kind: 'text',
              required: true,
              maxLength: 64,
              documentation: 'The label that other checks ask about.',
              examples: ['hca'],
              since,
            },
            oneOf: listOfTexts('The algorithms that may stand under it.', ['[ hca ]'], 'An algorithm.'),
          },
          documentation: 'A label and the algorithms that may stand under it.',
          examples: ['{ file: shop.migration.yaml, label: hca, oneOf: [ hca ] }'],
          since,
        },
        documentation:
          'What stands under a label: without this, `- postcopy` with `as: hca` meets every check of the label `hca`.',
        examples: ['[ { file: shop.migration.yaml, label: hca, oneOf: [ hca ] } ]'],
        since,
      },
      values: {
        kind: 'list',
        maxItems: 50,
        item: {
          kind: 'map',
          fields: {
            file: { ...scenarioFile, required: true },
            path: scenarioPath('A value of the scenario, by a path as in `sweep`.', 'algorithms.hca.thresholds'),
            oneOf: listOfTexts(
              'What may stand there; what is not written counts as the default.',
              ['[ rate, quantile ]'],
              'A value.',
            ),
            reason: {
              kind: 'text',
              maxLength: 500,
              documentation: 'What the student is told if it is not.',
              examples: ['Levels must follow from what was measured.'],
              since,
            },
          },
          documentation: 'A value that is among some.',
          examples: ['{ file: shop.migration.yaml, path: algorithms.hca.thresholds, oneOf: [ rate, quantile ] }'],
          since,
        },
        documentation: 'Values that must be among some.',
        examples: ['[ { file: shop.migration.yaml, path: algorithms.hca.thresholds, oneOf: [ rate, quantile ] } ]'],
        since,
      },
    },
  },
} as const;

/** What counts as the error of an answer. */
const errorField = {
  kind: 'choice',
  default: 'relative',
  choices: {
    relative: { documentation: 'The error as a share of the right value.' },
    absolute: { documentation: 'The difference in base units: bytes, seconds, shares of 1.' },
  },
  documentation: 'What counts as the error of an answer.',
  examples: ['absolute'],
  since,
} as const satisfies Field;

const creditFields = {
  step: {
    documentation: 'All or nothing: full points if every item is right.',
    fields: {
      within: {
        kind: 'share',
        min: 0,
        max: 1000,
        default: 0,
        documentation: 'The largest error, or ratio, that is still right.',
        examples: ['5%'],
        since,
      },
      of: errorField,
    },
    shorthand: 'within',
  },
  each: {
    documentation: 'The share of items that are right.',
    fields: {
      within: {
        kind: 'share',
        min: 0,
        max: 1000,
        default: 0,
        documentation: 'The largest error, or ratio, that is still right.',
        examples: ['2%'],
        since,
      },
      of: errorField,
    },
    shorthand: 'within',
  },
  linear: {
    documentation:
      'Full points up to `full`, none from `zero` on, and a straight line between; over several items the mean.',
    fields: {
      full: {
        kind: 'share',
        required: true,
        min: 0,
        max: 1000,
        documentation: 'The error, or ratio, up to which there are full points.',
        examples: ['2%', '0.92'],
        since,
      },
      zero: {
        kind: 'share',
        required: true,
        min: 0,
        max: 1000,
        documentation: 'The error, or ratio, from which on there are none.',
        examples: ['15%', '1.00'],
        since,
      },
      of: errorField,
      margin: {
        kind: 'share',
        min: 0,
        max: 1,
        documentation:
          'For `miglab lab calibrate`: `full` is set so far from what the model solution reaches towards `zero`, as a share of the way.',
        examples: ['25%'],
        since,
      },
    },
  },
} as const;

const checkFields = {
  id: {
    kind: 'text',
    required: true,
    maxLength: 40,
    documentation:
      'A short name that no other check has: letters, digits, `.`, `-` and `_`. `miglab grade --check` takes it.',
    examples: ['L1.3'],
    since,
  },
  title: {
    kind: 'text',
    required: true,
    maxLength: 200,
    documentation: 'What is checked, in a line.',
    examples: ['Smallest bandwidth that keeps the promise'],
    since,
  },
  points: {
    kind: 'factor',
    required: true,
    min: 0,
    max: 1000,
    documentation: 'Its most points. Points are rounded to 0.1, at the end alone.',
    examples: ['12'],
    since,
  },
  kind: {
    kind: 'variant',
    required: true,
    variants: kindFields,
    documentation: 'What is looked at, and how.',
    examples: ['{ answer: { items: [ { answer: rounds, value: sweep.rounds } ] } }'],
    since,
  },
  scenario: scenarioFile,
  seeds: seedsField,
  credit: {
    kind: 'variant',
    default: 'step',
    variants: creditFields,
    documentation: 'How points follow from what was found.',
    examples: ['step', '{ linear: { full: 2%, zero: 15% } }', '{ each: 2% }'],
    since,
  },
  needs: {
    kind: 'list',
    maxItems: 50,
    item: { kind: 'text', maxLength: 40, documentation: 'The id of a check.', examples: ['L1.2'], since },
    documentation:
      'Checks that must have had at least half of their points; else this one is not run, counts 0, and says so.',
    examples: ['[ L1.2 ]'],
    since,
  },
  visibility: {
    kind: 'choice',
    default: 'visible',
    choices: {
      visible: { documentation: 'The student sees it at once.' },
      'after-due': { documentation: 'Once it is due.' },
      'after-published': { documentation: 'Once grades are published.' },
      hidden: { documentation: 'Never.' },
    },
    documentation: 'When the student may see the outcome, where the place that shows it can wait (Gradescope does).',
    examples: ['after-due'],
    since,
  },
  hint: {
    kind: 'text',
    multiline: true,
    maxLength: 2000,
    documentation: 'What the student is told when points were lost, beside the reason. Markdown.',
    examples: ['Round 1 sends all of memory, not the working set.'],
    since,
  },
} as const satisfies Fields;

const variantFields = {
  name: {
    kind: 'name',
    required: true,
    maxLength: 64,
    documentation: 'What formulas and the texts (`{name}`) call it.',
    examples: ['rate'],
    since,
  },
  from: needed(formula('The lowest value, with its unit.', ['24MiB/s'])),
  to: needed(formula('The highest one, in the same unit.', ['56MiB/s'])),
  step: needed(formula('The steps between them, in the same unit.', ['1MiB/s'])),
  at: {
    kind: 'list',
    maxItems: 50,
    item: {
      kind: 'map',
      fields: {
        file: { ...scenarioFile, required: true, documentation: 'A scenario of the lab.' },
        path: scenarioPath('A value of it, by a path as in `sweep`.', 'workload.app.writes'),
      },
      documentation: 'A place that has the value.',
      examples: ['{ file: sweep.migration.yaml, path: workload.app.writes }'],
      since,
    },
    documentation:
      "Where it stands in the lab's scenarios: each student's copy has their own value there, and it is locked.",
    examples: ['[ { file: sweep.migration.yaml, path: workload.app.writes } ]'],
    since,
  },
} as const satisfies Fields;

/** The top level of a lab. */
export const labFields = {
  title: {
    kind: 'text',
    required: true,
    maxLength: 200,
    documentation: "The lab's name.",
    examples: ['Will it ever end?'],
    since,
  },
  id: {
    kind: 'name',
    required: true,
    maxLength: 64,
    documentation: 'A short name that never changes: submissions, variants and hidden checks go by it.',
    examples: ['will-it-ever-end'],
    since,
  },
  version: {
    kind: 'count',
    default: 1,
    min: 1,
    max: 1_000_000,
    documentation: 'Raised when the lab changes: a submission tells which one it was made for.',
    examples: ['2'],
    since,
  },
  minutes: {
    kind: 'count',
    min: 1,
    max: 100_000,
    documentation: 'How long it takes, about.',
    examples: ['90'],
    since,
  },
  text: {
    kind: 'text',
    multiline: true,
    maxLength: longestText,
    documentation:
      "The hand-out's beginning, in Markdown. `{name}` is the student's value of a parameter of `variant`.",
    examples: ['How long does a guest take that never stops writing?'],
    since,
  },
  steps: {
    kind: 'list',
    maxItems: 100,
    item: {
      kind: 'map',
      fields: {
        title: {
          kind: 'text',
          required: true,
          maxLength: 200,
          documentation: 'What the step is about.',
          examples: ['Predict, then run'],
          since,
        },
        text: {
          kind: 'text',
          required: true,
          multiline: true,
          maxLength: longestText,
          documentation: 'What to do, in Markdown.',
          examples: ['Work out the first four rounds with a pencil.'],
          since,
        },
        open: {
          ...scenarioFile,
          documentation: 'The file that the step is about: the task has a link that opens it.',
        },
        checks: {
          kind: 'list',
          maxItems: 100,
          item: { kind: 'text', maxLength: 40, documentation: 'The id of a check.', examples: ['L1.2'], since },
          documentation: 'The checks that look at it.',
          examples: ['[ L1.2 ]'],
          since,
        },
      },
      documentation: 'A step of the task.',
      examples: ['{ title: Predict, text: Work out the first four rounds. }'],
      since,
    },
    documentation: 'The task, step by step.',
    examples: ['[ { title: Predict, text: Work out the first four rounds. } ]'],
    since,
  },
  starter: {
    kind: 'list',
    maxItems: 100,
    item: {
      kind: 'file',
      maxLength: 200,
      documentation: "A file beside the lab that the student's folder begins with.",
      examples: ['sweep.migration.yaml', 'mine.policy.js'],
      since,
    },
    documentation: 'The files that the student begins with and hands in: scenarios, policies, `answers.yaml`.',
    examples: ['[ answers.yaml, sweep.migration.yaml ]'],
    since,
  },
  files: {
    kind: 'list',
    maxItems: 100,
    item: {
      kind: 'file',
      maxLength: 200,
      documentation: 'A file beside the lab.',
      examples: ['reference.migration.yaml'],
      since,
    },
    documentation: "Further files that checks need. A student's file of the same name is never looked at.",
    examples: ['[ reference.migration.yaml ]'],
    since,
  },
  locked: {
    kind: 'list',
    maxItems: 100,
    item: {
      kind: 'map',
      fields: {
        file: { ...scenarioFile, required: true, documentation: 'A scenario of `starter`.' },
        paths: {
          ...listOfTexts(
            'Its values that must stay, by their paths as in `sweep`; `workload` or `link` alone is all of it, `algorithms.LABEL` the entry of that label.',
            ['[ vm, workload, link.bandwidth ]'],
            'A path.',
          ),
          required: true,
        },
      },
      documentation: 'What must stay in one file.',
      examples: ['{ file: shop.migration.yaml, paths: [ vm, workload, link ] }'],
      since,
    },
    documentation:
      'Places that the student must not change. Whatever stands there in a submission, checks run with what was handed out; a `structure` check with `locked: true` tells of it.',
    examples: ['[ { file: shop.migration.yaml, paths: [ vm, workload, link ] } ]'],
    since,
  },
  variant: {
    kind: 'list',
    maxItems: 20,
    item: {
      kind: 'map',
      fields: variantFields,
      documentation:
        'A parameter of which each student has their own value, from the id of the lab and of the student.',
      examples: ['{ name: rate, from: 24MiB/s, to: 56MiB/s, step: 1MiB/s }'],
      since,
    },
    documentation:
      'Parameters of which each student has their own value, so that neighbours have different right answers.',
    examples: ['[ { name: rate, from: 24MiB/s, to: 56MiB/s, step: 1MiB/s } ]'],
    since,
  },
  checks: {
    kind: 'list',
    required: true,
    minItems: 1,
    maxItems: 200,
    item: {
      kind: 'map',
      fields: checkFields,
      documentation: 'A check and its points.',
      examples: [
        '{ id: L1.1, title: The limit rate, points: 5, kind: { answer: { items: [ { answer: limit, value: "1" } ] } } }',
      ],
      since,
    },
    documentation: 'What is looked at, and for how many points.',
    examples: [
      '[ { id: L1.1, title: The limit rate, points: 5, kind: { answer: { items: [ { answer: limit, value: "1" } ] } } } ]',
    ],
    since,
  },
} as const satisfies Fields;

export type LabFields = typeof labFields;

/** The top level as a field, for completion and hovers. */
export const labTable: MapField = { kind: 'map', fields: labFields, documentation: 'A lab.', examples: [], since };
