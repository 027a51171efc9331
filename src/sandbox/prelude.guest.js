// Runs inside the sandbox, before the policy: makes the API's objects out of the host's calls, takes away what would give other results on other machines, and
// puts a price on built-in functions that work long without the interpreter counting. The host gives two functions: `host(name, ...values)`, which is
// served at once, and `charge(steps)`. The policy is handed nothing but what the API documents (media/policy/migration-policy.d.ts).
(host, charge) => {
  'use strict';
  const { apply, construct, ownKeys } = Reflect;
  const { defineProperty, freeze, getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor } = Object;
  const NativeArray = Array;
  const NativeUint32Array = Uint32Array;
  const NativeError = Error;
  const NativePromise = Promise;
  const isArray = Array.isArray;
  const fromList = Array.from;
  const toText = String;
  const isView = ArrayBuffer.isView;
  const { parse, stringify } = JSON;

  // ---- What is not the same everywhere, what cannot be counted, and what makes code out of text.
  const noCode = function Function() {
    throw new TypeError('A policy cannot make code out of text.');
  };
  for (const kind of [function () {}, function* () {}, async function () {}, async function* () {}]) {
    defineProperty(getPrototypeOf(kind), 'constructor', { value: noCode, writable: false, configurable: false });
  }
  const kept = [
    ...['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'InternalError'],
    ...[
      'AggregateError',
      'Array',
      'Object',
      'parseInt',
      'parseFloat',
      'isNaN',
      'isFinite',
      'Infinity',
      'NaN',
      'undefined',
    ],
    ...[
      'Number',
      'Boolean',
      'String',
      'Math',
      'Reflect',
      'Symbol',
      'globalThis',
      'JSON',
      'Map',
      'Set',
      'WeakMap',
      'WeakSet',
    ],
    ...['ArrayBuffer', 'Uint8ClampedArray', 'Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array'],
    ...['Uint32Array', 'Float32Array', 'Float64Array', 'DataView', 'Promise'],
  ];
  for (const name of ownKeys(globalThis)) {
    if (!kept.includes(name)) delete globalThis[name];
  }
  for (const name of ['getBigInt64', 'getBigUint64', 'setBigInt64', 'setBigUint64']) delete DataView.prototype[name];
  delete Array.fromAsync;

  // ---- What works long without a turn of a loop is charged by the length of what it goes over.
  const dearFrom = 256;
  const replace = (owner, name, method) => {
    defineProperty(owner, name, { ...getOwnPropertyDescriptor(owner, name), value: method });
  };
  const methodsOf = (owner, without) =>
    ownKeys(owner).filter(
      (name) => !without.includes(name) && typeof getOwnPropertyDescriptor(owner, name).value === 'function',
    );
  const guard = (owner, name, price) => {
    const native = owner[name];
    if (typeof native !== 'function') return;
    const { [name]: guarded } = {
      [name](...values) {
        const steps = price(this, values);
        if (steps > dearFrom) charge(steps);
        return apply(native, this, values);
      },
    };
    replace(owner, name, guarded);
  };
  const lengthOf = (list) => {
    if (isArray(list)) return list.length;
    if (isView(list)) return list.length >>> 2;
    throw new TypeError('This function is for arrays.');
  };
  const cheap = ['constructor', 'at', 'push', 'pop', 'values', 'keys', 'entries', Symbol.iterator];
  for (const prototype of [Array.prototype, getPrototypeOf(Uint8Array.prototype)]) {
    for (const name of methodsOf(prototype, cheap)) {
      const factor = name === 'sort' || name === 'toSorted' ? 32 : 1;
      guard(prototype, name, (list) => factor * lengthOf(list));
    }
  }
  // These go over what lies inside of an array, or over what only claims to be one: they are loops here.
  const flatInto = (into, list, depth) => {
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (isArray(item) && depth > 0) flatInto(into, item, depth - 1);
      else into.push(item);
    }
    return into;
  };
  const loops = {
    flat(depth = 1) {
      return flatInto([], this, depth);
    },
    flatMap(map, that) {
      return flatInto(
        [],
        fromList(this, (item, index) => apply(map, that, [item, index, this])),
        1,
      );
    },
    concat(...others) {
      return flatInto([], [this, ...others], 1);
    },
  };
  for (const name of ownKeys(loops)) replace(Array.prototype, name, loops[name]);
  // An array of a length is filled from the start: to fill one of holes would take the square of its length.
  function DenseArray(...values) {
    const target = new.target ?? DenseArray;
    if (values.length !== 1 || typeof values[0] !== 'number') return construct(NativeArray, values, target);
    const [length] = values;
    if (!(length >= 0 && length <= 16777216 && length % 1 === 0))
      throw new RangeError('An array of a policy has at most 16 777 216 items.');
    charge(length);
    const list = fromList({ length });
    return target === DenseArray ? list : setPrototypeOf(list, target.prototype);
  }
  for (const name of ownKeys(NativeArray)) {
    if (name !== 'length' && name !== 'name')
      defineProperty(DenseArray, name, getOwnPropertyDescriptor(NativeArray, name));
  }
  defineProperty(DenseArray, 'name', { value: 'Array' });
  defineProperty(DenseArray, Symbol.species, { get: () => undefined });
  replace(Array.prototype, 'constructor', DenseArray);
  globalThis.Array = DenseArray;

  const factors = { normalize: 32, localeCompare: 4, split: 4, toUpperCase: 4, toLowerCase: 4 };
  const searches = ['indexOf', 'lastIndexOf', 'includes', 'split', 'replace', 'replaceAll'];
  const short = ['constructor', 'at', 'charAt', 'charCodeAt', 'codePointAt', 'toString', 'valueOf', Symbol.iterator];
  for (const name of methodsOf(String.prototype, short)) {
    const native = String.prototype[name];
    const isSearch = searches.includes(name);
    const { [name]: guarded } = {
      [name](...values) {
        // Texts first: what turns into a text could turn into another one when it is asked again.
        const own = toText(this);
        if (isSearch) values[0] = toText(values[0]);
        const eighth = own.length / 8;
        let steps = eighth * (factors[name] ?? 1);
        if (isSearch) steps += eighth * Math.min(own.length, values[0].length);
        if (name === 'repeat') steps += eighth * values[0];
        if (name === 'padStart' || name === 'padEnd') steps += values[0] / 8;
        if (steps > dearFrom) charge(steps);
        return apply(native, own, values);
      },
    };
    replace(String.prototype, name, guarded);
  }
  for (const prototype of [Set.prototype, Map.prototype]) {
    const size = getOwnPropertyDescriptor(prototype, 'size').get;
    for (const name of methodsOf(prototype, [
      'constructor',
      'has',
      'get',
      'set',
      'add',
      'delete',
      'values',
      'keys',
      'entries',
    ]))
      guard(prototype, name, (collection) => apply(size, collection, []));
  }
  guard(JSON, 'parse', (_, [source]) => (typeof source === 'string' ? source.length / 4 : 0));
  // What these go over is known by what they give, or by what lies in their objects.
  const chargeAfter = (owner, name, price) => {
    const native = owner[name];
    const { [name]: guarded } = {
      [name](...values) {
        const given = apply(native, this, values);
        const steps = price(given, values);
        if (steps > dearFrom) charge(steps);
        return given;
      },
    };
    replace(owner, name, guarded);
  };
  const keysOf = (value) => (typeof value === 'object' && value !== null ? ownKeys(value).length : 0);
  const keysIn = (values) => values.reduce((sum, value) => sum + keysOf(value), 0);
  chargeAfter(JSON, 'stringify', (text, [value]) => (typeof text === 'string' ? text.length / 4 : 0) + keysOf(value));
  for (const name of methodsOf(Object, ['is', 'defineProperty', 'getPrototypeOf', 'setPrototypeOf', 'hasOwn']))
    chargeAfter(Object, name, (_, values) => keysIn(values));
  chargeAfter(Reflect, 'ownKeys', (keys) => keys.length);

  // ---- Random numbers of the scenario's seed.
  const random = () => host('random');
  Math.random = random;

  // ---- Sets of pages and counters: objects that stand for values of the host.
  const shown = (value) => {
    if (typeof value === 'string') return "'" + value.slice(0, 40) + "'";
    return typeof value === 'object' || typeof value === 'function' ? 'a value of another kind' : toText(value);
  };
  const pageNumber = (page) => {
    if (typeof page === 'number' && page >= 0 && page < 4294967296 && page % 1 === 0) return page;
    throw new TypeError('A page is a whole number from 0 on, not ' + shown(page) + '.');
  };
  const pageList = (pages) => NativeUint32Array.from(pages, pageNumber);
  let isMaking = false;
  const making = (make) => {
    isMaking = true;
    try {
      return freeze(make());
    } finally {
      isMaking = false;
    }
  };
  let isSet;
  let heldOf;
  let setFor;
  class PageSet {
    #held = null;
    static {
      isSet = (value) => typeof value === 'object' && value !== null && #held in value;
      heldOf = (value, of) => {
        if (isSet(value)) return value.#held;
        throw new TypeError(of + ' wants a set of pages, not ' + shown(value) + '.');
      };
      setFor = (held) =>
        making(() => {
          const set = new PageSet();
          set.#held = held;
          return set;
        });
    }
    constructor() {
      if (!isMaking)
        throw new TypeError('Sets of pages come from all(), none(), range(…), setOf(…), the log and passes.');
    }
    get size() {
      return host('size', this.#held);
    }
    get isEmpty() {
      return host('size', this.#held) === 0;
    }
    has(page) {
      return host('has', this.#held, page);
    }
    plus(other) {
      return setFor(host('plus', this.#held, heldOf(other, 'plus')));
    }
    minus(other) {
      return setFor(host('minus', this.#held, heldOf(other, 'minus')));
    }
    and(other) {
      return setFor(host('and', this.#held, heldOf(other, 'and')));
    }
    equals(other) {
      return host('equals', this.#held, heldOf(other, 'equals'));
    }
    first(count) {
      return setFor(host('first', this.#held, count));
    }
    *[Symbol.iterator]() {
      const partFrom = (page) => new NativeUint32Array(host('list', this.#held, page));
      for (let part = partFrom(0); part.length > 0; part = partFrom(part[part.length - 1] + 1)) {
        for (let i = 0; i < part.length; i++) yield part[i];
      }
    }
    toArray() {
      return [...this];
    }
  }
  let counterFor;
  class Counter {
    #held = null;
    static {
      counterFor = (held) =>
        making(() => {
          const counter = new Counter();
          counter.#held = held;
          return counter;
        });
    }
    constructor() {
      if (!isMaking) throw new TypeError('Counters come from counter().');
    }
    add(set, times = 1) {
      host('count', this.#held, heldOf(set, 'add'), times);
    }
    halve() {
      host('halve', this.#held);
    }
    forget(set) {
      host('forget', this.#held, heldOf(set, 'forget'));
    }
    atLeast(count) {
      return setFor(host('atLeast', this.#held, count));
    }
    of(page) {
      return host('of', this.#held, page);
    }
  }

  // ---- What takes simulated time: the policy waits until the host answers.
  let waiting = null;
  const stack = () => new NativeError('').stack;
  const request = (name, ...values) => {
    host('request', stack(), name, ...values);
    return new NativePromise((resolve) => {
      waiting = resolve;
    });
  };
  const optionNames = ['order', 'batch', 'skip', 'from', 'to', 'until'];
  const send = (set, options = {}) => {
    const held = heldOf(set, 'send');
    if (typeof options !== 'object' || options === null)
      throw new TypeError("send wants its options as an object, such as { skip: 'dirty' }.");
    for (const name of ownKeys(options)) {
      if (!optionNames.includes(name))
        throw new TypeError('send has no option ' + shown(name) + ': it has ' + optionNames.join(', ') + '.');
    }
    const { order = 'linear', batch = 1024, skip = 'none', from = 0, to = null, until = null } = options;
    return request('send', held, typeof order === 'string' ? order : pageList(order), batch, skip, from, to, until);
  };
  const answers = {
    send: ([sent, pagesSent, pagesSkipped, position, finished]) =>
      freeze({ sent: setFor(sent), pagesSent, pagesSkipped, position, finished }),
    wait: () => undefined,
  };

  // ---- The log.
  const written = (value) => {
    if (typeof value === 'string') return value;
    if (isSet(value)) return 'a set of ' + value.size + ' pages';
    if (typeof value !== 'object' || value === null || value instanceof NativeError) return toText(value);
    return stringify(value) ?? toText(value);
  };
  const write = (...values) => {
    host('log', values.map(written).join(' ').slice(0, 2000));
  };
  globalThis.console = freeze({ log: write, info: write, warn: write, error: write, debug: write });

  const vmWith = (facts) =>
    freeze({
      ...facts,
      all: () => setFor(host('all')),
      none: () => setFor(host('none')),
      range: (from, to) => setFor(host('range', from, to)),
      setOf: (pages) => setFor(host('setOf', pageList(pages))),
      counter: () => counterFor(host('counter')),
      log: freeze({ peek: () => setFor(host('peek')), clean: () => setFor(host('clean')) }),
      send,
      wait: (seconds) => request('wait', seconds),
      suspend: () => void host('suspend', stack()),
      beginRound: (toSend) => void host('beginRound', heldOf(toSend, 'beginRound')),
      hold: (set) => void host('hold', heldOf(set, 'hold')),
      reportTiers: (tiers) => {
        host('tiers', ...fromList(tiers, (set) => heldOf(set, 'reportTiers')));
        return tiers;
      },
      limitRate: (bytesPerSecond) => void host('limitRate', bytesPerSecond),
      now: () => host('now'),
      random,
    });

  return {
    begin: (policy, facts, params) => policy(vmWith(parse(facts)), freeze(parse(params))),
    answer: (name, ...values) => {
      const resolve = waiting;
      waiting = null;
      resolve(answers[name](values));
    },
    describe: (value) => {
      if (typeof value === 'object' && value !== null && value instanceof NativeError)
        return [toText(value.name), toText(value.message), toText(value.stack)];
      return ['', written(value), ''];
    },
  };
};
