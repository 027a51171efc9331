// What a policy can do, call by call: checks what it hands in, and does it with a Migration as a built-in algorithm would. Names and meaning of the calls are
// those of the API that ships (media/policy/migration-policy.d.ts); the code inside the sandbox that turns them into objects is src/sandbox/prelude.guest.js.
import type { LogRecord, Phase } from '../engine/events';
import type { Migration, ScanOrder, SendOptions, Tick } from '../engine/migration';
import { PageSet } from '../pageSet';
import type { RandomStream } from '../random';
import { Counter, mostCounted } from './counter';
import { oneLine, PolicyMistake } from './failure';
import { longestLogLine, mostHeldBytes, mostLogLines, STEPS_PER_CALL, STEPS_PER_ROUND, stepsOver } from './limits';
import type { Held, PolicyCalls, PolicyFacts, Request, Value } from './sandbox';

/** Pages handed over at a time when a policy goes through a set page by page. */
const mostListed = 4096;
const mostTiers = 8;

export class PolicyDesk implements PolicyCalls {
  /** Rounds begun so far. */
  round = 0;
  /** Where the guest was suspended, else the last request; null: unknown. */
  lastLine: number | null = null;
  /** Lines that the caller has not taken yet. */
  readonly lines: LogRecord[] = [];
  private phase: Phase | null = null;
  private isSuspended = false;
  /** The policy begins its rounds itself; else each pass after a CLEAN begins one. */
  private beginsRounds = false;
  private hasCleaned = false;
  private hasReportedTiers = false;
  private linesSoFar = 0;
  private heldBytes = 0;

  constructor(
    private readonly vm: Migration,
    private readonly random: RandomStream,
  ) {}

  get facts(): PolicyFacts {
    const { pages, pageBytes, pagesPerSecond } = this.vm;
    return { pages, pageBytes, pagesPerSecond };
  }

  cost(name: string, values: readonly Value[]): number {
    const { pages } = this.vm;
    switch (name) {
      case 'now':
      case 'random':
      case 'has':
      case 'of':
      case 'log':
      case 'limitRate':
        return STEPS_PER_CALL;
      case 'list':
        return STEPS_PER_CALL + mostListed;
      case 'setOf':
        return STEPS_PER_CALL + stepsOver(pages) + (values[0] instanceof Uint32Array ? values[0].length : 0);
      case 'beginRound':
        return STEPS_PER_CALL + STEPS_PER_ROUND + stepsOver(pages, 2);
      case 'send':
        return STEPS_PER_CALL + stepsOver(pages, 4) + (values[1] instanceof Uint32Array ? values[1].length : 0);
      case 'count':
      case 'atLeast':
      case 'tiers':
        return STEPS_PER_CALL + stepsOver(pages, 8);
      default:
        return STEPS_PER_CALL + stepsOver(pages, 2);
    }
  }

  call(name: string, values: readonly Value[], line: () => number | null): Value {
    const answer = this.answer(name, values, line);
    if (answer instanceof PageSet || answer instanceof Counter) this.keep(answer);
    return answer;
  }

  release(held: Held): void {
    this.heldBytes -= bytesOf(held);
  }

  /** Does what takes simulated time, and answers. */
  *serve({ name, values, line }: Request): Generator<Tick, readonly Value[]> {
    const { vm } = this;
    if (!this.isSuspended) this.lastLine = line;
    if (name === 'wait') {
      const seconds = numberIn(values[0], 'wait wants a number of seconds from 0 to 1e9', 0, 1e9);
      if (this.phase === null && this.round === 0 && !this.isSuspended) this.open('sampling', new PageSet(vm.pages));
      yield* vm.wait(seconds);
      return [];
    }
    const set = setIn(values[0], 'send');
    this.beginIfNeeded(set);
    const { sent, pagesSent, pagesSkipped, position, finished } = yield* vm.send(set, this.sendOptions(values));
    // The report's set is the engine's own, and changes with the next pass.
    return [this.keep(sent.clone()), pagesSent, pagesSkipped, position, finished];
  }

