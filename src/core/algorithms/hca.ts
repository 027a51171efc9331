// hca: the Hierarchical Copy Algorithm for Xen (Liu, Qu, Yan, Li, Li, CyberC 2010, DOI 10.1109/CYBERC.2010.71): a reconstruction.
//
// Public is the abstract alone. It says: (a) the working set is measured earlier in the migration; (b) a dirty page is recorded not as 0/1
// but by the exact number of its modifications; (c) total time and downtime shrink at high dirty rates; and the title says (d) that
// pages are copied level by level. Everything else here is ours (docs/hca.md says what and why).
import { PageSet } from '../pageSet';
import type { StopReason } from '../engine/events';
import type { Migration, ScanOrder, SendOptions, Tick } from '../engine/migration';
import { defineAlgorithm, type ValuesOf } from './define';
import { Levels, rankClasses } from './levels';
import { ModificationRecord } from './modificationRecord';
import { xenParameters, xenStopReason, xenStopRule, xenWire } from './xenRules';

const parameters = {
  counting: {
    kind: 'choice',
    choices: ['epoch', 'oracle', 'bit'],
    default: 'epoch',
    documentation:
      'How modifications are counted: `epoch` counts the epochs in which a page was found dirty, all that a real dirty log can give; `oracle` knows every write; `bit` keeps the 0/1 mark (an ablation of the abstract’s second claim).',
    source: 'Abstract: recorded “from 0/1 token to precise modification times”; the means are ours (docs/hca.md).',
  },
  sampling: {
    kind: 'choice',
    choices: ['overlap', 'before', 'off'],
    default: 'overlap',
    documentation:
      'When the working set is measured: `overlap` cleans the log every epoch during the first round, which costs no time; `before` does so before any page is sent; `off` learns from the rounds alone, as Xen does (an ablation of the abstract’s first claim).',
    source: 'Abstract: the measuring time “is shifted to the earlier migration stage”; how early is ours.',
  },
  epochs: {
    kind: 'count',
    default: 10,
    min: 1,
    max: 100,
    documentation: 'Epochs of sampling.',
    source: 'Ours: enough resolution for four tiers (docs/hca.md).',
  },
  epoch: {
    kind: 'duration',
    onlyWhen: { parameter: 'sampling', is: ['overlap', 'before'] },
    default: null,
    min: 0.001,
    max: 3600,
    auto: true,
    documentation:
      'Length of a sampling epoch. `auto`: the time that memory takes over the link, shared among the epochs (a tenth of that with `sampling: before`).',
    source:
      'Ours: epochs must be long against the rewrite interval of warm pages; 50 ms was measured blind on a real Xen (docs/hca.md).',
  },
  tiers: {
    kind: 'count',
    default: 4,
    min: 2,
    max: 8,
    documentation: 'Levels of the hierarchy: cold first, the hottest is the one held back.',
    source: 'Ours: the smallest number that still shows a hierarchy.',
  },
  thresholds: {
    kind: 'choice',
    choices: ['rate', 'quantile', 'fixed'],
    default: 'rate',
    documentation:
      'What parts the levels: `rate` steps of a factor of four in the estimated write rate; `quantile` equal numbers of pages; `fixed` shares of the epochs (0, 25 %, 60 %).',
    source: 'Ours; `fixed` is the variant measured on a real Xen.',
  },
  order: {
    kind: 'choice',
    choices: ['linear', 'permuted', 'ascending'],
    default: 'linear',
    documentation: 'Order within a level: ascending page number, Xen 2.0-3.2’s permutation, or ascending write rate.',
    source: 'Xen 3.3-4.5 scans in ascending order.',
  },
  hold: {
    kind: 'choice',
    choices: ['capacity', 'tier', 'none'],
    default: 'capacity',
    documentation:
      'Which pages wait for the stopped copy: `capacity` the hottest whose rewrites the link has no room for; `tier` the whole hottest level; `none` nothing, the levels only order the copy.',
    source: 'Ours; `tier` without a bound was measured to lengthen the downtime on a real Xen (docs/hca.md).',
  },
  capacity: {
    kind: 'share',
    onlyWhen: { parameter: 'hold', is: ['capacity'] },
    default: 0.9,
    min: 0.01,
    max: 1,
    documentation: 'Share of the link’s page rate that rewrites of the pages kept clean may use up.',
    source: 'Ours: at 100 % rounds would never shrink.',
  },
  lastLive: {
    kind: 'boolean',
    onlyWhen: { parameter: 'hold', is: ['capacity', 'tier'] },
    default: false,
    documentation: 'Send the held pages once more while the guest still runs, right before it is suspended.',
    source: 'Ours: pays only if held pages are cooler than they seem.',
  },
  adapt: {
    kind: 'choice',
    choices: ['exposure', 'decay', 'frozen'],
    default: 'exposure',
    documentation:
      'What rounds after the sampling teach: `exposure` adds them to the counts, weighted by their length; `decay` halves counts and adds half of `epochs` if dirty; `frozen` nothing.',
    source: 'Ours; `decay` is the variant measured on a real Xen.',
  },
  holdMax: {
    kind: 'count',
    counts: 'pages',
    onlyWhen: { parameter: 'hold', is: ['capacity', 'tier'] },
    default: null,
    min: 0,
    max: 4_294_967_296,
    optional: true,
    documentation: 'Most pages held back: bounds the part of the downtime that holding guarantees.',
    source: 'Ours; off, as `capacity` bounds it.',
  },
  demoteAfter: {
    kind: 'count',
    onlyWhen: { parameter: 'adapt', is: ['exposure', 'decay'] },
    default: 2,
    min: 1,
    max: 16,
    documentation:
      'A held page found clean in so many epochs running, together too long for its rate, is no longer believed hot: its count starts again from zero.',
    source: 'Ours: repairs a change of phase within two rounds.',
  },
  ...xenParameters,
  maxRounds: {
    ...xenParameters.maxRounds,
    default: 40,
    source: 'Ours: rounds that leave hot pages out are shorter than Xen’s 29, so that 40 take no longer (docs/hca.md).',
  },
  minShrink: {
    kind: 'share',
    default: 0.05,
    min: 0,
    max: 1,
    documentation:
      'The guest is suspended when, over two rounds, the pages wanted (held ones apart) did not shrink by this share, nor the pages left by half of it, by more than chance and in no busy phase.',
    source: 'Ours: more rounds would not shorten the stopped copy.',
  },
} as const;

