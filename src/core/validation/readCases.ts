// Reads a cases file (docs/validation-cases.md), YAML or JSON: the cases, or what is wrong with them, in sentences that name the place.
import { parse } from 'yaml';
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
  // The reader has looked at every field that the type has.
  return { cases: reader.faults.length > 0 ? null : (data as CasesFile), faults: reader.faults };
}

class Reader {
  readonly faults: string[] = [];

  file(data: unknown): void {
    const fields = this.map(data, 'The cases');
    if (fields === null) return;
    if (fields['format'] !== 'miglab.cases/1') this.faults.push("The cases want 'format: miglab.cases/1'.");
    for (const [index, source] of this.list(fields['sources'], 'sources').entries())
      this.source(source, `sources[${index + 1}]`);
  }

  private source(data: unknown, place: string): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    for (const key of ['id', 'title', 'reference'] satisfies (keyof Source)[])
      this.text(fields[key], `${place}.${key}`);
    const reasons = this.map(fields['reasons'], `${place}.reasons`) ?? {};
    this.list(fields['text'], `${place}.text`);
    this.tolerance(fields['tolerance'], `${place}.tolerance`);
    const ids = new Set<unknown>();
    for (const [index, one] of this.list(fields['cases'] ?? [], `${place}.cases`).entries()) {
      this.oneCase(one, `${place}.cases[${index + 1}]`, reasons);
      const id = typeof one === 'object' && one !== null && 'id' in one ? one.id : undefined;
      if (ids.has(id)) this.faults.push(`${place}.cases[${index + 1}].id is used before: every case has its own.`);
      ids.add(id);
    }
    const measured = this.list(fields['measured'] ?? [], `${place}.measured`);
    if (measured.length > 0) this.text(fields['data'], `${place}.data`);
  }

  private oneCase(data: unknown, place: string, reasons: Fields): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    for (const key of ['id', 'title', 'label'] satisfies (keyof Case)[]) this.text(fields[key], `${place}.${key}`);
    if (typeof fields['scenario'] !== 'string') this.map(fields['scenario'], `${place}.scenario`);
    if (fields['set'] !== undefined) this.map(fields['set'], `${place}.set`);
    for (const key of ['note', 'partly', 'unsimulated'])
      if (fields[key] !== undefined) this.text(fields[key], `${place}.${key}`);
    for (const [index, figure] of this.list(fields['figures'], `${place}.figures`).entries())
      this.figure(figure, `${place}.figures[${index + 1}]`, reasons);
  }

  private figure(data: unknown, place: string, reasons: Fields): void {
    const fields = this.map(data, place);
    if (fields === null) return;
    this.text(fields['name'], `${place}.name`);
    this.word(fields['metric'], metrics, `${place}.metric`);
    this.word(fields['unit'], units, `${place}.unit`);
    const { published, because } = fields as Partial<Figure>;
    const range = fields['range'];
    if (fields['metric'] === 'outcome')
      this.word(published, { completed: true, 'not-converged': true }, `${place}.published`);
    else if (typeof published !== 'number') this.faults.push(`${place}.published wants a number.`);
    if (range !== undefined && !(Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)))
      this.faults.push(`${place}.range wants two numbers, the least and the most.`);
    if (because !== undefined && !Object.hasOwn(reasons, because))
      this.faults.push(`${place}.because names a reason that the source lacks.`);
    this.tolerance(fields['tolerance'], `${place}.tolerance`);
  }

  private tolerance(data: unknown, place: string): void {
    if (data === undefined) return;
    const fields = this.map(data, place);
    if (fields === null) return;
    const { share, amount, ...others } = fields as Tolerance & Fields;
    const good = [share, amount].every((value) => value === undefined || (typeof value === 'number' && value >= 0));
    if (!good || (share === undefined && amount === undefined) || Object.keys(others).length > 0)
      this.faults.push(`${place} wants 'share' (0.04 is 4 %), 'amount' (in the figure's unit), or both.`);
  }

  private map(data: unknown, place: string): Fields | null {
    // Checked: an object that is no list is a map of its keys.
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Fields;
    this.faults.push(`${place} wants a map of keys.`);
    return null;
  }

  private list(data: unknown, place: string): readonly unknown[] {
    if (Array.isArray(data) && data.length <= mostEntries) return data;
    this.faults.push(`${place} wants a list.`);
    return [];
  }

  private text(data: unknown, place: string): void {
    if (typeof data !== 'string' || data === '') this.faults.push(`${place} wants a text.`);
  }

  private word(data: unknown, words: Readonly<Record<string, true>>, place: string): void {
    if (typeof data === 'string' && Object.hasOwn(words, data)) return;
    const known = Object.keys(words).map((word) => `'${word}'`);
    this.faults.push(`${place} wants one of ${known.join(', ')}.`);
  }
}