  checkRequest(name: string, values: readonly Value[]): void {
    if (name === 'wait') numberIn(values[0], 'wait wants a number of seconds from 0 to 1e9', 0, 1e9);
    else {
      setIn(values[0], 'send');
      this.sendOptions(values);
    }
  }

  /** The policy has come to its end: closes the books. A guest that stands still has had its last copy, if only of nothing. */
  finish(): void {
    if (this.isSuspended && this.phase !== 'stop-and-copy') this.open('stop-and-copy', new PageSet(this.vm.pages));
    this.close();
  }

  private answer(name: string, values: readonly Value[], line: () => number | null): Value {
    const { vm } = this;
    const [first, second, third] = values;
    switch (name) {
      case 'now':
        return vm.now;
      case 'random':
        return this.random.unit();
      case 'log':
        return this.write(typeof first === 'string' ? first : '');
      case 'all':
        return PageSet.full(vm.pages);
      case 'none':
        return new PageSet(vm.pages);
      case 'range':
        return this.range(first, second);
      case 'setOf':
        return this.setOf(first);
      case 'size':
        return setIn(first, 'size').count();
      case 'has':
        return setIn(first, 'has').has(this.pageIn(second, 'has'));
      case 'plus':
        return setIn(first, 'plus').clone().unite(setIn(second, 'plus'));
      case 'minus':
        return setIn(first, 'minus').clone().subtract(setIn(second, 'minus'));
      case 'and':
        return new PageSet(vm.pages).setBoth(setIn(first, 'and'), setIn(second, 'and'));
      case 'equals':
        return setIn(first, 'equals').equals(setIn(second, 'equals'));
      case 'first':
        return firstOf(setIn(first, 'first'), numberIn(second, 'first wants a number of pages', 0, Infinity));
      case 'list':
        return listOf(setIn(first, 'a walk through a set'), numberIn(second, 'A walk wants a page', 0, vm.pages));
      case 'clean':
        return this.clean();
      case 'peek': {
        const dirty = new PageSet(vm.pages);
        vm.peek(dirty);
        return dirty;
      }
      case 'suspend':
        return this.suspend(line);
      case 'beginRound':
        return this.beginRound(setIn(first, 'beginRound'));
      case 'hold':
        return this.hold(setIn(first, 'hold'));
      case 'tiers':
        return this.reportTiers(values);
      case 'limitRate':
        vm.limitRate(
          first === null ? null : numberIn(first, 'limitRate wants bytes a second, at least 1, or null', 1, 1e18),
        );
        return null;
      case 'counter':
        return new Counter(vm.pages);
      case 'count':
        counterIn(first, 'add').add(
          setIn(second, 'add'),
          wholeIn(third, `add wants a whole number of times from 1 to ${mostCounted}`, 1, mostCounted),
        );
        return null;
      case 'halve':
        counterIn(first, 'halve').halve();
        return null;
      case 'forget':
        counterIn(first, 'forget').forget(setIn(second, 'forget'));
        return null;
      case 'atLeast':
        return counterIn(first, 'atLeast').atLeast(
          Math.ceil(numberIn(second, 'atLeast wants a number', -Infinity, Infinity)),
        );
      case 'of':
        return counterIn(first, 'of').of(this.pageIn(second, 'of'));
      default:
        throw new PolicyMistake(`There is no call ${name}.`);
    }
  }

  private keep<Kept extends Held>(held: Kept): Kept {
    this.heldBytes += bytesOf(held);
    const most = mostHeldBytes(this.vm.pages);
    if (this.heldBytes > most) {
      this.heldBytes -= bytesOf(held);
      const mebibytes = Math.floor(most / 1_048_576);
      throw new PolicyMistake(
        `The policy keeps more sets of pages than ${mebibytes} MiB hold: let go of those that it no longer needs.`,
      );
    }
    return held;
  }

