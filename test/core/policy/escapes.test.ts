// Policies that try to get out of their sandbox, or to hold the worker up for good. Each run has to end, by itself or with a sentence, and what the same process runs
// after it has to be what it was before, byte for byte.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunResult } from '../../../src/core/engine/events';
import { newSandbox, runBriefly, runPolicy } from '../support/policies';
import { chooseWith, eventsOf } from '../support/run';
import { linkOf, scenarioOf, uniform } from '../support/scenarios';

const scenario = scenarioOf({
  pages: 4096,
  regions: [{ pages: 1000, writesPerSecond: 800, pattern: uniform }],
  link: linkOf(20_000),
  algorithms: [chooseWith('hca')],
  timeLimitSeconds: 60,
});

/** What the code of a policy may say it has found: any of these words means that it has found the host. */
const hostWords = /process|require|node:|worker_threads|importScripts|module\.exports|\/work\/|\.js:\d+:\d+\)\s+at /;

interface Attempt {
  /** What the policy does; it may write to the log. */
  readonly code: string;
  /** How the run ends: `completed`, or the code of its error. */
  readonly ends: string;
  /** What it has to have written, in this order. */
  readonly writes?: readonly string[];
}

/** The rest of a sound policy. */
const rest = 'suspend(); await send(all());';

const inside = (code: string): string =>
  `export default async function mine(vm, params) { const { all, none, send, suspend, log, counter, setOf, range, wait, pages } = vm;\n${code}\n${rest} }`;

