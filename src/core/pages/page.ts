// The generated parts of an algorithm's page (docs/algorithms/<id>.md): what it is, its figure and its parameters, between markers. The prose around them is
// written by hand. `npm run pages` writes them; test/core/pages/pages.test.ts fails where they are out of date.
import type { AlgorithmDefinition, Parameter } from '../algorithms/definition';
import { algorithms } from '../algorithms/registry';
import { code, codes, parameterDefault, parameterKind } from '../scenario/tableWords';
import { type FigureRun, figureGuest, figureRun, figureWords, figureSvg } from './figure';

/** A page as it has to be, and its figure. */
export interface AlgorithmPage {
  readonly id: string;
  /** Markdown; the writer formats it. */
  readonly text: string;
  readonly figure: string;
}

/** The headings that every page has, in this order. */
export const pageHeadings = ['Idea', 'Rules', 'Fact and reconstruction', 'Parameters', 'More'] as const;

/** The pages of all algorithms, made of those that `read` gives (null: there is none). @throws Error for a page that is missing or lacks a marker */
export function algorithmPages(read: (id: string) => string | null): readonly AlgorithmPage[] {
  return algorithms.map((algorithm) => {
    const { id } = algorithm;
    const page = read(id);
    if (page === null)
      throw new Error(
        `${id} has no page. Write docs/algorithms/${id}.md after the model of a neighbour, markers included, then run npm run pages.`,
      );
    const run = figureRun(algorithm);
    const parts = { facts: facts(algorithm), figure: figure(algorithm, run), parameters: parameters(algorithm) };
    return { id, text: renewed(id, page, parts), figure: figureSvg(algorithm, run) };
  });
}

/** A page with its generated parts renewed. */
function renewed(id: string, page: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from)
      throw new Error(`docs/algorithms/${id}.md has no place for its ${name}: ${begin} … ${end}`);
    return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
  }, page);
}

function facts({ id, source, reconstruction }: AlgorithmDefinition): string {
  const status = reconstruction
    ? '**Reconstruction**: what its source leaves open is ours, and no figure here is a figure of its paper.'
    : '**Fact**: its rules are those of its source.';
  return `${code(id)} in a scenario. ${status}\n\nSource: ${source}`;
}

function figure({ id, title }: AlgorithmDefinition, run: FigureRun): string {
  return `![${title}: memory over time: ${figureWords(run)}](figures/${id}.svg)

_One run with the defaults: ${figureWords(run)}. Each row is a page, time goes to the right (${figureGuest}). All algorithms' pages show this guest._`;
}

function parameters({ parameters: table }: AlgorithmDefinition): string {
  const rows = Object.entries(table).map(([name, parameter]) => [
    code(name),
    parameterKind(parameter),
    parameterDefault(parameter),
    parameter.documentation + condition(parameter),
    parameter.source,
  ]);
  if (rows.length === 0) return 'It has none.';
  const head = ['parameter', 'value', 'default', 'meaning', 'source of the default'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function condition({ onlyWhen }: Parameter): string {
  if (onlyWhen === undefined) return '';
  return ` Only with ${codes(onlyWhen.is.map((value) => `${onlyWhen.parameter}: ${String(value)}`))}.`;
}

/** A cell of a Markdown table: one line, no bars. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}
