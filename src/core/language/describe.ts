// What the tables say of a key, a parameter or an algorithm, as Markdown for completion and hovers.
import type { AlgorithmDefinition, Parameter } from '../algorithms/definition';
import { metrics, type Metric, type MetricId } from '../expect/metrics';
import type { Field } from '../scenario/fields';
import { bounds, code, codes, defaultOf, kindOf, parameterDefault, parameterKind } from '../scenario/tableWords';

/** Paragraphs, the empty ones left out. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

/** Links into the reference page lead nowhere from a hover. */
function withoutAnchors(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\(#[^)]*\)/g, '$1');
}

function facts(field: Field): string {
  const usual = defaultOf(field);
  const isKnown = usual === '' || usual === 'required';
  return `${kindOf(field)}${bounds(field)}${usual === 'required' ? '; required' : isKnown ? '' : `; default ${usual}`}`;
}

/** A key: what it does, what it takes, its default and examples. */
export function describeField(field: Field): string {
  const examples = field.examples.length === 0 ? '' : `For example ${codes(field.examples)}.`;
  return paragraphs(withoutAnchors(field.documentation), `_${facts(field)}_`, examples);
}

/** What a key takes, in a few words. */
export function detailOf(field: Field): string {
  return facts(field).replaceAll('`', '');
}

/** A parameter of an algorithm: what it does, what it takes, its default and where that comes from. */
export function describeParameter(parameter: Parameter): string {
  const { onlyWhen } = parameter;
  const condition =
    onlyWhen === undefined
      ? ''
      : `Has an effect only with ${codes(onlyWhen.is.map((value) => `${onlyWhen.parameter}: ${String(value)}`))}.`;
  const kind = `_${parameterKind(parameter)}; default ${parameterDefault(parameter)}_`;
  return paragraphs(parameter.documentation, kind, condition, `Source: ${parameter.source}`);
}

/** What a parameter's default is, in a few words. */
export function parameterDetail(parameter: Parameter): string {
  return `default ${parameterDefault(parameter).replaceAll('`', '')}`;
}

/** An algorithm: its title, its idea and its source. */
export function describeAlgorithm({ id, title, documentation, source, reconstruction }: AlgorithmDefinition): string {
  const status = reconstruction ? '_Reconstruction: what the source leaves open is ours._' : '';
  return paragraphs(`**${title}** (${code(id)})`, documentation, `Source: ${source}`, status);
}

const dimensions: Readonly<Record<Metric['dimension'], string>> = {
  seconds: 'a time',
  bytes: 'a size',
  count: 'a number',
};

/** A metric of expectations: what it is, and what it is counted in. */
export function describeMetric(id: MetricId): string {
  const { documentation, dimension } = metrics[id];
  return paragraphs(`${code(id)}: ${documentation}`, `_${dimensions[dimension]}; the mean over the repetitions_`);
}