const attempts: Readonly<Record<string, Attempt>> = {
  'a chain of constructors from a function of the API': {
    code: "try { send.constructor.constructor('return process')(); } catch (e) { console.log(e.message); }",
    ends: 'completed',
    writes: ['A policy cannot make code out of text.'],
  },
  'a chain of constructors from a set': {
    code: "try { all().constructor.constructor('return globalThis.process')(); } catch (e) { console.log(e.message); }",
    ends: 'completed',
    writes: ['A policy cannot make code out of text.'],
  },
  'the constructor of asynchronous functions': {
    code: 'try { (async () => {}).constructor(\'await import("fs")\')(); } catch (e) { console.log(e.message); }',
    ends: 'completed',
    writes: ['A policy cannot make code out of text.'],
  },
  'the constructor of generators': {
    code: "try { (function* () {}).constructor('yield 1')(); } catch (e) { console.log(e.message); }",
    ends: 'completed',
    writes: ['A policy cannot make code out of text.'],
  },
  eval: { code: "eval('1')", ends: 'policy-threw' },
  'an indirect eval': { code: "(0, globalThis['ev' + 'al'])('1')", ends: 'policy-threw' },
  'names of the host': {
    code: `console.log([typeof process, typeof require, typeof module, typeof global, typeof self, typeof window, typeof importScripts,
      typeof fetch, typeof setTimeout, typeof setInterval, typeof queueMicrotask, typeof XMLHttpRequest, typeof WebAssembly, typeof Atomics,
      typeof SharedArrayBuffer, typeof std, typeof os, typeof performance, typeof Date, typeof WeakRef, typeof Worker, typeof Deno].join());`,
    ends: 'completed',
    writes: [Array.from({ length: 22 }, () => 'undefined').join()],
  },
  'all names there are': {
    code: "console.log(Object.getOwnPropertyNames(globalThis).filter((name) => /^(host|charge|__|process)/.test === 1).length, 'host' in globalThis, 'charge' in globalThis);",
    ends: 'policy-syntax',
  },
  'the functions of the prelude': {
    code: "console.log('host' in globalThis, 'charge' in globalThis, typeof host, typeof charge, typeof heldOf, typeof setFor);",
    ends: 'completed',
    writes: ['false false undefined undefined undefined undefined'],
  },
  'this, and the callers of functions': {
    code: "const f = function () { return [this, f.caller, f.arguments]; }; try { f(); } catch (e) { console.log('no ' + e.name); }",
    ends: 'completed',
  },
  'a module of the host': {
    code: "try { await import('node:fs'); } catch (e) { console.log('no'); }",
    ends: 'policy-syntax',
  },
  'the address of the module': { code: 'console.log(import.meta.url);', ends: 'policy-syntax' },
  'a polluted prototype of objects': {
    code: "Object.prototype.label = 'mine too'; Object.prototype.type = 'end'; Object.prototype.pagesSent = -1; Object.prototype.error = {}; console.log({}.label);",
    ends: 'completed',
    writes: ['mine too'],
  },
  'a polluted prototype through its old name': {
    code: '({}).__proto__.polluted = 1; JSON.parse(\'{"__proto__": {"x": 1}}\'); console.log({}.polluted);',
    ends: 'completed',
    writes: ['1'],
  },
  'polluted arrays': {
    code: "Array.prototype.push = () => { throw 1; }; Array.prototype[Symbol.iterator] = null; Array.prototype.map = () => ['x'];",
    ends: 'policy-threw',
  },
  'polluted promises': {
    code: "Promise.prototype.then = () => { throw new Error('then'); }; Promise.resolve = null;",
    ends: 'completed',
  },
  'a value that is awaited by its getter': {
    code: "Object.defineProperty(Object.prototype, 'then', { get() { return (done) => done(this); }, configurable: true }); let n = 0; for (let i = 0; i < 3; i++) n++; console.log(n);",
    ends: 'policy-work-limit',
  },
  'a proxy': { code: 'new Proxy({}, {})', ends: 'policy-threw' },
  'getters put on a handle': {
    code: "try { Object.defineProperty(all(), 'size', { get: () => 1 }); } catch (e) { console.log(e.name); }",
    ends: 'completed',
    writes: ['TypeError'],
  },
  'a handle that is only dressed up': {
    code: 'try { await send(Object.create(Object.getPrototypeOf(all()))); } catch (e) { console.log(e.message); }',
    ends: 'completed',
    writes: ['send wants a set of pages, not a value of another kind.'],
  },
  'a getter of a handle on something else': {
    code: "const size = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(all()), 'size').get; try { size.call({}); } catch (e) { console.log(e.name); }",
    ends: 'completed',
    writes: ['TypeError'],
  },
  'a handle made by hand': {
    code: 'try { new (all().constructor)(); } catch (e) { console.log(e.name); }',
    ends: 'completed',
    writes: ['TypeError'],
  },
  'a counter where a set is wanted': {
    code: 'try { all().plus(counter()); } catch (e) { console.log(e.name); }',
    ends: 'completed',
    writes: ['TypeError'],
  },
  'methods of sets replaced': {
    code: "const Set = Object.getPrototypeOf(all()); Set.minus = () => 'x'; Set.has = null; console.log(all().minus());",
    ends: 'completed',
    writes: ['x'],
  },
  'pages beyond the guest': {
    code: 'for (const page of [-1, 0.5, 4096, 2 ** 32, 2 ** 53, NaN, Infinity, "1", {}]) { try { all().has(page); console.log("has"); } catch {} try { setOf([page]); console.log("set"); } catch {} }',
    ends: 'completed',
    writes: [],
  },
  'numbers beyond bounds': {
    code: `for (const n of [-1, 1e308, NaN, Infinity, -Infinity, 1e10]) {
      for (const act of [() => range(n, n), () => all().first(n).size < 0 || thrown(), () => send(all(), { batch: n }), () => send(all(), { from: n }), () => counter().add(all(), n)])
        try { act(); console.log('took ' + n); } catch {}
    }
    function thrown() { throw 1; }`,
    ends: 'completed',
    writes: [],
  },
  'time that runs backwards': { code: 'await wait(-5);', ends: 'policy-threw' },
  'time without end': { code: 'for (;;) await wait(0);', ends: 'policy-work-limit' },
  'a rate limit of nothing': { code: 'vm.limitRate(0);', ends: 'policy-threw' },
  'a text too long': { code: "'x'.repeat(2 ** 29)", ends: 'policy-work-limit' },
  'a text that doubles': { code: "let s = 'x'; for (;;) s += s;", ends: 'policy-memory-limit' },
  'a bomb of arrays': { code: 'const a = []; for (;;) a.push([1, 2, 3, 4, 5, 6, 7, 8]);', ends: 'policy-memory-limit' },
  'a bomb of buffers': { code: 'const a = []; for (;;) a.push(new Uint8Array(1e6));', ends: 'policy-memory-limit' },
  'a bomb of sets': { code: 'const a = []; for (;;) a.push(all());', ends: 'policy-work-limit' },
  'a bomb of sets that is caught': {
    code: 'const a = []; for (let i = 0; i < 1e6; i++) { try { a.push(all()); } catch { a.length = 0; } }',
    ends: 'policy-work-limit',
  },
  'a bomb of lines': {
    code: "for (let i = 0; i < 5000; i++) console.log('line ' + i);",
    ends: 'completed',
  },
  'an endless loop': { code: 'for (;;);', ends: 'policy-work-limit' },
  'an endless loop that catches everything': {
    code: 'for (;;) { try { for (;;); } catch {} finally { continue; } }',
    ends: 'policy-work-limit',
  },
  'an endless loop of promises': {
    code: 'const f = () => Promise.resolve().then(f); f(); for (;;) await 0;',
    ends: 'policy-work-limit',
  },
  'an endless loop in a getter of the options': {
    code: 'await send(all(), { get skip() { for (;;); } });',
    ends: 'policy-work-limit',
  },
  'an endless loop while an error is described': {
    code: 'throw { get name() { for (;;); }, get message() { for (;;); }, toString() { for (;;); }, toJSON() { for (;;); } };',
    ends: 'policy-work-limit',
  },
  'an endless generator as a list of pages': {
    code: 'setOf((function* () { for (;;) yield 1; })())',
    ends: 'policy-work-limit',
  },
  'an endless loop at the top of the file': { code: '', ends: 'policy-work-limit' },
  'an array that claims a length': {
    code: 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);',
    ends: 'policy-threw',
  },
  'an array that claims to be spread': {
    code: 'console.log([].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true }).length);',
    ends: 'completed',
    writes: ['1'],
  },
  'an array of holes': { code: 'const a = []; a.length = 2 ** 32 - 1; a.indexOf(1);', ends: 'policy-work-limit' },
  'an array of holes in an array': {
    code: 'const a = []; a.length = 2 ** 32 - 1; [a].flat();',
    ends: 'policy-work-limit',
  },
  'an array of holes that is joined': {
    code: "const a = []; a.length = 2 ** 32 - 1; a.join('');",
    ends: 'policy-work-limit',
  },
  'an array of a great length': { code: 'new Array(2 ** 32 - 1).fill(0);', ends: 'policy-threw' },
  'a search in long texts': {
    code: "let s = 'a'; for (let i = 0; i < 20; i++) s += s; for (;;) s.indexOf(s.slice(0, 500000) + 'b');",
    ends: 'policy-work-limit',
  },
  'a sort of many': {
    code: 'const a = Array.from({ length: 3e5 }, (_, i) => -i); for (;;) a.sort();',
    ends: 'policy-work-limit',
  },
  'a text of many, over and over': {
    code: 'const a = Array.from({ length: 3e5 }, (_, i) => i); for (;;) JSON.stringify(a);',
    ends: 'policy-work-limit',
  },
  'the keys of many, over and over': {
    code: 'const o = {}; for (let i = 0; i < 1e5; i++) o[`k${i}`] = undefined; for (;;) { JSON.stringify(o); Object.keys(o); Object.assign({}, o); Reflect.ownKeys(o); }',
    ends: 'policy-work-limit',
  },
  'an exploding regular expression': { code: "/(a+)+$/.test('a'.repeat(40) + 'b');", ends: 'policy-syntax' },
  'a regular expression without its mark': { code: "'aaaa'.match('(a+)+$');", ends: 'policy-threw' },
  'a number without bounds': { code: 'let n = 3n; for (;;) n = n * n;', ends: 'policy-syntax' },
  'a number without bounds by its function': { code: 'BigInt(3)', ends: 'policy-threw' },
  'a number without bounds in a view': {
    code: 'new DataView(new ArrayBuffer(8)).getBigInt64(0)',
    ends: 'policy-threw',
  },
  'calls within calls': { code: 'const f = () => f() + 1; f();', ends: 'policy-stack-limit' },
  'calls within calls that are caught': {
    code: 'const f = () => f() + 1; for (let i = 0; i < 100; i++) { try { f(); } catch {} }',
    ends: 'completed',
  },
  'calls within calls through a getter': {
    code: 'const o = { get x() { return this.x; } }; o.x;',
    ends: 'policy-stack-limit',
  },
  'calls within calls through a text': {
    code: "const o = { toString() { return '' + o; } }; '' + o;",
    ends: 'policy-stack-limit',
  },
  'deep brackets': { code: `const a = ${'['.repeat(20_000)}${']'.repeat(20_000)};`, ends: 'policy-stack-limit' },
  'deep data': { code: "JSON.parse('['.repeat(100000))", ends: 'policy-stack-limit' },
  'deep data that is written': {
    code: 'let a = []; for (let i = 0; i < 50000; i++) a = [a]; JSON.stringify(a);',
    ends: 'policy-stack-limit',
  },
  'a promise that never ends': { code: 'await new Promise(() => {});', ends: 'policy-stuck' },
  'a promise of the API that is answered by hand': {
    code: "const p = send(all()); p.resolve?.(1); try { await Promise.race([p, Promise.resolve('early')]); log.clean(); } catch (e) { console.log(e.message); } await p;",
    ends: 'completed',
    writes: ["The send(…) of line 2 is still under way: write 'await' before it."],
  },
  'two passes at once': { code: 'await Promise.all([send(all()), send(all())]);', ends: 'policy-threw' },
  'a pass that nobody waits for': { code: 'send(all()); return;', ends: 'policy-stuck' },
  'a waiting at the top of the file': { code: '', ends: 'policy-export' },
  'an error with a stack of its own': {
    code: "const e = new Error('mine'); e.stack = 'at x (policy.js:99999999999:1) at y (policy.js:7:1)'; throw e;",
    ends: 'policy-threw',
  },
  'an error that is no error': { code: 'throw null;', ends: 'policy-threw' },
  'an error that is a symbol': { code: "throw Symbol('x');", ends: 'policy-threw' },
  'an error that is endless': { code: "throw new Error('x'.repeat(1e6));", ends: 'policy-threw' },
  'marks that write over a terminal': {
    code: "console.log('\\u001b[2Jgone\\u0007\\r\\nnext');",
    ends: 'completed',
    writes: [' [2Jgone next'],
  },
  'the interpreter’s own errors': {
    code: "const e = new InternalError('interrupted'); throw e;",
    ends: 'policy-threw',
  },
  'suspending twice': { code: 'suspend(); suspend();', ends: 'policy-threw' },
  'a returned value': { code: 'return all();', ends: 'policy-returned' },
  'a returned promise that never ends': { code: 'return new Promise(() => {});', ends: 'policy-stuck' },
};

