// docs/scenario-reference.md, made from the table of fields, the kinds of values and the algorithms' own tables: the page cannot drift from the
// checks. `node scripts/reference.mjs` writes it; test/core/scenario/reference.test.ts compares.
import { aggregates, metrics, type Dimension } from '../expect/metrics';
import type { AlgorithmDefinition } from '../algorithms/definition';
import { policyDefinition, policyId } from '../policy/policy';
import { hostFileFields, plannedAlgorithms, policyField, scenarioFields } from './fields';
import type { Field, Fields } from './fields';
import { largestDataFile } from './dataFiles';
import { hostPresets, type HostPreset } from './hostPresets';
import type { LogCost } from './scenario';
import { bounds, code, codes, defaultOf, kindOf, parameterDefault, parameterKind } from './tableWords';
import { formatNumber, nameOf, unitsOf } from './values';

/** A cell of a Markdown table: one line, no bars. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function fieldRow(key: string, field: Field): string[] {
  return [code(key), kindOf(field) + bounds(field), defaultOf(field), field.documentation, codes(field.examples)];
}

const fieldHead = ['key', 'value', 'default', 'meaning', 'examples'];

/** The table of a map's keys, then the same for each map inside it. */
export function sections(fields: Fields, title: string, level: number, intro: readonly string[] = []): string[] {
  const heading = `${'#'.repeat(level)} ${title}`;
  const rows = Object.entries(fields).map(([key, field]) => fieldRow(key, field));
  const inner = Object.entries(fields).flatMap(([key, field]) => innerSections(key, field, level + 1));
  return [heading, ...intro, table(fieldHead, rows), ...inner];
}

/** The tables of the maps inside a key. What the shapes of a key have in common with another key stands there. */
function innerSections(key: string, field: Field, level: number): string[] {
  if (field.kind === 'map') return sections(field.fields, code(key), level);
  if (field.kind === 'list')
    return field.item.kind === 'map' ? sections(field.item.fields, `An item of ${code(key)}`, level) : [];
  if (field.kind !== 'variant') return [];
  return Object.entries(field.variants).flatMap(([name, variant]) =>
    Object.keys(variant.fields).length === 0
      ? []
      : sections(variant.fields, `${code(key)}: ${code(name)}`, level, [variant.documentation]),
  );
}

const milliseconds = (seconds: number): string => formatNumber('duration', seconds);
const logCost = ({ fixedSeconds, perPageSeconds }: LogCost): string =>
  `${milliseconds(fixedSeconds)} + ${milliseconds(perPageSeconds)} a page`;

function hostSection(): string[] {
  const rows = Object.entries<HostPreset>(hostPresets).map(([name, { costs, source }]) => [
    code(name),
    milliseconds(costs.setupSeconds),
    milliseconds(costs.suspendSeconds),
    milliseconds(costs.resumeSeconds),
    String(costs.suspendPages),
    milliseconds(costs.suspendDelaySeconds),
    milliseconds(costs.peekDelaySeconds),
    milliseconds(costs.dirtyFaultSeconds),
    logCost(costs.clean),
    logCost(costs.peek),
    milliseconds(costs.pageCostSeconds),
    milliseconds(costs.zeroPageSeconds),
    milliseconds(costs.wakeUpSeconds),
    formatNumber('size', costs.socketBufferBytes),
    source,
  ]);
  const keys = [
    'setup',
    'suspend',
    'resume',
    'suspendPages',
    'suspendDelay',
    'peekDelay',
    'dirtyFault',
    'clean',
    'peek',
    'pageCost',
    'zeroPage',
    'wakeUp',
    'socketBuffer',
  ];
  return [
    '## Host presets',
    'The defaults in the table of `host` are those of `ideal`; a preset brings its own, and a key beside it wins. No published figure was found for most of these costs: those marked as guesses are of the right order and no more.',
    table(['preset', ...keys.map(code), 'source'], rows),
  ];
}

