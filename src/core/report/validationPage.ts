// docs/validation.md: a section a source, a table a case or one for all, the sentences below.
import { formatCount, formatMeasured, thinSpace } from '../metrics/format';
import type { Case, MeasuredCase, MeasuredFile, Outcome, Recursion, Source, Unit } from '../validation/cases';
import {
  compareMeasured,
  compareRounds,
  isWithin,
  measuredRun,
  ROUNDS,
  type Comparison,
  type Results,
  type RoundComparison,
} from '../validation/compare';
import { errorsOf, type CaseOutcome } from '../validation/errors';
import { isDisturbed, linkUse, onMeasuredLink } from '../validation/measuredLink';
import type { ValidatedSource } from '../validation/validation';
import { predict } from '../validation/recursion';

interface Compared {
  readonly one: Case;
  readonly comparisons: readonly Comparison[];
}

const head = `# Validation

Real and published migrations, simulated. \`npm run validation\` writes this page: it is what \`miglab validate validation/*.cases.*\` gives,
the scenarios of the cases run by the built command, each figure beside the one that was published or measured ([the cases' format](validation-cases.md)). Simulated figures are means over a scenario's
repetitions with their 95 % interval (±). A sentence below its table explains each figure beyond its tolerance (✗) and, in sources that have none, each difference above 10 %; the script fails if one is missing.
A tolerance of some milliseconds lets almost any downtime of a few of them pass: there the median difference tells more than the count.

No number of a guest was chosen to make a figure fit: each scenario file says at its top what was measured and what is assumed. Where a source gives a guest's
dirty curve and its rounds, the curve is the input and the rounds, the traffic and the times are what is compared.`;

/** The page, before formatting. */
export function validationPage(sources: readonly ValidatedSource[]): string {
  return [head, overview(sources), judgedOverview(sources), ...sources.map(sectionOf)].join('\n\n');
}

/** The page of somebody's own cases: the same tables under a title of theirs. */
export function validationReport(title: string, sources: readonly ValidatedSource[]): string {
  const isJudged = sources.some(({ source }) => source.tolerance !== undefined);
  const said =
    'Real migrations, simulated: each figure beside the one that was measured. Simulated figures are means over a scenario’s repetitions with their 95 % interval (±).';
  return [
    `# Validation of ${cell(title)}`,
    said,
    overview(sources),
    ...(isJudged ? [judgedOverview(sources)] : []),
    ...sources.map(sectionOf),
    '',
  ].join('\n\n');
}