  private write(text: string): null {
    this.linesSoFar++;
    if (this.linesSoFar > mostLogLines) return null;
    const { round } = this;
    const line = oneLine(text);
    const cut = line.length > longestLogLine ? `${line.slice(0, longestLogLine)}…` : line;
    const isLast = this.linesSoFar === mostLogLines;
    this.lines.push({
      round,
      atSeconds: this.vm.now,
      text: isLast ? `A run keeps ${mostLogLines} lines: further ones are left out.` : cut,
    });
    return null;
  }

  private range(from: Value | undefined, to: Value | undefined): PageSet {
    const { pages } = this.vm;
    const rule = `range wants whole numbers from 0 to ${pages}, the second not below the first`;
    const start = wholeIn(from, rule, 0, pages);
    const set = new PageSet(pages);
    set.addRange(start, wholeIn(to, rule, start, pages));
    return set;
  }

  private setOf(list: Value | undefined): PageSet {
    if (!(list instanceof Uint32Array)) throw new PolicyMistake('setOf wants a list of page numbers.');
    const set = new PageSet(this.vm.pages);
    for (const page of list) set.add(this.pageIn(page, 'setOf'));
    return set;
  }

  private pageIn(value: Value | undefined, of: string): number {
    const last = this.vm.pages - 1;
    return wholeIn(value, `${of} wants a page from 0 to ${last}`, 0, last);
  }

  private clean(): PageSet {
    if (this.phase === null && this.round === 0 && !this.isSuspended) this.open('sampling', new PageSet(this.vm.pages));
    const dirty = new PageSet(this.vm.pages);
    this.vm.clean(dirty);
    this.hasCleaned = true;
    return dirty;
  }

  private suspend(line: () => number | null): null {
    if (this.isSuspended) throw new PolicyMistake('The guest is suspended already: suspend it once.');
    this.isSuspended = true;
    this.lastLine = line();
    this.vm.suspend('policy');
    return null;
  }

  private beginRound(toSend: PageSet): null {
    this.beginsRounds = true;
    this.open(this.isSuspended ? 'stop-and-copy' : 'precopy', toSend);
    return null;
  }

  private hold(held: PageSet): null {
    if (this.phase === null) throw new PolicyMistake('hold belongs to a round: begin one before it.');
    this.vm.reportHeld(held);
    return null;
  }

  private reportTiers(values: readonly Value[]): null {
    if (!this.hasReportedTiers && this.phase !== null) {
      throw new PolicyMistake(
        'Report tiers once before the first round, so that all rounds have them; then as they change.',
      );
    }
    if (values.length === 0 || values.length > mostTiers)
      throw new PolicyMistake(`reportTiers wants a list of 1 to ${mostTiers} sets.`);
    const sets = values.map((value) => setIn(value, 'reportTiers'));
    const sizes = sets.map((set) => set.count());
    const together = new PageSet(this.vm.pages);
    for (const set of sets) together.unite(set);
    const pages = sizes.reduce((sum, size) => sum + size, 0);
    if (pages !== this.vm.pages || together.count() !== pages)
      throw new PolicyMistake('Tiers hold every page once: together these sets lack some, or hold some twice.');
    this.hasReportedTiers = true;
    this.vm.reportTiers({ kind: 'count', sets, sizes });
    return null;
  }

  /** A pass belongs to a round: the one under way, unless it is the last copy's turn or a CLEAN has ended it. */
  private beginIfNeeded(toSend: PageSet): void {
    if (this.isSuspended) {
      if (this.phase !== 'stop-and-copy') this.open('stop-and-copy', toSend);
    } else if (this.phase !== 'precopy' || (this.hasCleaned && !this.beginsRounds)) this.open('precopy', toSend);
  }

  private open(phase: Phase, toSend: PageSet): void {
    this.close();
    this.vm.beginRound({ phase, toSend });
    this.phase = phase;
    if (phase !== 'sampling') this.round++;
    this.hasCleaned = false;
  }

