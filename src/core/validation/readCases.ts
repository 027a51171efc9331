// Reads a cases file (docs/validation-cases.md), YAML or JSON: the cases, or what is wrong with them, in sentences that name the place.
import { LineCounter, parse, parseDocument } from 'yaml';
import { isScenarioFile } from '../scenario/dataFiles';
import { nearest } from '../scenario/nearest';
import type { Case, CasesFile, Figure, Metric, Source, Tolerance, Unit } from './cases';

/** What reading gives: the cases if nothing is wrong. */
export interface ReadCases {
  readonly cases: CasesFile | null;
  readonly faults: readonly string[];
}

const metrics: Readonly<Record<Metric, true>> = {
  outcome: true,
  total: true,
  live: true,
  downtime: true,
  transfer: true,
  reported: true,
  bytes: true,
  pages: true,
  rounds: true,
  syncs: true,
  throttle: true,
  zero: true,
  setup: true,
  latency: true,
  toSend: true,
  sent: true,
  dirtied: true,
  seconds: true,
};

const units: Readonly<Record<Unit, true>> = {
  s: true,
  ms: true,
  pages: true,
  MiB: true,
  MB: true,
  B: true,
  rounds: true,
  '%': true,
  '': true,
};

/** Metrics of a round, or of several added up. */
const roundMetrics: readonly Metric[] = ['toSend', 'sent', 'dirtied', 'seconds'];

const isNumberOfRound = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1;

function isRound(round: unknown): boolean {
  if (!Array.isArray(round)) return round === 'last' || isNumberOfRound(round);
  const [from, to, ...others] = round as readonly unknown[];
  return isNumberOfRound(from) && isNumberOfRound(to) && from <= to && others.length === 0;
}

type Fields = Readonly<Record<string, unknown>>;

/** A file with more sources or cases than this is none. */
const mostEntries = 10_000;

export function readCases(text: string): ReadCases {
  let data: unknown;
  try {
    data = parse(text, { maxAliasCount: 1000 });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { cases: null, faults: [`The cases cannot be read: ${line}`] };
  }
  const reader = new Reader();
  reader.file(data);
  const { faults } = reader;
  // The reader has looked at every field that the type has.
  return faults.length === 0
    ? { cases: data as CasesFile, faults: [] }
    : { cases: null, faults: withLines(text, faults) };
}

/** A fault at a place: the keys and, from 1, the numbers down to it, as in 'sources[1].cases[2].label'; empty: the whole file. */
interface Fault {
  readonly place: string;
  /** The rest of a sentence that begins with the place. */
  readonly message: string;
}

/** More faults than this help nobody. */
const mostFaults = 100;

/** The faults as sentences, each with the line of its place, or of what it should be in. */
function withLines(text: string, faults: readonly Fault[]): string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return faults.slice(0, mostFaults).map(({ place, message }) => {
    const path = [...place.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, number]) => key ?? Number(number) - 1);
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const start = isNode(node) ? node.range?.[0] : undefined;
      if (start !== undefined)
        return `line ${lines.linePos(start).line}: ${place === '' ? 'A cases file' : place} ${message}`;
    }
    return `${place === '' ? 'A cases file' : place} ${message}`;
  });
}

function isNode(node: unknown): node is { readonly range?: readonly number[] | null } {
  return typeof node === 'object' && node !== null && 'range' in node;
}

const sourceKeys = [
  'id',
  'title',
  'reference',
  'text',
  'reasons',
  'tolerance',
  'cases',
  'oneTable',
  'measured',
  'data',
  'recursion',
] satisfies (keyof Source)[];
const caseKeys = [
  'id',
  'title',
  'scenario',
  'set',
  'label',
  'figures',
  'because',
  'partly',
  'unsimulated',
  'note',
] satisfies (keyof Case)[];
const figureKeys = [
  'name',
  'metric',
  'round',
  'unit',
  'label',
  'published',
  'range',
  'tolerance',
  'because',
] satisfies (keyof Figure)[];

class Reader {
  readonly faults: Fault[] = [];

  private fault(place: string, message: string): void {
    this.faults.push({ place, message });
  }

  /** A key that nothing reads is a slip, and would go unnoticed. */
  private keys(fields: Fields, known: readonly string[], place: string): void {
    for (const key of Object.keys(fields)) {
      if (known.includes(key)) continue;
      const meant = nearest(key, known);
      const advice = meant === undefined ? `it may have ${known.join(', ')}.` : `did you mean '${meant}'?`;
      this.fault(place, `has no key '${key.slice(0, 40)}': ${advice}`);
    }
  }

  file(data: unknown): void {
    const fields = this.map(data, '', ": 'format' and 'sources'");
    if (fields === null) return;
    if (fields['format'] !== 'miglab.cases/1') this.fault('', "wants 'format: miglab.cases/1'.");
    for (const [index, source] of this.list(fields['sources'], 'sources').entries())
      this.source(source, `sources[${index + 1}]`);
  }