type HcaParameters = ValuesOf<typeof parameters>;

/** A held page that was clean for this many of its mean rewrite intervals was misjudged: chance leaves one page in twenty so. */
const UNLIKELY_INTERVALS = 3;
/** While the link keeps up, shrinking pages are told from chance to so many standard errors of a Poisson count. */
const STANDARD_ERRORS = 2;
/** A guest whose estimated writes are so many times what the link carries will not be caught by more rounds. */
const OVERLOAD = 1.15;
/** With `sampling: before`, nothing is sent meanwhile: an epoch is this share of an overlapped one. */
const BEFORE_SHARE = 0.1;

export const hca = defineAlgorithm({
  id: 'hca',
  title: 'HCA (reconstruction)',
  documentation:
    'The Hierarchical Copy Algorithm, reconstructed from its abstract: measures the working set early, counts modifications instead of marking pages, copies level by level from cold to hot, and holds back the pages that are rewritten faster than the link could re-send them.',
  source:
    'Liu, Qu, Yan, Li, Li: Hierarchical Copy Algorithm for Xen Live Migration, CyberC 2010, pp. 361-364, DOI 10.1109/CYBERC.2010.71 (abstract).',
  reconstruction: true,
  parameters,
  ownTiers: true,
  wire: () => xenWire,
  stopRule: (p, facts) => ({ ...xenStopRule(p, facts), shrink: p.minShrink }),
  needsOracle: ({ counting }) => counting === 'oracle',
  *run(vm, p) {
    const copy = new HierarchicalCopy(vm, p);
    if (p.sampling === 'before') yield* copy.sampleBefore();
    let reason: StopReason | null = null;
    for (let round = 1; reason === null; round++) {
      reason = yield* copy.round(round);
    }
    yield* copy.finish();
  },
});

/** The state of one migration by HCA. */
class HierarchicalCopy {
  /** Pages whose newest content is not known to be at the destination. Only ever added to by a CLEAN, and cleared by a send. */
  private readonly owed: PageSet;
  private readonly record: ModificationRecord;
  private readonly writes: Uint32Array | null;
  /** The dirty sets of the last `demoteAfter` epochs, with their lengths. */
  private readonly recent: { readonly dirty: PageSet; readonly seconds: number }[] = [];
  private readonly levels: Levels;
  private levelsKnown = false;
  /** Scratch: the pages that a pass is to send. */
  private readonly toSend: PageSet;
  private epochStart: number;
  private sentInAll = 0;
  /** Pages that each round so far has left, held or skipped. */
  private readonly left: number[] = [];
  /** Pages that it wanted to send. */
  private readonly wanted: number[] = [];

