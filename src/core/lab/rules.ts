// What the table of a lab cannot say: names that must be known, formulas and expectations that must read, files that must be there and say what the checks ask.
import { parseExpectation } from '../expect/parse';
import { policyEnding } from '../policy/policy';
import { checkChanged, type ScenarioCheck } from '../scenario/check';
import type { Checked } from '../scenario/checked';
import { isScenarioFile, staysInside } from '../scenario/dataFiles';
import { firstLine } from '../scenario/document';
import { parseScenario } from '../scenario/parse';
import type { Problem, TextRange } from '../scenario/problem';
import { listOf, problem, quoted } from '../scenario/report';
import type { LabCheckOptions } from './check';
import { figuresIn, parseFormula, type Names } from './formula';
import { readQuantity } from './quantity';
import type { CheckedCheck, CheckedLab } from './resolve';
import { scenarioIn } from './scenarios';

/** More combinations than this take too long for every student. */
export const mostCombinations = 30;

type Text = Checked<string | null>;

const checkId = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** The items of a checked list that have been read. */
function items<Item>({ value }: Checked<readonly Checked<Item>[]>): readonly Checked<Item>[] {
  return (value ?? []).filter((item) => item.value !== undefined);
}

const values = <Item>(list: Checked<readonly Checked<Item>[]>): Item[] =>
  items(list).flatMap(({ value }) => (value === undefined ? [] : [value]));

class Rules {
  readonly problems: Problem[] = [];
  private readonly scenarios = new Map<string, ScenarioCheck | null>();
  private readonly starter: readonly string[];
  private readonly names: readonly string[];
  private readonly parameters: readonly string[];
  /** A file of hidden checks without the lab that they belong to: what they name cannot be known here. */
  private readonly isChecksAlone: boolean;

  constructor(
    private readonly text: string,
    private readonly lab: CheckedLab,
    private readonly options: LabCheckOptions,
  ) {
    const { base } = options;
    this.isChecksAlone =
      base === undefined && ![lab.text, lab.steps, lab.starter, lab.files, lab.variant].some(({ given }) => given);
    this.starter = [...values(lab.starter), ...(base?.starter ?? [])];
    this.names = [...this.starter, ...values(lab.files), ...(base?.files ?? [])];
    this.parameters = [
      ...values(lab.variant).flatMap(({ name }) => name.value ?? []),
      ...(base?.variant ?? []).map(({ name }) => name),
    ];
  }

  run(): void {
    this.fileNames();
    this.variants();
    this.locks();
    const ids = (this.options.base?.checks ?? []).map(({ id }) => id);
    for (const check of values(this.lab.checks)) {
      this.check(check, ids);
      if (check.id.value !== undefined) ids.push(check.id.value);
    }
    for (const step of values(this.lab.steps)) {
      this.known(step.open, this.names, 'unknown-file', 'There is no file');
      for (const id of items(step.checks)) this.known(id, ids, 'unknown-check', 'There is no check');
    }
  }

  private add(code: string, { range }: { readonly range: TextRange }, message: string): void {
    this.problems.push(problem(code, firstLine(this.text, range), message));
  }

  /** A problem at a part of a scalar's text; all of it where escapes stand between the two. */
  private addWithin(code: string, { value, range }: Text, start: number, end: number, message: string): void {
    const at = this.text.slice(range.start, range.end).indexOf(value ?? '');
    const within =
      at < 0
        ? firstLine(this.text, range)
        : { start: range.start + at + start, end: range.start + at + Math.max(end, start + 1) };
    const isInside = within.start >= range.start && within.end <= range.end;
    this.problems.push(problem(code, isInside ? within : firstLine(this.text, range), message));
  }

  private known(word: Text, all: readonly string[], code: string, what: string): void {
    if (this.isChecksAlone && (code === 'unknown-file' || code === 'unknown-check')) return;
    if (word.value === undefined || word.value === null || all.includes(word.value)) return;
    const advice = all.length === 0 ? 'the lab has none.' : `there is ${listOf(all)}.`;
    this.add(code, word, `${what} ${quoted(word.value)}: ${advice}`);
  }