  private source(data: unknown, place: string): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    this.keys(fields, sourceKeys, place);
    for (const key of ['id', 'title', 'reference'] satisfies (keyof Source)[])
      this.text(fields[key], `${place}.${key}`);
    const reasons = this.map(fields['reasons'], `${place}.reasons`) ?? {};
    this.list(fields['text'], `${place}.text`);
    this.tolerance(fields['tolerance'], `${place}.tolerance`);
    const ids = new Set<unknown>();
    for (const [index, one] of this.list(fields['cases'] ?? [], `${place}.cases`).entries()) {
      this.oneCase(one, `${place}.cases[${index + 1}]`, reasons);
      const id = typeof one === 'object' && one !== null && 'id' in one ? one.id : undefined;
      if (ids.has(id)) this.fault(`${place}.cases[${index + 1}].id`, 'is used before: every case has its own.');
      ids.add(id);
    }
    const measured = this.list(fields['measured'] ?? [], `${place}.measured`);
    if (measured.length > 0) this.text(fields['data'], `${place}.data`);
  }

  private oneCase(data: unknown, place: string, reasons: Fields): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    this.keys(fields, caseKeys, place);
    const { because: why } = fields as Partial<Case>;
    if (why !== undefined && !Object.hasOwn(reasons, why))
      this.fault(`${place}.because`, "names a reason that the source's 'reasons' lack.");
    for (const key of ['id', 'title', 'label'] satisfies (keyof Case)[]) this.text(fields[key], `${place}.${key}`);
    if (typeof fields['scenario'] !== 'string') this.map(fields['scenario'], `${place}.scenario`);
    // No other file is opened: what is wrong with it would be shown.
    else if (!isScenarioFile(fields['scenario']))
      this.fault(`${place}.scenario`, "names no scenario: its file's name ends in .migration.yaml.");
    if (fields['set'] !== undefined) this.map(fields['set'], `${place}.set`);
    for (const key of ['note', 'partly', 'unsimulated'])
      if (fields[key] !== undefined) this.text(fields[key], `${place}.${key}`);
    for (const [index, figure] of this.list(fields['figures'], `${place}.figures`).entries())
      this.figure(figure, `${place}.figures[${index + 1}]`, reasons);
  }

  private figure(data: unknown, place: string, reasons: Fields): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    this.keys(fields, figureKeys, place);
    this.text(fields['name'], `${place}.name`);
    this.word(fields['metric'], metrics, `${place}.metric`);
    this.word(fields['unit'], units, `${place}.unit`);
    const { published, because } = fields as Partial<Figure>;
    const range = fields['range'];
    if (fields['metric'] === 'outcome')
      this.word(published, { completed: true, 'not-converged': true }, `${place}.published`);
    else if (typeof published !== 'number') this.fault(`${place}.published`, "wants a number, in the figure's unit.");
    if (range !== undefined && !(Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)))
      this.fault(`${place}.range`, 'wants two numbers, the least and the most.');
    if (because !== undefined && !Object.hasOwn(reasons, because))
      this.fault(`${place}.because`, "names a reason that the source's 'reasons' lack.");
    this.round(fields['metric'], fields['round'], `${place}.round`);
    this.tolerance(fields['tolerance'], `${place}.tolerance`);
  }

  private round(metric: unknown, round: unknown, place: string): void {
    if (round === undefined) return;
    if (!roundMetrics.some((each) => each === metric))
      this.fault(place, `has no meaning for a figure of a whole run: only ${roundMetrics.join(', ')} are of a round.`);
    else if (!isRound(round)) this.fault(place, "wants a round's number, 'last' (the stopped copy), or [from, to].");
  }

  private tolerance(data: unknown, place: string): void {
    if (data === undefined) return;
    const fields = this.map(data, place);
    if (fields === null) return;
    const { share, amount, ...others } = fields as Tolerance & Fields;
    const good = [share, amount].every((value) => value === undefined || (typeof value === 'number' && value >= 0));
    if (!good || (share === undefined && amount === undefined) || Object.keys(others).length > 0)
      this.fault(place, "wants 'share' (0.04 is 4 %), 'amount' (in the figure's unit), or both.");
  }

  private map(data: unknown, place: string, of = ''): Fields | null {
    // Checked: an object that is no list is a map of its keys.
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Fields;
    this.fault(place, `wants a map of keys${of}.`);
    return null;
  }

  private list(data: unknown, place: string): readonly unknown[] {
    if (Array.isArray(data) && data.length <= mostEntries) return data;
    this.fault(place, 'wants a list.');
    return [];
  }

  private text(data: unknown, place: string): void {
    if (typeof data !== 'string' || data === '') this.fault(place, 'wants a text.');
  }

  private word(data: unknown, words: Readonly<Record<string, true>>, place: string): void {
    if (typeof data === 'string' && Object.hasOwn(words, data)) return;
    const known = Object.keys(words).map((word) => `'${word}'`);
    this.fault(place, `wants one of ${known.join(', ')}.`);
  }
}
