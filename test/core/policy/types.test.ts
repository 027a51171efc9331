// The types that ship, as the editor uses them: a policy with `// @ts-check` beside migration-policy.d.ts, in a folder without any settings. TypeScript's own
// compiler checks, with the options that VS Code has for such folders.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import ts from 'typescript';

/** Where the files are said to lie; nothing is written there. */
const folder = path.resolve('out', 'policy-types');
const shipped = (name: string): string => readFileSync(`media/policy/${name}`, 'utf8');

const policy = (body: string): string =>
  `// @ts-check\n/** @type {import('./migration-policy').Policy} */\nexport default async function p(vm, params) {\n${body}\n}\n`;

const right: Readonly<Record<string, string>> = {
  xen: shipped('xen.policy.js'),
  hca: shipped('hca.policy.js'),
  everything: policy(`  const { pages, pageBytes, pagesPerSecond } = vm;
  const counts = vm.counter();
  counts.add(vm.range(0, pages / 2), 3);
  counts.halve();
  counts.forget(vm.setOf([1, 2, 3]));
  const hot = counts.atLeast(2).plus(vm.none()).and(vm.all()).first(counts.of(7));
  vm.reportTiers([vm.all().minus(hot), hot]);
  vm.limitRate(pageBytes * pagesPerSecond);
  vm.limitRate(null);
  vm.beginRound(vm.all());
  vm.hold(hot);
  const order = [...vm.all()].reverse();
  const { sent, pagesSent, pagesSkipped, position, finished } = await vm.send(vm.all(), {
    order, batch: 64, skip: 'dirty', from: 0, to: 100, until: vm.now() + vm.random(),
  });
  for (const page of sent) if (hot.has(page) || !hot.isEmpty) console.log(page, sent.toArray().length);
  console.warn(pagesSent + pagesSkipped + position, finished && hot.equals(sent), params.limit, Math.random());
  await vm.wait(0.1);
  vm.suspend();
  await vm.send(vm.log.peek().plus(vm.log.clean()));`),
};

/** Each with the line of its fault, and what is said of it. */
const wrong: Readonly<Record<string, { readonly body: string; readonly line: number; readonly says: RegExp }>> = {
  'a call that there is not': {
    body: '  vm.sendAll();',
    line: 4,
    says: /Property 'sendAll' does not exist on type 'Vm'/,
  },
  'a misspelt option': {
    body: "  await vm.send(vm.all(), { skp: 'dirty' });",
    line: 4,
    says: /'skp' does not exist|Did you mean/,
  },
  'a wrong word': {
    body: "  await vm.send(vm.all(), { order: 'random' });",
    line: 4,
    says: /'"?random"?' is not assignable/,
  },
  'a number for a set': {
    body: '  await vm.send(12);',
    line: 4,
    says: /'number' is not assignable to parameter of type 'PageSet'/,
  },
  'a set for a number': {
    body: '  vm.limitRate(vm.all());',
    line: 4,
    says: /'PageSet' is not assignable to parameter of type 'number'/,
  },
  'a pass that is not awaited and used': {
    body: '  const pass = vm.send(vm.all());\n  console.log(pass.sent);',
    line: 5,
    says: /Property 'sent' does not exist on type 'Promise<Pass>'/,
  },
  'a set that is changed': {
    body: '  const a = vm.all();\n  a.size = 3;',
    line: 5,
    says: /'size' because it is a read-only property/,
  },
  'something returned': {
    body: "  return 'stop';",
    line: 4,
    says: /not assignable to type '(?:void|Promise<void>)'|'string' is not assignable/,
  },
};

const fileOf = (name: string): string => path.join(folder, `${name.replace(/[^a-z]+/g, '-')}.policy.js`);

const files = new Map<string, string>([
  [path.join(folder, 'migration-policy.d.ts'), shipped('migration-policy.d.ts')],
  ...Object.entries(right).map(([name, text]) => [fileOf(name), text] as const),
  ...Object.entries(wrong).map(([name, { body }]) => [fileOf(name), policy(body)] as const),
]);

/** As VS Code has them for JavaScript without a jsconfig.json, strict as it is by default. */
const options: ts.CompilerOptions = {
  allowJs: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noEmit: true,
  types: [],
};

const isIn = (name: string): boolean => files.has(path.normalize(name));

function host(): ts.CompilerHost {
  const plain = ts.createCompilerHost(options);
  const textOf = (name: string): string | undefined => files.get(path.normalize(name)) ?? plain.readFile(name);
  return {
    ...plain,
    directoryExists: (name) => path.normalize(name) === folder || ts.sys.directoryExists(name),
    fileExists: (name) => isIn(name) || plain.fileExists(name),
    readFile: textOf,
    getSourceFile: (name, version) => {
      const text = textOf(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, version);
    },
  };
}

let program: ts.Program;
const faultsOf = (file: string): { readonly line: number; readonly message: string }[] => {
  const source = program.getSourceFile(file);
  assert.ok(source, file);
  return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => ({
    line: source.getLineAndCharacterOfPosition(start).line + 1,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
};

describe('the types that ship with policies', () => {
  before(() => {
    program = ts.createProgram([...files.keys()], options, host());
  });

  it('have no fault of their own, beside those of a browser', () => {
    assert.deepEqual(faultsOf(path.join(folder, 'migration-policy.d.ts')), []);
  });

  for (const name of Object.keys(right)) {
    it(`find nothing wrong with ${name}`, () => {
      assert.deepEqual(faultsOf(fileOf(name)), []);
    });
  }

  for (const [name, { line, says }] of Object.entries(wrong)) {
    it(`tell of ${name}`, () => {
      const [fault, ...others] = faultsOf(fileOf(name));
      assert.deepEqual(others, []);
      assert.equal(fault?.line, line);
      assert.match(fault.message, says);
    });
  }

  it('complete: the members of vm, of a set, of a pass', () => {
    const text = policy('  const pass = await vm.send(vm.all());\n  vm;\n  pass;\n  pass.sent;');
    const file = fileOf('completed');
    files.set(file, text);
    const completed = ts.createProgram([file], options, host(), program);
    const checker = completed.getTypeChecker();
    const source = completed.getSourceFile(file);
    assert.ok(source);
    const membersOf = (written: string): string[] => {
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isExpressionStatement(node) && node.expression.getText(source) === written)
          found.push(
            ...checker.getPropertiesOfType(checker.getTypeAtLocation(node.expression)).map(({ name }) => name),
          );
        ts.forEachChild(node, visit);
      };
      visit(source);
      return found;
    };
    for (const name of ['all', 'send', 'log', 'suspend', 'counter', 'wait']) assert.ok(membersOf('vm').includes(name));
    assert.deepEqual(membersOf('pass'), ['sent', 'pagesSent', 'pagesSkipped', 'position', 'finished']);
    for (const name of ['plus', 'minus', 'and', 'size']) assert.ok(membersOf('pass.sent').includes(name));
  });
});