  private fileNames(): void {
    const seen = new Set<string>();
    for (const name of [...items(this.lab.starter), ...items(this.lab.files)]) {
      const file = name.value ?? '';
      if (!staysInside(file) || /[\\:]/.test(file))
        this.add(
          'file-outside',
          name,
          `${quoted(file)} does not lie in the lab's folder: name a file beside the lab, with / between folders.`,
        );
      else if (seen.has(file))
        this.add('duplicate-file', name, `The file ${quoted(file)} stands here a second time: remove one of the two.`);
      else this.present(name, file);
      seen.add(file);
    }
  }

  private present(name: Text, file: string): void {
    const { files } = this.options;
    if (files === undefined) return;
    const content = files.get(file);
    if (content === undefined || 'fault' in content) {
      this.add('missing-file', name, `There is no file ${quoted(file)} beside the lab, or it cannot be read.`);
      return;
    }
    if (!isScenarioFile(file)) return;
    const first = this.scenario(file)?.problems.find(({ severity }) => severity === 'error');
    if (first !== undefined) this.add('scenario-has-errors', name, `${quoted(file)} has an error: ${first.message}`);
  }

  /** A scenario of the lab; null: it is not there, or not looked at. */
  private scenario(name: string): ScenarioCheck | null {
    const { files, ...others } = this.options;
    if (files === undefined) return null;
    const kept = this.scenarios.get(name);
    if (kept !== undefined) return kept;
    const found = scenarioIn(files, name, others);
    this.scenarios.set(name, found);
    return found;
  }

  private variants(): void {
    const seen = new Set<string>();
    for (const { name, from, to, step, at } of values(this.lab.variant)) {
      if (name.value !== undefined && seen.has(name.value))
        this.add(
          'duplicate-name',
          name,
          `The name ${quoted(name.value)} stands here a second time: give each parameter its own.`,
        );
      seen.add(name.value ?? '');
      const read = [from, to, step].map((bound) => (bound.value === undefined ? null : readQuantity(bound.value)));
      [from, to, step].forEach((bound, index) => {
        if (bound.value !== undefined && read[index] === null)
          this.add(
            'wrong-value',
            bound,
            `${quoted(bound.value)} is no number with a unit: write, for example, 24MiB/s.`,
          );
      });
      const [first, last, between] = read;
      if (first && last && between) {
        if (last.unit !== first.unit || between.unit !== first.unit)
          this.add(
            'wrong-variant',
            to,
            `The three values have one unit: write them all in ${first.unit === '' ? 'plain numbers' : first.unit}.`,
          );
        else if (!(between.number > 0 && last.number >= first.number))
          this.add('wrong-variant', step, 'The step is more than 0, and the last value not below the first.');
      }
      for (const { file, path } of values(at)) {
        this.known(file, this.names, 'unknown-file', 'There is no file');
        if (file.value !== undefined && from.value !== undefined) this.changes(file.value, path, from.value);
      }
    }
  }

  private locks(): void {
    for (const { file, paths } of values(this.lab.locked)) {
      this.known(file, this.starter, 'unknown-file', 'Among `starter` there is no file');
      for (const path of items(paths)) if (file.value !== undefined) this.path(file.value, path);
    }
  }

  /** Whether a path names something in a scenario, or is a key of its top level. */
  private path(file: string, path: Text): void {
    if (path.value === undefined || path.value === null || /^[a-zA-Z]+$/.test(path.value)) return;
    const base = this.scenario(file);
    if (!base?.scenario) return;
    const [, list, name = ''] = /^(algorithms|workload)\.([\w-]+)$/.exec(path.value) ?? [];
    if (list !== undefined) {
      const { algorithms, workload } = base.scenario;
      const all = list === 'workload' ? workload.map((region) => region.name) : algorithms.map(({ label }) => label);
      if (!all.includes(name))
        this.add('unknown-path', path, `There is no ${quoted(name)} in '${list}': there is ${listOf(all)}.`);
      return;
    }
    const { root } = parseScenario('x').document;
    const changed = root === null ? null : checkChanged(base, [{ path: path.value, node: root }], this.options);
    if (changed !== null && 'lost' in changed) this.add('unknown-path', path, changed.lost.message);
  }

  /** Whether a value fits in a place of a scenario. */
  private changes(file: string, path: Text, value: string): void {
    const base = this.scenario(file);
    const { root } = parseScenario(value).document;
    if (!base?.scenario || root === null || typeof path.value !== 'string') return;
    const changed = checkChanged(base, [{ path: path.value, node: root }], this.options);
    if ('lost' in changed) this.add('unknown-path', path, changed.lost.message);
    else {
      const first = changed.problems.find(({ severity }) => severity === 'error');
      if (first !== undefined)
        this.add('wrong-value', path, `With ${quoted(value)} here the scenario has an error: ${first.message}`);
    }
  }

