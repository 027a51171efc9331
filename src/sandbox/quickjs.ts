// The sandbox for policies: QuickJS, an interpreter of JavaScript, compiled to WebAssembly. Each run has an instance of its own, so that nothing of one policy is
// left for another, and whatever breaks is thrown away. Nothing of the host is in it but two functions that take and give plain values (docs/policies.md).
import {
  DefaultIntrinsics,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import wasm from '@jitl/quickjs-wasmfile-release-sync/wasm';
import {
  isPolicyFailure,
  isPolicyMistake,
  oneLine,
  PolicyFailure,
  PolicyMistake,
  type PolicyCodeOfFailure,
} from '../core/policy/failure';
import { codeBytes, deadlineSeconds } from '../core/policy/limits';
import type {
  Held,
  PolicyCalls,
  PolicyCode,
  PolicyProgram,
  PolicySandbox,
  Request,
  Step,
  SyntaxFlaw,
  Value,
} from '../core/policy/sandbox';
import { lineOfBigInt, lineOfImport, lineOfLoop, lineOfThrow } from '../core/policy/scan';
import { longestPolicy } from '../core/policy/policy';
import prelude from './prelude.guest.js';

/** What the interpreter calls the policy's file, in the places that it gives. */
const moduleName = 'policy.js';
const place = /\bpolicy\.js:(\d{1,9}):(\d{1,9})/;
/** Steps between two looks of the interpreter at the limits (QuickJS, JS_INTERRUPT_COUNTER_INIT). */
const stepsPerLook = 10_000;
/** What follows a promise is a job: it costs much more than the turn of a loop, and they are run so many at a time. */
const stepsPerJob = 200;
const jobsAtOnce = 256;
/** Memory of an instance in pages of 64 KiB: what the interpreter itself begins with, and what there is in all, about 8 MiB of it the interpreter's. */
const firstMemoryPages = 256;
const memoryPages = (codeBytes + 8 * 1_048_576) / 65_536;
/** Stack of the parser and of running code: small enough that QuickJS's own check comes before the host's stack ends. */
const parserStackBytes = 32 * 1024;
const stackBytes = 64 * 1024;
/** Characters of an error's sentence and of its list of places that are looked at. */
const longestMessage = 500;
const longestStack = 20_000;

/** A module that is compiled once; each run has an instance of it. `now` is a clock in milliseconds. */
export async function sandboxMaker(now: () => number): Promise<() => Promise<PolicySandbox>> {
  const wasmModule = await WebAssembly.compile(wasm);
  return async () => {
    // QuickJS's own limit on memory does not add up in this build: the memory itself ends there.
    const wasmMemory = new WebAssembly.Memory({ initial: firstMemoryPages, maximum: memoryPages });
    const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
    const isFull = (): boolean => wasmMemory.buffer.byteLength >= memoryPages * 65_536;
    const programOf = (code: PolicyCode, calls: PolicyCalls): Program =>
      new Program(quickjs.newRuntime(), code, calls, now, isFull);
    return {
      open: programOf,
      read: (source) => programOf({ file: '', source, params: {}, mostSteps: Infinity }, noCalls).read(),
    };
  };
}

/** Of a module that is read and not run. */
const noCalls: PolicyCalls = {
  facts: { pages: 0, pageBytes: 0, pagesPerSecond: 0 },
  call: () => null,
  checkRequest: () => undefined,
  cost: () => 0,
  release: () => undefined,
};

/** Why a run has to end, whatever the code does about it. */
type Fatal = 'work' | 'deadline';

class Program implements PolicyProgram {
  private readonly context: QuickJSContext;
  /** Where the policy's function begins. */
  private functionLine: number | null = null;
  /** Of the last request. */
  private lastLine: number | null = null;
  /** Something that the engine threw while it served a call. */
  private thrown: Error | null = null;
  private steps = 0;
  private fatal: Fatal | null = null;
  private request: Request | null = null;
  private isAsking = false;
  private promise: QuickJSHandle | null = null;
  private guest: QuickJSHandle | null = null;
  /** Nothing runs in it any more. */
  private isBroken = false;
  /** Milliseconds spent in the sandbox, and since when it is in it. */
  private spent = 0;
  private enteredAt = 0;

  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly code: PolicyCode,
    private readonly calls: PolicyCalls,
    private readonly now: () => number,
    private readonly memoryIsFull: () => boolean,
  ) {
    runtime.setMaxStackSize(parserStackBytes);
    runtime.setInterruptHandler(() => this.isOver(stepsPerLook));
    // No regular expressions: a short one can work for ages without a look at the limits. No Proxy: lengths can be trusted.
    this.context = runtime.newContext({
      intrinsics: { ...DefaultIntrinsics, Date: false, RegExp: false, Proxy: false },
    });
    const { hostRefs } = runtime;
    const forget = hostRefs.delete.bind(hostRefs);
    hostRefs.delete = (id) => {
      // Nothing else was ever put there (handleOf).
      calls.release(hostRefs.get(id) as Held);
      forget(id);
    };
  }

  /** Reads the module's text; nothing of it runs. */
  read(): SyntaxFlaw | null {
    try {
      this.inside(() => {
        this.compile();
      });
      return null;
    } catch (error) {
      if (!isPolicyFailure(error)) throw error;
      const { message, line, column } = error;
      return { message, line, column };
    }
  }

  begin(): Step {
    return this.inside(() => {
      const { context, code } = this;
      const { source } = code;
      this.install();
      const policy = this.load(source);
      this.runtime.setMaxStackSize(stackBytes);
      const facts = context.newString(JSON.stringify(this.calls.facts));
      const params = context.newString(JSON.stringify(code.params));
      const promise = this.invoke('begin', [policy, facts, params]);
      for (const handle of [policy, facts, params]) handle.dispose();
      const state = context.getPromiseState(promise);
      if (state.type === 'fulfilled' && state.notAPromise === true) {
        const what = this.describe(promise).message;
        throw new PolicyFailure(
          'policy-export',
          `The policy returned at once, with ${what}: write 'export default async function', and await what takes time.`,
          this.functionLine,
        );
      }
      this.promise = promise;
      return this.goOn();
    });
  }

  resume(answer: readonly Value[]): Step {
    return this.inside(() => {
      const { context } = this;
      const name = context.newString(this.request?.name ?? '');
      this.request = null;
      this.isAsking = false;
      const values = answer.map((value) => this.handleOf(value));
      this.invoke('answer', [name, ...values]).dispose();
      for (const handle of [name, ...values]) handle.dispose();
      return this.goOn();
    });
  }

  dispose(): void {
    // The instance is this run's alone: it goes as a whole, with whatever the code has left in it.
    this.isBroken = true;
  }

  /** Runs what is ready to run; what the policy then waits for. */
  private goOn(): Step {
    const { promise, runtime, context } = this;
    if (promise === null) throw new Error('The policy has not begun.');
    for (let count = jobsAtOnce; count === jobsAtOnce && !this.isOver(0);) {
      const done = runtime.executePendingJobs(jobsAtOnce);
      if (done.error) {
        const failure = this.failureOf(done.error);
        done.error.dispose();
        throw failure;
      }
      count = done.value;
      this.isOver(count * stepsPerJob);
    }
    const state = context.getPromiseState(promise);
    if (state.type === 'rejected') {
      const failure = this.failureOf(state.error);
      state.error.dispose();
      throw failure;
    }
    this.checkFatal(this.lastLine);
    if (state.type === 'pending') {
      if (this.request === null)
        throw new PolicyFailure(
          'policy-stuck',
          'The policy waits for something that never comes: await only send(…) and wait(…).',
          this.lastLine ?? this.functionLine,
        );
      return { kind: 'asks', request: this.request };
    }
    const isNothing = context.typeof(state.value) === 'undefined';
    const what = isNothing ? '' : this.describe(state.value).message;
    state.value.dispose();
    if (!isNothing)
      throw new PolicyFailure(
        'policy-returned',
        `A policy returns nothing, but this one returned ${what}: what it decides, it does by calls.`,
        this.functionLine,
      );
    if (this.request !== null)
      throw new PolicyFailure(
        'policy-stuck',
        `The policy ended while ${this.request.name}(…) was under way: write 'await' before it.`,
        this.request.line,
      );
    return { kind: 'ended' };
  }

  /** Puts the prelude and its two functions in. */
  private install(): void {
    const { context } = this;
    const host = context.newFunction('host', (...handles) => this.serve(handles));
    const charge = context.newFunction('charge', (handle) => {
      const steps = context.typeof(handle) === 'number' ? context.getNumber(handle) : 0;
      return this.isOver(Number.isFinite(steps) ? Math.max(0, steps) : Infinity)
        ? { error: this.errorHandle('InternalError', 'interrupted') }
        : context.undefined;
    });
    const make = this.unwrap(context.evalCode(prelude, 'prelude.js', { type: 'global' }));
    this.guest = this.unwrap(context.callFunction(make, context.undefined, host, charge));
    for (const handle of [host, charge, make]) handle.dispose();
  }

  /** Makes code of the module's text, once to see that it reads. */
  private compile(): void {
    const { context } = this;
    const { source } = this.code;
    if (source.length > longestPolicy) {
      throw new PolicyFailure('policy-syntax', `The module has more than ${longestPolicy} characters.`, null);
    }
    const compiled = context.evalCode(source, moduleName, { type: 'module', compileOnly: true });
    if (compiled.error) {
      const { name, message, line, column, code } = this.errorOf(compiled.error);
      compiled.error.dispose();
      this.checkFatal(null);
      const isImport = message.startsWith('could not load module');
      if (isImport) throw this.importFailure(source);
      if (code !== null) throw new PolicyFailure(code, sentenceOf[code], line, column);
      const hint = message.startsWith('RegExp') ? 'A policy has no regular expressions' : plainSyntax(name, message);
      throw new PolicyFailure('policy-syntax', `${hint}.`, line, line === null ? null : column);
    }
    compiled.value.dispose();
    const bigInt = lineOfBigInt(source);
    if (bigInt !== null)
      throw new PolicyFailure(
        'policy-syntax',
        'A policy has no BigInt: use plain numbers, which are exact up to 2^53.',
        bigInt,
      );
    if (lineOfImport(source) !== null) throw this.importFailure(source);
  }

  /** Reads the module; gives the function that it exports. */
  private load(source: string): QuickJSHandle {
    const { context } = this;
    this.compile();
    const module = this.unwrap(context.evalCode(source, moduleName, { type: 'module' }));
    const state = context.getPromiseState(module);
    if (!(state.type === 'fulfilled' && state.notAPromise === true))
      throw new PolicyFailure(
        'policy-export',
        'A policy awaits inside of its function alone, not at the top of its file.',
        null,
      );
    const policy = context.getProp(module, 'default');
    module.dispose();
    if (context.typeof(policy) !== 'function')
      throw new PolicyFailure(
        'policy-export',
        "The file exports no policy: write 'export default async function policy(vm, params) { … }'.",
        1,
      );
    const line = context.getProp(policy, 'lineNumber');
    const number = context.typeof(line) === 'number' ? context.getNumber(line) : 0;
    this.functionLine = Number.isInteger(number) && number > 0 ? number : null;
    line.dispose();
    return policy;
  }

  private importFailure(source: string): PolicyFailure {
    return new PolicyFailure('policy-syntax', 'A policy is one file: it imports nothing.', lineOfImport(source));
  }

  /** A call of the prelude. */
  private serve(handles: readonly QuickJSHandle[]): QuickJSHandle | { error: QuickJSHandle } {
    try {
      const [name, ...rest] = handles.map((handle) => this.valueOf(handle));
      if (typeof name !== 'string') throw new PolicyMistake('A call has a name.');
      return this.handleOf(name === 'request' ? this.ask(rest) : this.callNow(name, rest));
    } catch (error) {
      if (isPolicyMistake(error)) return { error: this.errorHandle('RangeError', error.message) };
      if (error instanceof WorkIsOver) return { error: this.errorHandle('InternalError', 'interrupted') };
      // What the engine itself throws is not the code's to catch.
      this.thrown ??= error instanceof Error ? error : new Error(String(error));
      return { error: this.errorHandle('InternalError', 'interrupted') };
    }
  }

  private callNow(name: string, values: readonly Value[]): Value {
    if (this.isAsking && takesPart.has(name)) throw this.stillAsking();
    this.pay(this.calls.cost(name, values));
    // The prelude gives the list of places where it matters.
    const last = values.at(-1);
    return this.calls.call(name, values, () => (typeof last === 'string' ? lineIn(last) : null));
  }

  /** The policy is going to wait for this. */
  private ask(values: readonly Value[]): null {
    const [stack, name, ...rest] = values;
    if (typeof name !== 'string' || typeof stack !== 'string') throw new PolicyMistake('A request has a name.');
    if (this.isAsking) throw this.stillAsking();
    this.pay(this.calls.cost(name, rest));
    this.calls.checkRequest(name, rest);
    this.isAsking = true;
    this.lastLine = lineIn(stack);
    this.request = { name, values: rest, line: this.lastLine };
    return null;
  }

  private stillAsking(): PolicyMistake {
    const { name = 'send', line = null } = this.request ?? {};
    const where = line === null ? '' : ` of line ${line}`;
    return new PolicyMistake(`The ${name}(…)${where} is still under way: write 'await' before it.`);
  }

  private pay(steps: number): void {
    if (this.isOver(steps)) throw new WorkIsOver();
  }

  /** Counts work; whether the run has to end. */
  private isOver(steps: number): boolean {
    this.steps += steps;
    if (this.fatal === null) {
      if (this.steps > this.code.mostSteps) this.fatal = 'work';
      else if (this.spent + this.now() - this.enteredAt > deadlineSeconds * 1000) this.fatal = 'deadline';
    }
    return this.fatal !== null || this.thrown !== null;
  }

  /** Runs something in the sandbox; what breaks out of it by a fault ends the sandbox. */
  private inside<Result>(run: () => Result): Result {
    if (this.isBroken) throw new PolicyFailure('policy-broke-sandbox', sentenceOf['policy-broke-sandbox'], null);
    this.enteredAt = this.now();
    try {
      return run();
    } catch (error) {
      if (this.thrown !== null) throw this.thrown;
      if (isPolicyFailure(error)) throw error;
      // The host's stack ended, or WebAssembly trapped: neither leaves an interpreter that could go on.
      this.isBroken = true;
      const isStack = error instanceof RangeError;
      const code = isStack ? 'policy-stack-limit' : 'policy-broke-sandbox';
      throw new PolicyFailure(code, sentenceOf[code], null);
    } finally {
      this.spent += this.now() - this.enteredAt;
    }
  }

  private checkFatal(line: number | null): void {
    if (this.thrown !== null) throw this.thrown;
    if (this.fatal === null) return;
    const code = this.fatal === 'work' ? 'policy-work-limit' : 'policy-deadline';
    throw new PolicyFailure(code, sentenceOf[code], line);
  }

  private invoke(name: string, values: readonly QuickJSHandle[]): QuickJSHandle {
    const { context, guest } = this;
    if (guest === null) throw new Error('The prelude is not there.');
    const method = context.getProp(guest, name);
    const result = context.callFunction(method, context.undefined, ...values);
    method.dispose();
    return this.unwrap(result);
  }

  /** The value of a result, or its failure thrown. */
  private unwrap(result: ReturnType<QuickJSContext['callFunction']>): QuickJSHandle {
    if (!result.error) return result.value;
    const failure = this.failureOf(result.error);
    result.error.dispose();
    throw failure;
  }

  /** What an error that nobody caught says about the run. */
  private failureOf(error: QuickJSHandle): PolicyFailure {
    const { message, name, line, column, code } = this.errorOf(error);
    const isLoop = this.fatal !== null && line !== null && name === 'InternalError';
    const at = isLoop ? lineOfLoop(this.code.source, line, column) : line;
    this.checkFatal(at);
    // With no memory left there is none for the places either: the loop that follows the last one known is the likeliest.
    const lastKnown = this.lastLine ?? this.functionLine ?? 1;
    if (code !== null)
      return new PolicyFailure(code, sentenceOf[code], line ?? lineOfLoop(this.code.source, lastKnown, Infinity));
    const thrownAt = line ?? lineOfThrow(this.code.source) ?? this.lastLine;
    const isOurs = name === 'RangeError' || name === 'TypeError';
    if (message.startsWith('could not load module')) return this.importFailure(this.code.source);
    const said = name === '' ? `The policy threw ${message}` : isOurs ? message : `${name}: ${message}`;
    return new PolicyFailure('policy-threw', /[.!?…]$/.test(said) ? said : `${said}.`, thrownAt);
  }

  /** An error in its parts. */
  private errorOf(error: QuickJSHandle): ErrorParts {
    const { name, message, stack } = this.describe(error);
    const found = place.exec(stack);
    const code = this.limitIn(name, message);
    return { name, message, code, line: found ? Number(found[1]) : null, column: found ? Number(found[2]) : 0 };
  }

  /** The limit that an error tells of. With no memory left there is none for an error either: nothing is thrown, in the truest sense. */
  private limitIn(name: string, message: string): LimitCode | null {
    if (name === 'InternalError') return limitsByMessage[message] ?? null;
    // The parser, of texts and of JSON, calls everything an error of syntax.
    if (name === 'SyntaxError' && message === 'stack overflow') return 'policy-stack-limit';
    const isNothing = name === '' && (message === 'null' || message === '');
    return isNothing && this.memoryIsFull() ? 'policy-memory-limit' : null;
  }

  /** A value in words, by the prelude, within what is left of the limits: the words are the code's own, and may fail. */
  private describe(value: QuickJSHandle): { readonly name: string; readonly message: string; readonly stack: string } {
    const { context, guest } = this;
    const plain = {
      name: oneLine(this.textOf(value, 'name')),
      message: oneLine(this.textOf(value, 'message')),
      stack: this.textOf(value, 'stack'),
    };
    if (plain.stack !== '' || guest === null || this.fatal !== null) return plain;
    const method = context.getProp(guest, 'describe');
    const result = context.callFunction(method, context.undefined, value);
    method.dispose();
    if (result.error) {
      result.error.dispose();
      return plain;
    }
    const [name = '', message = '', stack = ''] = [0, 1, 2].map((index) => this.textOf(result.value, index));
    result.value.dispose();
    return { name: oneLine(name), message: oneLine(message), stack };
  }

  /** A text among the properties of a value; empty if it is no text or cannot be had. */
  private textOf(value: QuickJSHandle, key: string | number): string {
    const { context } = this;
    if (context.typeof(value) !== 'object') return '';
    const property = this.propertyOf(value, key);
    if (property === null) return '';
    const text = context.typeof(property) === 'string' ? context.getString(property) : '';
    property.dispose();
    return text.slice(0, key === 'stack' ? longestStack : longestMessage);
  }

  private propertyOf(value: QuickJSHandle, key: string | number): QuickJSHandle | null {
    try {
      return this.context.getProp(value, key);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return null;
    }
  }

  private errorHandle(name: string, message: string): QuickJSHandle {
    return this.context.newError({ name, message });
  }

  /** A value of the code as the host knows it. */
  private valueOf(handle: QuickJSHandle): Value {
    const { context } = this;
    switch (context.typeof(handle)) {
      case 'number':
        return context.getNumber(handle);
      case 'string':
        return context.getString(handle).slice(0, longestStack);
      case 'boolean':
        return context.eq(handle, context.true);
      case 'undefined':
        return null;
      default:
        return this.objectOf(handle);
    }
  }

  private objectOf(handle: QuickJSHandle): Value {
    const { context } = this;
    if (context.eq(handle, context.null)) return null;
    const reference = context.toHostRef<Held>(handle);
    if (reference !== undefined) {
      const { value } = reference;
      reference.dispose();
      return value;
    }
    // A list of pages: the words of its buffer, copied.
    const buffer = context.getProp(handle, 'buffer');
    try {
      return context.getArrayBuffer(buffer).consume(({ value }) => new Uint32Array(value.slice().buffer));
    } catch {
      throw new PolicyMistake('A call takes numbers, texts, sets and lists of pages alone.');
    } finally {
      buffer.dispose();
    }
  }

  private handleOf(value: Value): QuickJSHandle {
    const { context } = this;
    if (value === null) return context.undefined;
    if (typeof value === 'number') return context.newNumber(value);
    if (typeof value === 'string') return context.newString(value);
    if (typeof value === 'boolean') return value ? context.true : context.false;
    if (!(value instanceof Uint32Array)) return context.newHostRef(value).handle;
    return context.newArrayBuffer(value.slice().buffer);
  }
}