function hostFileSection(): string[] {
  return [
    '## Host files',
    'A pair of hosts that several scenarios share is a file of its own, named `*.migration-host.yaml`. A scenario takes it by `host: rack4.migration-host.yaml`, or by `preset` beside other keys of `host`, which win over it. `miglab validate --fit CASES --save rack4.migration-host.yaml` writes one from measured migrations, with the interval of each figure ([validation-cases.md](validation-cases.md#fitting-a-host)). `miglab run --host FILE` and `miglab validate --host FILE` take one in place of all that scenarios say of their hosts.',
    [
      '```yaml',
      'title: The hosts of rack 4',
      'host: { preset: kvm, setup: 12ms, zeroPage: 0.3us }',
      'link: { bandwidth: 941Mbit/s, efficiency: 100% }',
      'clearLog: lazy',
      '```',
    ].join('\n'),
    ...sections(hostFileFields, 'Keys of a host file', 3),
  ];
}

const kinds = ['size', 'duration', 'bit-rate', 'write-rate', 'share'] as const;
const kindExamples: Readonly<Record<(typeof kinds)[number], readonly [string, string]>> = {
  size: ['`4GiB`, `512 MiB`, `4096`', 'A bare number is bytes. A fraction is allowed where the result is whole bytes.'],
  duration: ['`300ms`, `1.5s`, `2min`', ''],
  'bit-rate': ['`1Gbit/s`, `125MB/s`', '`k`, `M`, `G` are powers of ten, `Ki`, `Mi`, `Gi` of two.'],
  'write-rate': ['`12k/s`, `48MiB/s`', 'Page writes per second; a byte rate is divided by the page size.'],
  share: ['`10%`', 'A bare number, `0.1`, where only a share is allowed.'],
};

function valueSection(): string[] {
  const rows = kinds.map((kind) => [
    nameOf(kind).replace(/^an? /, ''),
    codes(unitsOf(kind)),
    kindExamples[kind][0],
    kindExamples[kind][1],
  ]);
  return [
    '## Values',
    'A value is read from the text as it is written: `4.10` is not `4.1`. Between a number and its unit may be one blank. A number that lacks its unit is an error where a rate or a time is needed.',
    table(['kind', 'units', 'examples', 'notes'], rows),
    'An interval is written `10s..40s`, `10s..` (to the end) or `..5s` (from the start). The word `none` switches an optional limit off.',
  ];
}

function fileSection(): string[] {
  return [
    '## Files beside a scenario',
    'A trace, a dirty curve or a host file is named from the folder of the scenario (`shop.lmtrace`, `traces/shop.lmtrace.gz`). The command line reads files in that folder and below; the editor reads files of the workspace, and checks the scenario again when one of them changes. A file may be gzipped.',
    `A file may have at most ${formatNumber('size', largestDataFile)}, unpacked: it is read as a whole, and a check has to stay quick.`,
    [
      'A **trace** (`lmtrace`) is text: a header, then a line for each range of pages that was written.',
      '',
      '```',
      '#lmtrace 1',
      '#page_size 4096',
      '#pages 64',
      '#interval_ms 100',
      '#loop all',
      '0,3,2',
      '0,40,1',
      '100,3,1,25',
      '```',
    ].join('\n'),
    'A line is `milliseconds,first page,pages` or `milliseconds,first page,pages,writes`: the pages were written within the interval that begins there (with `#interval_ms 0`, at that time). Times do not go down. `#loop` is `none`, `all`, or the milliseconds at the end that are repeated; the key `repeat` wins over it.',
    'A **dirty curve** is a CSV file with the columns `seconds,pages`, shortest window first; a first line with these words and lines that begin with `#` are passed over.',
  ];
}