  private check(check: CheckedCheck, earlier: readonly string[]): void {
    const { id, needs, scenario } = check;
    if (id.value !== undefined && !checkId.test(id.value))
      this.add(
        'wrong-name',
        id,
        `${quoted(id.value)} is no id: use a letter first, then letters, digits, '.', '-' and '_'.`,
      );
    if (id.value !== undefined && earlier.includes(id.value))
      this.add('duplicate-check', id, `The id ${quoted(id.value)} stands here a second time: give each check its own.`);
    for (const need of items(needs))
      this.known(need, earlier, 'unknown-check', 'Among the checks before this one there is no');
    this.known(scenario, this.names, 'unknown-file', 'There is no file');
    this.credit(check);
    this.kind(check);
  }

  private credit({ credit }: CheckedCheck): void {
    if (credit.value?.name !== 'linear') return;
    const { full, zero } = credit.value.fields;
    if (full.value !== undefined && full.value === zero.value)
      this.add('wrong-credit', zero, 'Between full points and none there must be a way: write two different values.');
  }

  private kind(check: CheckedCheck): void {
    const kind = check.kind.value;
    switch (kind?.name) {
      case 'answer':
        for (const item of values(kind.fields.items)) {
          if (
            item.search.given === (item.value.value !== null && item.value.value !== undefined) &&
            item.value.value !== undefined
          )
            this.add(
              'missing-key',
              item.answer,
              `${quoted(item.answer.value ?? '')} has one right value: write 'value' or 'search'.`,
            );
          if (item.value.value !== null) this.formula(check, item.value);
          if (item.search.given && item.search.value) this.search(check, item.search.value);
        }
        return;
      case 'choice':
        for (const { of, right } of values(kind.fields.items))
          for (const word of items(right))
            this.known(word, values(of), 'unknown-choice', 'Among the words there is no');
        return;
      case 'interval':
        for (const { value, widest } of values(kind.fields.items)) {
          this.formula(check, value);
          this.formula(check, widest);
        }
        return;
      case 'expression': {
        const names = values(kind.fields.variables).flatMap(({ name }) => name.value ?? []);
        const known = { names: [...names, ...this.parameters], labels: [] };
        for (const { from, to } of values(kind.fields.variables))
          for (const bound of [from, to]) this.formulaOf(bound, { names: this.parameters, labels: [] });
        this.formulaOf(kind.fields.value, known);
        for (const { value } of values(kind.fields.partial)) this.formulaOf(value, known);
        return;
      }
      case 'run':
        this.needsScenario(check);
        for (const each of items(kind.fields.expect)) this.expectation(check.scenario, each);
        for (const { scenario, expect } of values(kind.fields.also)) {
          this.known(scenario, this.names, 'unknown-file', 'There is no file');
          for (const each of items(expect)) this.expectation(scenario, each);
        }
        return;
      case 'policy':
        this.known(kind.fields.file, this.starter, 'unknown-file', 'Among `starter` there is no file');
        if (typeof kind.fields.file.value === 'string' && !kind.fields.file.value.endsWith(policyEnding))
          this.add('wrong-value', kind.fields.file, `A policy's file ends with ${policyEnding}.`);
        if ((kind.fields.measure.value === null) !== (kind.fields.against.value === null))
          this.add('missing-key', check.kind, "'measure' and 'against' belong together: write both, or neither.");
        this.ratio(check, kind.fields);
        this.cases(check, kind.fields.cases);
        return;
      case 'reference':
        this.ratio(check, kind.fields);
        this.cases(check, kind.fields.cases);
        return;
      case 'counterexample': {
        this.ratio(check, kind.fields);
        if (kind.fields.given.value !== null) this.expectation(check.scenario, kind.fields.given);
        const combinations = values(kind.fields.vary).reduce(
          (count, { values: list }) => count * items(list).length,
          1,
        );
        if (combinations > mostCombinations)
          this.add(
            'too-many-combinations',
            kind.fields.vary,
            `These are ${combinations} combinations, and at most ${mostCombinations} are run: leave some values out.`,
          );
        for (const { path, values: list } of values(kind.fields.vary))
          for (const value of values(list))
            if (typeof check.scenario.value === 'string') this.changes(check.scenario.value, path, value);
        return;
      }
      case 'structure':
        for (const file of items(kind.fields.files))
          this.known(file, this.starter, 'unknown-file', 'Among `starter` there is no file');
        for (const { file, label } of values(kind.fields.algorithms)) {
          this.known(file, this.starter, 'unknown-file', 'Among `starter` there is no file');
          const labels = this.labels(file);
          if (labels !== null) this.known(label, labels, 'unknown-label', `In that file no algorithm is labelled`);
        }
        for (const { file, path } of values(kind.fields.values)) {
          this.known(file, this.starter, 'unknown-file', 'Among `starter` there is no file');
          if (file.value !== undefined) this.path(file.value, path);
        }
        return;
      default:
    }
  }

