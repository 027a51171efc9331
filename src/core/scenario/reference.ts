// docs/scenario-reference.md, made from the table of fields, the kinds of values and the algorithms' own tables: the page cannot drift from the
// checks. `node scripts/reference.mjs` writes it; test/core/scenario/reference.test.ts compares.
import type { AlgorithmDefinition, Parameter } from '../algorithms/definition';
import { plannedAlgorithms, scenarioFields } from './fields';
import type { Field, Fields } from './fields';
import { formatNumber, nameOf, unitsOf } from './values';

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** A cell of a Markdown table: one line, no bars. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What a field's value is, in words. */
function kindOf(field: Field): string {
  switch (field.kind) {
    case 'map':
      return field.shorthand === undefined ? 'map' : `map, or ${code(field.shorthand)} alone`;
    case 'list':
    case 'algorithms':
      return 'list';
    case 'variant':
      return `one of ${codes(Object.keys(field.variants))}`;
    case 'choice':
      return `one of ${codes(Object.keys(field.choices))}`;
    case 'text':
      return 'text';
    case 'seed':
      return 'text or number';
    case 'name':
      return 'name';
    case 'boolean':
      return '`true` or `false`';
    case 'opaque':
      return field.written;
    default:
      return nameOf(field.kind).replace(/^an? /, '');
  }
}

function bounds(field: Field): string {
  switch (field.kind) {
    case 'count':
    case 'factor':
    case 'share':
    case 'duration':
    case 'size':
    case 'bit-rate':
    case 'megabits':
      return field.oneOf
        ? `: ${codes(field.oneOf.map((value) => formatNumber(field.kind, value)))}`
        : `, ${formatNumber(field.kind, field.min)} to ${formatNumber(field.kind, field.max)}`;
    default:
      return '';
  }
}

function defaultOf(field: Field): string {
  if (field.required) return 'required';
  if (!('default' in field)) return '';
  if (typeof field.default === 'number' && 'min' in field) return code(formatNumber(field.kind, field.default));
  return code(String(field.default));
}

const remarks: Readonly<Record<NonNullable<Field['built']>, string>> = {
  no: ' *Not simulated yet.*',
  'default-only': ' *Only the default is simulated yet.*',
  'not-evaluated': ' *Accepted, not evaluated yet.*',
};

function fieldRow(key: string, field: Field): string[] {
  const remark = field.built === undefined ? '' : remarks[field.built];
  const notBuilt =
    field.kind === 'choice'
      ? Object.keys(field.choices).filter((choice) => field.choices[choice]?.built === 'no')
      : field.kind === 'variant'
        ? Object.keys(field.variants).filter((variant) => field.variants[variant]?.built === 'no')
        : [];
  const missing = notBuilt.length > 0 ? ` *Not simulated yet: ${codes(notBuilt)}.*` : '';
  return [
    code(key),
    kindOf(field) + bounds(field),
    defaultOf(field),
    `${field.documentation}${remark}${missing}`,
    codes(field.examples),
  ];
}

const fieldHead = ['key', 'value', 'default', 'meaning', 'examples'];

/** The table of a map's keys, then the same for each map inside it. */
function sections(fields: Fields, title: string, level: number, intro: readonly string[] = []): string[] {
  const heading = `${'#'.repeat(level)} ${title}`;
  const rows = Object.entries(fields).map(([key, field]) => fieldRow(key, field));
  const inner = Object.entries(fields).flatMap(([key, field]) => {
    if (field.kind === 'map') return sections(field.fields, code(key), level + 1);
    if (field.kind === 'list') return sections(field.item.fields, `An item of ${code(key)}`, level + 1);
    if (field.kind !== 'variant') return [];
    return Object.entries(field.variants).flatMap(([name, variant]) =>
      variant.built === 'no' || Object.keys(variant.fields).length === 0
        ? []
        : sections(variant.fields, `${code(key)}: ${code(name)}`, level + 1, [variant.documentation]),
    );
  });
  return [heading, ...intro, table(fieldHead, rows), ...inner];
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
    'The word `none` switches an optional limit off.',
  ];
}

function parameterDefault(parameter: Parameter): string {
  if (parameter.kind === 'boolean' || parameter.kind === 'choice') return code(String(parameter.default));
  if (parameter.default !== null) return code(formatNumber(parameter.kind, parameter.default));
  return code(parameter.auto ? 'auto' : 'none');
}

function parameterKind(parameter: Parameter): string {
  if (parameter.kind === 'boolean') return '`true` or `false`';
  if (parameter.kind === 'choice') return `one of ${codes(parameter.choices)}`;
  const { kind, min, max } = parameter;
  const words = [...(parameter.optional ? ['none'] : []), ...(parameter.auto ? ['auto'] : [])];
  const range = `${nameOf(kind).replace(/^an? /, '')}, ${formatNumber(kind, min)} to ${formatNumber(kind, max)}`;
  return words.length > 0 ? `${range}, or ${codes(words)}` : range;
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
    ...(planned.length > 0 ? [`Known, not simulated yet: ${codes(planned)}.`] : []),
  ];
}

/** The page as Markdown. */
export function scenarioReference(algorithms: readonly AlgorithmDefinition[]): string {
  const blocks = [
    '# Scenario reference',
    'This page is made from the tables in the code (`node scripts/reference.mjs`): do not edit it by hand.',
    'A scenario is a YAML 1.2 file named `*.migration.yaml` or `*.migration.yml`, without anchors, aliases and tags. What is wrong with a file has a code: [problems.md](problems.md).',
    ...sections(scenarioFields, 'Keys', 2),
    'A region has exactly one of `writes` (with `pattern`), `trace` and `dirtyCurve`. Regions lie one after the other from page 0, and together they have at most the pages of the guest.',
    ...valueSection(),
    '## Labels and names',
    'They begin with a letter; letters, digits, `-` and `_` may follow. Labels are unique: without `as` it is the id of the algorithm, made unique by `-2`, `-3` and so on past those taken. Names of regions are unique too; without `name` it is `region-1`, `region-2` and so on by position.',
    ...algorithmSections(algorithms),
  ];
  return `${blocks.join('\n\n')}\n`;
}