function algorithmSections(algorithms: readonly AlgorithmDefinition[]): string[] {
  const built = algorithms.flatMap(({ id, title, documentation, source, parameters }) => {
    const rows = Object.entries(parameters).map(([name, parameter]) => [
      code(name),
      parameterKind(parameter),
      parameterDefault(parameter),
      parameter.documentation,
      parameter.source,
    ]);
    const head = ['parameter', 'value', 'default', 'meaning', 'source'];
    return [
      `### ${code(id)}: ${title}`,
      documentation,
      `Source: ${source}`,
      ...(rows.length > 0 ? [table(head, rows)] : []),
    ];
  });
  const ids = new Set(algorithms.map(({ id }) => id));
  const planned = Object.keys(plannedAlgorithms).filter((id) => !ids.has(id));
  return [
    '## Algorithms',
    'An entry of `algorithms` is an id (`- hca`), or an id with parameters (`- hca: { tiers: 8 }`), and may get its label by `as: LABEL` beside the id.',
    ...built,
    `### ${code(policyId)}: ${policyDefinition.title}`,
    `${policyDefinition.documentation} An entry is the file alone (\`- policy: mine.policy.js\`) or a map with these keys; its label is the file's name without \`.policy.js\`. [policies.md](policies.md) says what a policy can do.`,
    table(
      fieldHead,
      Object.entries(policyField.fields).map(([key, field]) => fieldRow(key, field)),
    ),
    ...(planned.length > 0 ? [`Known, not simulated yet: ${codes(planned)}.`] : []),
  ];
}

function expectationSection(): string[] {
  const units: Readonly<Record<Dimension, string>> = { seconds: 'time', bytes: 'size', count: 'number' };
  return [
    '## Expectations',
    'An item of `expect` compares two sums by `<`, `<=`, `>`, `>=` or `==` (within 1e-9): `hca.downtime < 0.8 * xen-precopy.downtime + 10ms`. A term is a number with its unit, a metric, or a number times a term. A metric is `LABEL.METRIC`, its mean over the repetitions; `max(LABEL.METRIC)` and its kin take another figure of them. A minus has blanks around it, because labels may have hyphens. Only like figures are added and compared. Where a metric has no figure, as the downtime or the total of a run that did not converge, the expectation fails and says so; what such a run sent and how many rounds it made are figures all the same, so ask for `completed` too.',
    table(
      ['metric', 'is a', 'meaning'],
      Object.entries(metrics).map(([id, metric]) => [code(id), units[metric.dimension], metric.documentation]),
    ),
    table(
      ['figure', 'meaning'],
      Object.entries(aggregates).map(([id, { documentation }]) => [code(`${id}(…)`), documentation]),
    ),
  ];
}

/** The page as Markdown. */
export function scenarioReference(algorithms: readonly AlgorithmDefinition[]): string {
  const blocks = [
    '# Scenario reference',
    'This page is made from the tables in the code (`node scripts/reference.mjs`): do not edit it by hand.',
    'A scenario is a YAML 1.2 file named `*.migration.yaml` or `*.migration.yml`, without anchors, aliases and tags. What is wrong with a file has a code: [problems.md](problems.md).',
    ...sections(scenarioFields, 'Keys', 2),
    'A region has exactly one of `writes` (with `pattern`), `trace` and `dirtyCurve`. Regions lie one after the other from page 0, and together with the zero pages they have at most the pages of the guest.',
    ...hostSection(),
    ...hostFileSection(),
    ...fileSection(),
    ...valueSection(),
    '## Labels and names',
    'They begin with a letter; letters, digits, `-` and `_` may follow. Labels are unique: without `as` it is the id of the algorithm, made unique by `-2`, `-3` and so on past those taken. Names of regions are unique too; without `name` it is `region-1`, `region-2` and so on by position.',
    ...expectationSection(),
    '## Sweeps',
    'A path of `sweep` is the keys down to a value, joined by dots; a region goes by its name (`workload.NAME.key`), an algorithm by its label (`algorithms.LABEL.parameter`). Each path has a list of values, and the scenario runs for each combination of them: [sweeps.md](sweeps.md).',
    ...algorithmSections(algorithms),
  ];
  return `${blocks.join('\n\n')}\n`;
}
