// A lab that was held against the table and has no errors -> `Lab`.
import type { Checked, CheckedMap } from '../scenario/checked';
import type { LabFields } from './fields';
import type {
  AnswerItem,
  Case,
  CheckKind,
  Credit,
  Lab,
  LabCheck,
  VariantParameter,
  Visibility,
  AnswerUnit,
} from './lab';
import { readQuantity } from './quantity';

export type CheckedLab = CheckedMap<LabFields>;
export type CheckedCheck = ItemOf<CheckedLab['checks']>;
export type CheckedKind = NonNullable<CheckedCheck['kind']['value']>;
export type CheckedVariantParameter = ItemOf<CheckedLab['variant']>;

/** What the items of a checked list are. */
export type ItemOf<C> = C extends { readonly value: infer List }
  ? NonNullable<List> extends readonly Checked<infer Item>[]
    ? NonNullable<Item>
    : never
  : never;

/** The value of what has no error. */
function read<Value>({ value }: Checked<Value>): Value {
  if (value === undefined) throw new Error('A lab with errors cannot be resolved.');
  return value;
}

const readAll = <Value>(list: Checked<readonly Checked<Value>[]>): Value[] => read(list).map(read);

const textOrNull = (checked: Checked<string | null>): string | null => read(checked);

function casesOf(
  list: Checked<readonly Checked<{ readonly name: Checked<string>; readonly set: CheckedSet }>[]>,
): Case[] {
  return readAll(list).map(({ name, set }) => ({
    name: read(name),
    set: readAll(set).map(({ path, value }) => ({ path: read(path), value: read(value) })),
  }));
}

type CheckedSet = Checked<readonly Checked<{ readonly path: Checked<string>; readonly value: Checked<string> }>[]>;

function answerItem(item: ItemOf<Extract<CheckedKind, { name: 'answer' }>['fields']['items']>): AnswerItem {
  const search = item.search.given ? read(item.search) : null;
  return {
    answer: read(item.answer),
    unit: read(item.unit) as AnswerUnit,
    value: textOrNull(item.value),
    search: search && {
      path: read(search.path),
      from: read(search.from),
      to: read(search.to),
      step: read(search.step),
      holds: read(search.holds),
    },
    exact: read(item.exact),
    anyRun: read(item.anyRun),
    unlike: textOrNull(item.unlike),
  };
}

function kindOf(kind: CheckedKind): CheckKind {
  switch (kind.name) {
    case 'answer':
      return { name: 'answer', items: readAll(kind.fields.items).map(answerItem) };
    case 'choice':
      return {
        name: 'choice',
        items: readAll(kind.fields.items).map(({ answer, of, right }) => ({
          answer: read(answer),
          of: readAll(of),
          right: readAll(right),
        })),
        penalty: read(kind.fields.penalty),
      };
    case 'interval':
      return {
        name: 'interval',
        items: readAll(kind.fields.items).map(({ answer, unit, value, widest }) => ({
          answer: read(answer),
          unit: read(unit) as AnswerUnit,
          value: read(value),
          widest: read(widest),
        })),
      };
    case 'expression':
      return {
        name: 'expression',
        answer: read(kind.fields.answer),
        variables: readAll(kind.fields.variables).map(({ name, from, to }) => ({
          name: read(name),
          from: read(from),
          to: read(to),
        })),
        value: read(kind.fields.value),
        within: read(kind.fields.within),
        partial: readAll(kind.fields.partial).map(({ value, share, reason }) => ({
          value: read(value),
          share: read(share),
          reason: read(reason),
        })),
      };
    case 'run':
      return {
        name: 'run',
        expect: readAll(kind.fields.expect),
        also: readAll(kind.fields.also).map(({ scenario, expect }) => ({
          scenario: read(scenario),
          expect: readAll(expect),
        })),
        same: readAll(kind.fields.same),
      };
    case 'reference': {
      const { measure, against, limit, over, cases } = kind.fields;
      return {
        name: 'reference',
        measure: read(measure),
        against: read(against),
        limit: read(limit),
        over: read(over),
        cases: casesOf(cases),
      };
    }
    case 'policy': {
      const { file, measure, against, limit, over, cases } = kind.fields;
      const [measured, reference] = [textOrNull(measure), textOrNull(against)];
      const ratio =
        measured === null || reference === null ? null : { measure: measured, against: reference, limit: read(limit) };
      return { name: 'policy', file: read(file), ratio, over: read(over), cases: casesOf(cases) };
    }
    case 'counterexample': {
      const { measure, against, limit, given, vary } = kind.fields;
      return {
        name: 'counterexample',
        measure: read(measure),
        against: read(against),
        limit: read(limit),
        given: textOrNull(given),
        vary: readAll(vary).map(({ path, values }) => ({ path: read(path), values: readAll(values) })),
      };
    }
    case 'structure':
      return {
        name: 'structure',
        files: readAll(kind.fields.files),
        locked: read(kind.fields.locked),
        algorithms: readAll(kind.fields.algorithms).map(({ file, label, oneOf }) => ({
          file: read(file),
          label: read(label),
          oneOf: readAll(oneOf),
        })),
        values: readAll(kind.fields.values).map(({ file, path, oneOf, reason }) => ({
          file: read(file),
          path: read(path),
          oneOf: readAll(oneOf),
          reason: read(reason),
        })),
      };
  }
}