/** A text in a cell of a table. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** How far off the figures of each source are. */
function overview(sources: readonly ValidatedSource[]): string {
  const rows = sources.map(({ source, outcomes, measured, results }) => {
    const comparisons = [
      ...outcomes.flatMap((outcome) => outcome.comparisons ?? []),
      ...(source.measured ?? []).flatMap((one) => compareMeasured(one, measured, results)),
    ];
    const sizes = comparisons.flatMap(({ difference }) => (difference === null ? [] : Math.abs(difference)));
    const large = comparisons.filter(({ isLarge }) => isLarge).length;
    return `| [${source.title}](#${anchor(source.title)}) | ${comparisons.length} | ${percent(quantile(sizes, 0.5))} | ${percent(quantile(sizes, 0.9))} | ${large} |`;
  });
  return `| source | figures | median difference | 90th percentile | above 10 % |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/**
 * Of sources with tolerances: how far off the figures of each name are, and how many are within. Cases that could not be run are counted, and
 * figures of cases that stand for their measurement in part only are left out.
 */
function judgedOverview(sources: readonly ValidatedSource[]): string {
  const rows = sources.flatMap(({ source, outcomes }) => {
    if (source.tolerance === undefined) return [];
    const refused = outcomes.filter((outcome) => outcome.refused !== null).length;
    const partly = outcomes.filter(({ one }) => one.partly !== undefined).length;
    const inPart = partly > 0 ? `, ${partly} in part (said below its table, not counted)` : '';
    return errorsOf(source, outcomes).map(({ name, figures, median, ninth, largest, judged, within }, index) => {
      const sizes = [median, ninth, largest].map((size) => (size === null ? '' : percent(size)));
      const title =
        index === 0 ? `${source.title}: ${outcomes.length} cases, ${refused} of them not simulated${inPart}` : '';
      return `| ${title} | ${name} | ${figures} | ${sizes.join(' | ')} | ${within} of ${judged} |`;
    });
  });
  return `| source | figure | cases | median difference | 90th percentile | largest | within tolerance |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

function sectionOf({ source, outcomes, measured, results }: ValidatedSource): string {
  const notes = new Notes(source.reasons);
  const run = outcomes.flatMap(({ one, comparisons }) => (comparisons === null ? [] : [{ one, comparisons }]));
  const tables =
    source.tolerance !== undefined
      ? [judgedTable(source, outcomes, notes)]
      : source.oneTable === true
        ? [oneTable(run, notes)]
        : run.map((outcome) => caseTable(outcome, notes));
  return [
    `## ${source.title}`,
    source.reference,
    ...source.text,
    ...tables,
    ...(source.measured === undefined ? [] : measuredTables(source, measured, results, notes)),
    ...notes.list(),
    ...(source.measured === undefined ? [] : [measuredLinkTable(source.measured, measured, results)]),
    ...(source.recursion === undefined ? [] : [recursionTable(source.recursion)]),
  ].join('\n\n');
}

/** The sentences of a section, numbered as they are first used. */
class Notes {
  private readonly used: string[] = [];

  constructor(private readonly reasons: Readonly<Record<string, string>>) {}

  mark(reason: string | undefined): string {
    if (reason === undefined) return '';
    if (!this.used.includes(reason)) this.used.push(reason);
    return `(${this.used.indexOf(reason) + 1})`;
  }

  list(): string[] {
    if (this.used.length === 0) return [];
    return [this.used.map((reason, index) => `${index + 1}. ${this.reasons[reason] ?? ''}`).join('\n')];
  }
}

function caseTable({ one, comparisons }: Compared, notes: Notes): string {
  const rows = comparisons.map((comparison) => `| ${figureCells(comparison, notes).join(' | ')} |`);
  return `### ${one.title}\n\n${scenarioText(one)}${setText(one)}\n\n| figure | published | simulated | difference |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** The cases of a source, each with few figures, in one table. */
function oneTable(cases: readonly Compared[], notes: Notes): string {
  const rows = cases.flatMap(({ one, comparisons }) =>
    comparisons.map(
      (comparison) => `| ${cell(one.title)}${setText(one)} | ${figureCells(comparison, notes).join(' | ')} |`,
    ),
  );
  const scenarios = [...new Set(cases.map(({ one }) => scenarioText(one)))].join(', ');
  return `${scenarios}\n\n| | figure | published | simulated | difference |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** A case a row, a figure a column; below, what the cases themselves say. */
function judgedTable({ tolerance }: Source, outcomes: readonly CaseOutcome[], notes: Notes): string {
  const names = [...new Set(outcomes.flatMap(({ one }) => one.figures.map(({ name, unit }) => column(name, unit))))];
  const rows = outcomes.map(({ one, comparisons, refused }) => {
    const mark = notes.mark(one.because);
    if (comparisons === null)
      return `| ${cell(one.title)} | ${names.map(() => '').join(' | ')} |`.replace(
        '|  |',
        () => `| not simulated: ${cell(refused)} |`,
      );
    const cells = names.map((name) => {
      const found = comparisons.find(({ figure }) => column(figure.name, figure.unit) === name);
      if (found === undefined) return '';
      const { figure, published, simulated, half, difference } = found;
      const value = simulated === null ? 'none' : withInterval(simulated, half, figure.unit);
      const off = difference === null ? '' : ` (${signed(difference)})`;
      const beyond = one.partly === undefined && isWithin(found, tolerance) === false ? ' ✗' : '';
      return `${valueText(published, figure.unit)} → ${value}${off}${beyond} ${notes.mark(figure.because)}`.trim();
    });
    return `| ${cell(one.title)}${one.partly === undefined ? '' : ' (in part)'} ${mark} | ${cells.join(' | ')} |`;
  });
  const said = outcomes.flatMap(({ one }) =>
    [one.note, one.partly].flatMap((text) => (text === undefined ? [] : [`- ${one.title}: ${text}`])),
  );
  return `Each cell: measured → simulated (difference); ✗ is beyond the tolerance.\n\n| case | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}\n${rows.join('\n')}${said.length > 0 ? `\n\n${said.join('\n')}` : ''}`;
}

function column(name: string, unit: Unit): string {
  return unit === '' || unit === 'rounds' ? name : `${name}, ${unit}`;
}

/** Where a case's scenario is. */
function scenarioText({ scenario }: Case): string {
  return typeof scenario === 'string'
    ? `\`${scenario.replace(/^(\.\.\/)+/, '')}\``
    : 'Its scenario is in the cases file.';
}

/** What stands in for the scenario's own values. */
function setText({ set = {} }: Case): string {
  const values = Object.entries(set).map(([path, value]) => `\`${path}: ${value}\``);
  return values.length === 0 ? '' : ` with ${values.join(', ')}`;
}

function figureCells(comparison: Comparison, notes: Notes): string[] {
  const { figure, published, simulated, half, difference } = comparison;
  const unit = figure.unit === '' || figure.unit === 'rounds' ? '' : `, ${figure.unit}`;
  return [
    `${figure.name}${unit}`,
    valueText(published, figure.unit),
    simulated === null ? 'none' : withInterval(simulated, half, figure.unit),
    `${differenceText(comparison, difference)} ${notes.mark(figure.because)}`.trim(),
  ];
}

function differenceText({ published, simulated }: Comparison, difference: number | null): string {
  if (difference !== null) return signed(difference);
  return published === simulated ? 'the same' : 'another';
}

/** All measured runs in one table, and how far off their rounds are. */
function measuredTables(source: Source, measured: MeasuredFile, results: Results, notes: Notes): string[] {
  const cases = source.measured ?? [];
  const rows = cases.map((one) => {
    const cells = compareMeasured(one, measured, results).map(({ figure, published, simulated, half, difference }) => {
      const found = simulated === null ? 'none' : withInterval(simulated, half, figure.unit);
      const off = difference === null ? '' : ` (${signed(difference)})`;
      return `${valueText(published, figure.unit)} → ${found}${off} ${notes.mark(figure.because)}`.trim();
    });
    return `| ${measuredRun(one, measured).id}, ${one.label} | ${cells.join(' | ')} |`;
  });
  const table = `Each cell: measured → simulated (difference). The scenario of a run is \`examples/published/xen-4.17-GUEST.migration.yaml\`; \`-a\`, \`-b\` and \`-d\` are repetitions.

| run, loop | live rounds | pages sent | last copy, pages | total, s | gap, ms |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`;
  return [table, roundTables(cases, measured, results, notes)];
}

const kinds = ['set', 'sent', 'epoch'] as const;

/** How far off the rounds are: in all of a loop, then run by run with the sentence that explains what is above a tenth. */
function roundTables(cases: readonly MeasuredCase[], measured: MeasuredFile, results: Results, notes: Notes): string {
  const rounds = cases.flatMap((one) => compareRounds(one, measured, results));
  const loops = (['stock', 'legacy', 'hca'] as const).flatMap((loop) =>
    kinds.map((kind) => {
      const sizes = sizesOf(rounds.filter((one) => one.loop === loop && one.kind === kind));
      return `| ${loop} | ${kind} | ${sizes.length} | ${percent(quantile(sizes, 0.5))} | ${percent(quantile(sizes, 0.9))} |`;
    }),
  );
  const runs = cases.map((one) => {
    const own = compareRounds(one, measured, results);
    const cells = kinds.map((kind) => {
      const sizes = sizesOf(own.filter((round) => round.kind === kind));
      return `${percent(quantile(sizes, 0.5))}, ${percent(quantile(sizes, 1))}`;
    });
    const { rounds: real } = measuredRun(one, measured);
    return `| ${one.run}, ${one.label} | ${real.length} | ${percent(linkUse(measuredRun(one, measured)))} | ${cells.join(' | ')} | ${notes.mark(one.because?.[ROUNDS])} |`;
  });
  const within = withinInAll(cases, measured, results);
  return `### Round by round

All sets and all pages sent are, round by round, within 3 % or 200 pages in **${within.undisturbed} undisturbed runs**: those whose first round carried 90 % of the relay's cap or more, the rule of those who measured. Without the first series, which ran while another emulator kept a core of the measuring host busy at times, it is ${within.later}; of all runs, disturbed ones included, ${within.all}.

Every round of every run, as far as the simulated runs have it: the set that it had to send (after the first round), the pages that it sent, and the epoch in which the set was collected. Differences without their signs.

| loop | of a round | rounds | median | 90th percentile |
| --- | --- | --- | --- | --- |
${loops.join('\n')}

Run by run: the median and the largest difference. *Link* is what the live rounds carried of what the relay's cap allows: the rest is time that the sender did not use.

| run, loop | rounds | link | sets | sent | epochs | why above 10 % |
| --- | --- | --- | --- | --- | --- | --- |
${runs.join('\n')}`;
}

/** Beyond 3 % and 200 pages. */
function isOff({ kind, measured, simulated }: RoundComparison): boolean {
  return kind !== 'epoch' && Math.abs(simulated - measured) > Math.max(0.03 * measured, 200);
}

/** How many runs have all their rounds within 3 % or 200 pages: of those that nothing disturbed, and of others. */
function withinInAll(cases: readonly MeasuredCase[], measured: MeasuredFile, results: Results): Within {
  const runs = cases.map((one) => {
    const run = measuredRun(one, measured);
    const isClose = !compareRounds(one, measured, results).some(isOff);
    return { isClose, isDisturbed: isDisturbed(run), isFirstSeries: run.firstSeries === true };
  });
  const count = (chosen: typeof runs): string =>
    `${chosen.filter(({ isClose }) => isClose).length} of ${chosen.length}`;
  const undisturbed = runs.filter((run) => !run.isDisturbed);
  return {
    undisturbed: count(undisturbed),
    later: count(undisturbed.filter((run) => !run.isFirstSeries)),
    all: count(runs),
  };
}

/** 'so many of so many' runs. */
interface Within {
  readonly undisturbed: string;
  /** Without the first series. */
  readonly later: string;
  readonly all: string;
}

/** The second comparison: the same runs on the link that they had. */
function measuredLinkTable(cases: readonly MeasuredCase[], measured: MeasuredFile, results: Results): string {
  const onLink = cases.flatMap((one) => onMeasuredLink(one, measured) ?? []);
  const offOf = (one: MeasuredCase): string => {
    const rounds = compareRounds(one, measured, results);
    const off = new Set(rounds.filter(isOff).map(({ round }) => round));
    const sizes = sizesOf(rounds.filter(({ kind }) => kind !== 'epoch'));
    return `${off.size} | ${percent(quantile(sizes, 0.5))}, ${percent(quantile(sizes, 1))}`;
  };
  const rows = onLink.map((one, index) => {
    const run = measuredRun(one, measured);
    const atCap = cases[index];
    const kind = isDisturbed(run) ? 'yes' : run.firstSeries === true ? 'first series' : '';
    return `| ${one.run}, ${one.label} | ${kind} | ${run.rounds.length} | ${atCap === undefined ? '' : offOf(atCap)} | ${offOf(one)} |`;
  });
  const within = withinInAll(onLink, measured, results);
  return `### With the link as the run measured it

A second comparison, apart from the first: here the link is no longer the relay's cap, but what it carried in each round of the very run, as \`link.schedule\`. The rule is the same for all runs: a round's pages over the time from the CLEAN before it to the CLEAN after it, as a share of the cap and never more than that; of the last live round and of the stopped copy, which no CLEAN ends, the rate between first and last byte. The link is an input then, as the guest is, and what is left tells whether the loop's own rules and the guest's writes are right. It says nothing of how well a link is foreseen: that is the comparison above.

So all sets and all pages sent are, round by round, within 3 % or 200 pages in **${within.undisturbed} undisturbed runs**; in ${within.later} without the first series, in ${within.all} of all.

*Off* are the rounds whose set or pages sent are beyond 3 % and 200 pages; beside it the median and the largest difference of all sets and pages sent.

| run, loop | disturbed | rounds | off at the cap | differences | off on the measured link | differences |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

function sizesOf(rounds: readonly RoundComparison[]): number[] {
  return rounds.map(({ difference }) => Math.abs(difference));
}

function recursionTable(recursion: Recursion): string {
  const header = recursion.limitsMs.map((limit) => (limit === null ? 'no limit' : `${formatCount(limit)} ms`));
  const rows = recursion.links.map(({ name, bytesPerSecond, published }) => {
    const cells = recursion.limitsMs.map((limit, index) => {
      const prediction = predict(recursion, bytesPerSecond, limit);
      const found = prediction === null ? '–' : formatMeasured(prediction.seconds, 5);
      return `${published[index] ?? '–'} → ${found}`;
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return `### The recursion itself

The author's printed seconds, rounded up, → the recursion's (\`validation/recursion.ts\`). – means that it does not converge within an hour. The script fails if one of the ${recursion.links.length * recursion.limitsMs.length} differs.

| link | ${header.join(' | ')} |
| --- |${' --- |'.repeat(header.length)}
${rows.join('\n')}`;
}

function valueText(value: number | Outcome, unit: Unit): string {
  if (value === 'completed') return 'arrives';
  if (value === 'not-converged') return 'does not converge';
  return unit === 'pages' && value >= 1000
    ? formatCount(value)
    : formatMeasured(value, value >= 10_000 ? 5 : 4).replace(/\.0+$/, '');
}

function withInterval(value: number | Outcome, half: number, unit: Unit): string {
  if (typeof value === 'string') return valueText(value, unit);
  // One digit more than the interval has.
  const digits = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  const figure = value >= 1000 ? formatCount(value) : value.toFixed(digits);
  // Repetitions that differ by rounding alone have none.
  if (half <= 1e-9 * Math.abs(value)) return unit === 'rounds' ? figure.replace(/\.?0+$/, '') : figure;
  return `${figure} ± ${half >= 10 ? formatCount(half) : formatMeasured(half, 2)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}${thinSpace}%`;
}

function signed(share: number): string {
  const text = percent(Math.abs(share));
  if (text.startsWith('0.0')) return text;
  return share < 0 ? `−${text}` : `+${text}`;
}

/** The value below which so large a share of them lies; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