const whole: Readonly<Record<string, string>> = {
  'an endless loop at the top of the file': 'for (;;);\nexport default async function mine() {}',
  'a waiting at the top of the file': 'await new Promise(() => {});\nexport default async function mine() {}',
};

const lines = ({ log = [] }: RunResult): string[] => log.map(({ text }) => text);

const ordinary = (): string => JSON.stringify(eventsOf(scenario, 'hca', 0));

describe('policies that try to get out', () => {
  const before = ordinary();

  for (const [name, { code, ends, writes }] of Object.entries(attempts)) {
    it(name, async () => {
      const run = await runBriefly(scenario, whole[name] ?? inside(code), 3_000_000);
      assert.equal(run.error?.code ?? run.outcome, ends, run.error?.message);
      if (writes) assert.deepEqual(lines(run), writes);
      assert.doesNotMatch([...lines(run), run.error?.message ?? ''].join('\n'), hostWords);
      assert.ok((run.error?.message ?? '').length < 1000);
      // The host is as it was.
      assert.equal(Object.hasOwn(Object.prototype, 'label'), false);
      assert.equal(ordinary(), before);
    });
  }

  it('a handle of another run is nobody’s here', async () => {
    // Two runs at once: what one leaves in its globals, the other does not see.
    const leaves = `globalThis.kept = null; ${inside('globalThis.kept = all(); console.log(typeof kept);')}`;
    const looks = inside('console.log(typeof globalThis.kept, typeof kept);');
    const [first, second] = await Promise.all([runPolicy(scenario, leaves), runPolicy(scenario, looks)]);
    assert.deepEqual(lines(first), ['object']);
    assert.deepEqual(lines(second), ['undefined undefined']);
  });

  it('a sandbox that broke runs nothing more', async () => {
    const sandbox = await newSandbox();
    assert.notEqual(sandbox, await newSandbox());
  });
});
