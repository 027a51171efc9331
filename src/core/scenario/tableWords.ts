// What the tables say of keys and parameters, in words: for the reference page, completion and hovers.
import type { Parameter } from '../algorithms/definition';
import type { Field } from './fields';
import { formatNumber, nameOf } from './values';

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** What a field's value is, in words. */
export function kindOf(field: Field): string {
  switch (field.kind) {
    case 'map':
      return field.shorthand === undefined ? 'map' : `map, or ${code(field.shorthand)} alone`;
    case 'list':
    case 'algorithms':
      return 'list';
    case 'variant':
      return `one of ${codes(Object.keys(field.variants))}`;
    case 'choice': {
      const [ending] = field.fileEndings ?? [];
      return `one of ${codes(Object.keys(field.choices))}${ending === undefined ? '' : `, or a file ${code(`*${ending}`)}`}`;
    }
    case 'text':
      return 'text';
    case 'seed':
      return 'text or number';
    case 'name':
      return 'name';
    case 'file':
      return 'name of a file';
    case 'interval':
      return 'interval';
    case 'window':
      return 'window: pages';
    case 'repeat':
      return '`true`, `false` or a duration';
    case 'shapes':
      return Object.values(field.shapes).map(kindOf).join(', or ');
    case 'boolean':
      return '`true` or `false`';
    case 'params':
      return 'map of names to numbers, truth values and texts';
    case 'sweep':
      return 'map of paths to lists of values';
    case 'expectations':
      return 'list of comparisons';
    default:
      return nameOf(field.kind).replace(/^an? /, '');
  }
}

/** The least and the greatest value, or the only ones, behind the words for the kind. */
export function bounds(field: Field): string {
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

/** The default in Markdown; empty: there is none. */
export function defaultOf(field: Field): string {
  if (field.required) return field.orInHostFile ? "required, or the host's file has it" : 'required';
  if (!('default' in field)) return '';
  if (typeof field.default === 'number' && 'min' in field) return code(formatNumber(field.kind, field.default));
  return code(String(field.default));
}

/** The default of a parameter in Markdown. */
export function parameterDefault(parameter: Parameter): string {
  if (parameter.kind === 'boolean' || parameter.kind === 'choice') return code(String(parameter.default));
  if (parameter.kind === 'steps') return code('none');
  if (parameter.default !== null) return code(formatNumber(parameter.kind, parameter.default));
  return code(parameter.auto ? 'auto' : 'none');
}

/** What a parameter's value is, in words, with its bounds. */
export function parameterKind(parameter: Parameter): string {
  if (parameter.kind === 'boolean') return '`true` or `false`';
  if (parameter.kind === 'choice') return `one of ${codes(parameter.choices)}`;
  if (parameter.kind === 'steps') return `list of maps with ${codes(Object.keys(parameter.list.item.fields))}`;
  const { kind, min, max } = parameter;
  const words = [...(parameter.optional ? ['none'] : []), ...(parameter.auto ? ['auto'] : [])];
  const range = `${nameOf(kind).replace(/^an? /, '')}, ${formatNumber(kind, min)} to ${formatNumber(kind, max)}`;
  return words.length > 0 ? `${range}, or ${codes(words)}` : range;
}