class WorkIsOver extends Error {}

type LimitCode = Extract<
  PolicyCodeOfFailure,
  'policy-work-limit' | 'policy-memory-limit' | 'policy-stack-limit' | 'policy-deadline' | 'policy-broke-sandbox'
>;

interface ErrorParts {
  readonly name: string;
  readonly message: string;
  readonly code: LimitCode | null;
  readonly line: number | null;
  readonly column: number;
}

/** Calls that change the migration, or look at it: while the policy waits for one of them, another makes no sense. */
const takesPart = new Set(['clean', 'peek', 'suspend', 'beginRound', 'hold', 'tiers', 'limitRate']);

const limitsByMessage: Readonly<Record<string, LimitCode>> = {
  'out of memory': 'policy-memory-limit',
  'string too long': 'policy-memory-limit',
  'stack overflow': 'policy-stack-limit',
};

/** Of the codes that stand for one thing alone. */
const sentenceOf: Readonly<Record<LimitCode, string>> = {
  'policy-work-limit':
    'The policy used up the work of a whole run: look for a loop that never ends, or do with sets of pages what it does page by page.',
  'policy-memory-limit': `The policy used up its memory of ${codeBytes / 1_048_576} MiB.`,
  'policy-stack-limit': 'Calls within calls went too deep: look for a function that calls itself without end.',
  'policy-deadline': `The policy ran for more than ${deadlineSeconds} s on this machine and was given up: no limit of its own was reached, so another machine may get further.`,
  'policy-broke-sandbox': 'The policy broke its sandbox, which was thrown away.',
};

function plainSyntax(name: string, message: string): string {
  const plain = message.slice(0, longestMessage);
  if (/^unexpected token in expression: ''|^expecting '.*' at end/.test(plain))
    return 'The file ends too early: a brace, bracket or parenthesis is not closed';
  if (plain === 'stack overflow') return 'Too many brackets lie within brackets';
  return name === 'SyntaxError' ? `JavaScript does not read like this: ${plain}` : `${name}: ${plain}`;
}

/** The first line of the policy's file in a list of places. */
function lineIn(stack: string): number | null {
  const found = place.exec(stack);
  return found ? Number(found[1]) : null;
}