  constructor(
    private readonly vm: Migration,
    private readonly p: HcaParameters,
  ) {
    this.owed = PageSet.full(vm.pages);
    this.record = new ModificationRecord(vm.pages, p);
    this.levels = new Levels(this.record, p);
    this.toSend = new PageSet(vm.pages);
    this.writes = p.counting === 'oracle' ? new Uint32Array(vm.pages) : null;
    this.epochStart = vm.now;
  }

  /** The early measurement ahead of the copy: epochs of counting while nothing is sent. */
  *sampleBefore(): Generator<Tick, void> {
    const { vm, p } = this;
    vm.beginRound({ phase: 'sampling', toSend: new PageSet(vm.pages) });
    for (let epoch = 0, idle = false; epoch < p.epochs && !idle; epoch++) {
      yield* vm.wait(this.epochSeconds());
      idle = this.cleanAndLearn().count() < p.minPages;
    }
    this.record.endSampling();
    this.deal();
    vm.endRound();
  }

  /** A live round; returns why it is the last, or null. The guest is then suspended, and `owed` is the final set. */
  *round(round: number): Generator<Tick, StopReason | null> {
    const { vm, p } = this;
    vm.beginRound({ phase: 'precopy', toSend: this.owed });
    const sentAndSkipped = this.levelsKnown ? yield* this.copyLevels() : yield* this.firstPass();
    this.wanted.push(sentAndSkipped);
    this.left.push(this.owed.count());

    const reason =
      xenStopReason({ round, sentAndSkipped, sentInAll: this.sentInAll, pages: vm.pages }, p) ??
      (this.isShrinking() ? null : 'not-shrinking');
    if (reason !== null) {
      if (p.lastLive) yield* this.sendOwed(this.levels.held, 'linear');
      vm.suspend(reason);
    }
    this.cleanAndLearn();
    this.record.endSampling();
    const hadLevels = this.levelsKnown;
    if (!hadLevels) this.deal();
    vm.endRound();
    // A round's record shows the levels that it was copied by: they change after it.
    if (hadLevels && reason === null) this.deal();
    return reason;
  }

  /** The stopped copy: everything owed, held pages included. */
  *finish(): Generator<Tick, void> {
    const { vm, p, owed } = this;
    vm.beginRound({ phase: 'stop-and-copy', toSend: owed });
    yield* vm.send(owed, { order: 'linear', batch: p.batch, skipDirty: false });
    vm.endRound();
  }

  /**
   * The first round, while no level is known: memory in order, without the pages seen dirty so far. With `sampling: overlap` the log is cleaned
   * every epoch, so that counting goes on beside the copy.
   */
  private *firstPass(): Generator<Tick, number> {
    const { vm, p } = this;
    const unknown = PageSet.full(vm.pages);
    let epochsLeft = p.sampling === 'overlap' ? p.epochs : 0;
    let position = 0;
    let wanted = 0;
    for (let finished = false; !finished;) {
      const untilSeconds = epochsLeft > 0 ? this.epochStart + this.epochSeconds() : Infinity;
      const order = p.order === 'permuted' ? 'permuted' : 'linear';
      const pass = yield* this.send(unknown, {
        order,
        batch: p.batch,
        skipDirty: p.skip,
        from: position,
        untilSeconds,
      });
      wanted += pass.pagesSent + pass.pagesSkipped;
      ({ position, finished } = pass);
      if (finished || epochsLeft === 0) continue;
      const dirty = this.cleanAndLearn();
      // An idle guest has nothing to teach: it costs this one epoch.
      epochsLeft = dirty.count() < p.minPages ? 0 : epochsLeft - 1;
      unknown.subtract(dirty);
    }
    return wanted;
  }

  /** Copies what is owed level by level, the coldest first; held pages wait. Returns the number of pages it wanted to send. */
  private *copyLevels(): Generator<Tick, number> {
    const { vm, levels, owed, toSend } = this;
    this.reportLevels();
    vm.reportHeld(toSend.setBoth(owed, levels.held));
    let wanted = 0;
    for (const level of levels.sets) {
      if (level !== levels.held) wanted += yield* this.sendOwed(level, this.p.order);
    }
    return wanted;
  }

  /** Sends the owed pages among these; returns how many were sent or skipped. */
  private *sendOwed(pages: PageSet, order: HcaParameters['order']): Generator<Tick, number> {
    const { p, toSend } = this;
    toSend.setBoth(pages, this.owed);
    const scan: ScanOrder = order === 'ascending' ? this.byRate(toSend) : order;
    const { pagesSent, pagesSkipped } = yield* this.send(toSend, { order: scan, batch: p.batch, skipDirty: p.skip });
    return pagesSent + pagesSkipped;
  }