  private needsScenario({ scenario, kind }: CheckedCheck): void {
    if (scenario.value === null)
      this.add(
        'missing-key',
        { range: kind.keyRange },
        "This kind of check runs a scenario: add 'scenario:' with its file.",
      );
  }

  private search(
    check: CheckedCheck,
    search: { readonly path: Text; readonly from: Text; readonly to: Text; readonly step: Text; readonly holds: Text },
  ): void {
    this.needsScenario(check);
    const file = check.scenario.value;
    for (const bound of [search.from, search.to, search.step]) {
      if (typeof bound.value !== 'string') continue;
      if (readQuantity(bound.value) === null)
        this.add('wrong-value', bound, `${quoted(bound.value)} is no number with a unit: write, for example, 40MiB/s.`);
      else if (typeof file === 'string' && bound !== search.step) this.changes(file, search.path, bound.value);
    }
    this.expectation(check.scenario, search.holds);
  }

  private ratio(
    check: CheckedCheck,
    { measure, against, limit }: { readonly measure: Text; readonly against: Text; readonly limit: Text },
  ): void {
    this.needsScenario(check);
    if (measure.value !== null) this.formula(check, measure);
    if (against.value !== null) this.formula(check, against);
    if (limit.value !== null) this.expectation(check.scenario, limit);
  }

  private cases(
    check: CheckedCheck,
    list: Checked<
      readonly Checked<{
        readonly set: Checked<readonly Checked<{ readonly path: Checked<string>; readonly value: Checked<string> }>[]>;
      }>[]
    >,
  ): void {
    const file = check.scenario.value;
    if (typeof file !== 'string') return;
    for (const { set } of values(list))
      for (const { path, value } of values(set)) if (value.value !== undefined) this.changes(file, path, value.value);
  }

  /** The labels that a scenario has; null: nobody knows. */
  private labels(scenario: Text): readonly string[] | null {
    const base = typeof scenario.value === 'string' ? this.scenario(scenario.value) : null;
    return base?.scenario?.algorithms.map(({ label }) => label) ?? null;
  }

  private formula(check: CheckedCheck, text: Text): void {
    const asked = this.formulaOf(text, { names: this.parameters, labels: this.labels(check.scenario) });
    if (asked && check.scenario.value === null) this.needsScenario(check);
  }

  /** Whether the formula asks for a figure of a run. */
  private formulaOf(text: Text, known: Names): boolean {
    if (typeof text.value !== 'string') return false;
    const parsed = parseFormula(text.value, known);
    if ('formula' in parsed) return figuresIn(parsed.formula).length > 0;
    const { message, start, end } = parsed.fault;
    this.addWithin('wrong-formula', text, start, end, message);
    return false;
  }

  private expectation(scenario: Text, text: Text): void {
    if (typeof text.value !== 'string') return;
    const named = [...text.value.matchAll(/([A-Za-z][A-Za-z0-9_-]*)\./g)].map(([, name = '']) => name);
    const parsed = parseExpectation(text.value, this.labels(scenario) ?? named);
    if ('fault' in parsed)
      this.addWithin(parsed.fault.code, text, parsed.fault.span.start, parsed.fault.span.end, parsed.fault.message);
  }
}

/** The problems of a lab that its table does not see. */
export function labProblems(text: string, lab: CheckedLab, options: LabCheckOptions): readonly Problem[] {
  const rules = new Rules(text, lab, options);
  rules.run();
  return rules.problems;
}