  private close(): void {
    if (this.phase !== null) this.vm.endRound();
    this.phase = null;
  }

  private sendOptions(values: readonly Value[]): SendOptions {
    const { pages } = this.vm;
    const [, order, batch, skip, from, to, until] = values;
    const scan = this.scanOrder(order);
    const length = typeof scan === 'string' ? pages : scan.length;
    const places = `send wants its from and to as whole numbers from 0 to ${length}, the length of the scan`;
    if (skip !== 'dirty' && skip !== 'none') throw new PolicyMistake("send wants its skip as 'dirty' or 'none'.");
    return {
      order: scan,
      batch: wholeIn(batch, 'send wants its batch as a whole number from 1 to 1024', 1, 1024),
      skipDirty: skip === 'dirty',
      from: wholeIn(from, places, 0, length),
      to: to === null ? length : wholeIn(to, places, 0, length),
      untilSeconds: until === null ? Infinity : numberIn(until, 'send wants its until in seconds', -Infinity, Infinity),
    };
  }

  private scanOrder(order: Value | undefined): ScanOrder {
    if (order === 'linear' || order === 'permuted') return order;
    if (!(order instanceof Uint32Array))
      throw new PolicyMistake("send wants its order as 'linear', 'permuted' or a list of pages.");
    const seen = new PageSet(this.vm.pages);
    for (const page of order) {
      if (seen.has(this.pageIn(page, 'send’s order')))
        throw new PolicyMistake(`send’s order lists page ${page} twice.`);
      seen.add(page);
    }
    return order;
  }
}

function bytesOf(held: Held): number {
  return held instanceof Counter ? Counter.bytesFor(held.pages) : held.pages / 8;
}

function firstOf(set: PageSet, count: number): PageSet {
  const first = new PageSet(set.pages);
  let left = Math.floor(count);
  for (let page = 0; left > 0 && page < set.pages;) {
    const part = partFrom(set, page, Math.min(left, mostListed));
    for (const one of part) first.add(one);
    if (part.length === 0) break;
    left -= part.length;
    page = (part.at(-1) ?? 0) + 1;
  }
  return first;
}

function listOf(set: PageSet, from: number): Uint32Array {
  return Uint32Array.from(partFrom(set, Math.floor(from), mostListed));
}

/** The set's first `most` pages from page `from` on. */
function partFrom(set: PageSet, from: number, most: number): number[] {
  const part: number[] = [];
  for (let w = from >>> 5; w < set.words.length && part.length < most; w++) {
    // Empty stretches are passed over 32 words at a time.
    if ((w & 31) === 0 && set.inUse[w >>> 5] === 0) {
      w += 31;
      continue;
    }
    let rest = set.words[w] ?? 0;
    if (w === from >>> 5) rest &= -1 << (from & 31);
    for (; rest !== 0 && part.length < most; rest &= rest - 1) part.push(w * 32 + 31 - Math.clz32(rest & -rest));
  }
  return part;
}

function setIn(value: Value | undefined, of: string): PageSet {
  if (value instanceof PageSet) return value;
  throw new PolicyMistake(`${of} wants a set of pages.`);
}

function counterIn(value: Value | undefined, of: string): Counter {
  if (value instanceof Counter) return value;
  throw new PolicyMistake(`${of} is for counters.`);
}

function numberIn(value: Value | undefined, rule: string, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new PolicyMistake(`${rule}, not ${shown(value)}.`);
}

function wholeIn(value: Value | undefined, rule: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new PolicyMistake(`${rule}, not ${shown(value)}.`);
}

function shown(value: Value | undefined): string {
  if (value instanceof PageSet) return 'a set of pages';
  if (value instanceof Counter) return 'a counter';
  if (value instanceof Uint32Array) return 'a list';
  return typeof value === 'string' ? `'${value.slice(0, 40)}'` : String(value);
}