  private *send(pages: PageSet, options: SendOptions): ReturnType<Migration['send']> {
    const pass = yield* this.vm.send(pages, options);
    this.owed.subtract(pass.sent);
    this.sentInAll += pass.pagesSent;
    return pass;
  }

  /** CLEAN: what was found dirty is owed from now on (never instead of what was owed before) and counted. Returns it. */
  private cleanAndLearn(): PageSet {
    const { vm, p, recent, writes, record } = this;
    const oldest = recent.length < p.demoteAfter ? undefined : recent.shift();
    const dirty = oldest?.dirty ?? new PageSet(vm.pages);
    writes?.fill(0);
    if (writes === null) vm.clean(dirty);
    else vm.cleanCounting(dirty, writes);
    this.owed.unite(dirty);
    const seconds = vm.now - this.epochStart;
    if (this.levelsKnown && p.adapt === 'exposure' && p.counting !== 'bit') this.levels.observe(dirty, seconds);
    record.learn(dirty, seconds, writes);
    recent.push({ dirty, seconds });
    this.epochStart = vm.now;
    return dirty;
  }

  /** Deals the levels anew, after what contradicts its count has lost it. */
  private deal(): void {
    if (this.levelsKnown && this.p.adapt !== 'frozen') this.demote();
    this.levels.deal(this.vm.pagesPerSecond, this.owed.count());
    // The first round had no levels: what it taught is what it reports.
    if (!this.levelsKnown) this.reportLevels();
    this.levelsKnown = true;
  }

  private reportLevels(): void {
    const { sets, sizes } = this.levels;
    this.vm.reportTiers({ kind: this.p.thresholds === 'fixed' ? 'count' : 'rate', sets, sizes });
  }

  /** Held pages that were clean for the last epochs, longer than their rates would have it, are forgotten. */
  private demote(): void {
    if (this.recent.length < this.p.demoteAfter) return;
    const clean = this.levels.held.clone();
    for (const { dirty } of this.recent) clean.subtract(dirty);
    const seconds = this.recent.reduce((sum, epoch) => sum + epoch.seconds, 0);
    const { record } = this;
    const contradicted = Uint8Array.from({ length: record.classCount }, (_, index) =>
      record.pagesIn(index) > 0 && record.rateOf(index) * seconds > UNLIKELY_INTERVALS ? 1 : 0,
    );
    if (!contradicted.includes(1)) return;
    const forgotten = new PageSet(this.vm.pages);
    record.addOfClasses(forgotten, clean, contradicted);
    record.forget(forgotten);
  }

  /**
   * Whether rounds still pay: the pages wanted have shrunk by `minShrink` over two rounds, or those left to the stopped copy by half of it. A guest in a busy phase
   * is not judged by it. Where rates are not corrected, two rounds running that did not shrink end it, as in the variant measured on a real Xen.
   */
  private isShrinking(): boolean {
    const { minShrink, adapt } = this.p;
    if (adapt !== 'exposure') return !hasStalled(this.wanted, minShrink);
    if (this.levels.isBusier) return true;
    // An overloaded link leaves hot pages held, and waiting for luck is dear: the figures count as they are.
    const errors = this.levels.load > OVERLOAD ? 0 : STANDARD_ERRORS;
    return hasShrunk(this.wanted, minShrink, errors) || hasShrunk(this.left, minShrink / 2, errors);
  }

  private epochSeconds(): number {
    const { vm, p } = this;
    if (p.epoch !== null) return p.epoch;
    const share = p.sampling === 'before' ? BEFORE_SHARE : 1;
    return (share * vm.pages) / vm.pagesPerSecond / p.epochs;
  }

  /** The pages of a set, coldest first. */
  private byRate(pages: PageSet): Uint32Array {
    const rank = new Map(rankClasses(this.record).map(({ index }, position) => [index, position + 1]));
    const rankOf = (page: number): number => rank.get(this.record.classOf[page] ?? 0) ?? 0;
    return Uint32Array.from(pages.toArray().sort((a, b) => rankOf(a) - rankOf(b) || a - b));
  }
}

/** Whether each of the last two rounds wanted more than this share leaves of the one before. */
function hasStalled(pages: readonly number[], share: number): boolean {
  const [first, second, third] = pages.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return false;
  return second > first * (1 - share) && third > second * (1 - share);
}

/** Whether a count of pages has shrunk by this share over two rounds, or may have but for chance of so many standard errors. */
function hasShrunk(pages: readonly number[], share: number, errors: number): boolean {
  const now = pages.at(-1);
  const before = pages.at(-3);
  if (now === undefined || before === undefined) return true;
  return now <= before * (1 - share) + errors * Math.sqrt(before);
}