function creditOf(credit: NonNullable<CheckedCheck['credit']['value']>): Credit {
  if (credit.name === 'linear') {
    const { full, zero, of, margin } = credit.fields;
    return { shape: 'linear', full: read(full), zero: read(zero), of: errorKind(read(of)), margin: read(margin) };
  }
  const { within, of } = credit.fields;
  return { shape: credit.name, within: read(within), of: errorKind(read(of)) };
}

const errorKind = (word: string): 'relative' | 'absolute' => (word === 'absolute' ? 'absolute' : 'relative');

function checkOf(check: CheckedCheck): LabCheck {
  const { id, title, points, kind, scenario, seeds, credit, needs, visibility, hint } = check;
  const listed = readAll(seeds);
  return {
    id: read(id),
    title: read(title),
    points: read(points),
    kind: kindOf(read(kind)),
    scenario: read(scenario),
    seeds: listed.length === 0 ? null : listed,
    credit: creditOf(read(credit)),
    needs: readAll(needs),
    // The table's choices are these words.
    visibility: read(visibility) as Visibility,
    hint: read(hint),
  };
}

function parameterOf({ name, from, to, step, at }: CheckedVariantParameter): VariantParameter {
  const [first, last, between] = [readQuantity(read(from)), readQuantity(read(to)), readQuantity(read(step))];
  return {
    name: read(name),
    from: first?.number ?? 0,
    to: last?.number ?? 0,
    step: between?.number ?? 1,
    unit: first?.unit ?? '',
    at: readAll(at).map(({ file, path }) => ({ file: read(file), path: read(path) })),
  };
}

/** The lab that a checked file without errors describes. */
export function resolveLab(checked: CheckedLab): Lab {
  const checks = readAll(checked.checks).map(checkOf);
  return {
    id: read(checked.id),
    title: read(checked.title),
    version: read(checked.version),
    minutes: read(checked.minutes),
    text: read(checked.text) ?? '',
    steps: readAll(checked.steps).map(({ title, text, open, checks: ids }) => ({
      title: read(title),
      text: read(text),
      open: read(open),
      checks: readAll(ids),
    })),
    starter: readAll(checked.starter),
    files: readAll(checked.files),
    locked: readAll(checked.locked).map(({ file, paths }) => ({ file: read(file), paths: readAll(paths) })),
    variant: readAll(checked.variant).map(parameterOf),
    checks,
    points: checks.reduce((sum, { points }) => sum + points, 0),
  };
}
