// What `query-migrate` would answer, asked at a fixed pace while a simulated migration runs: for an engineer who holds a run beside a log of his own.
// An algorithm of QEMU's kin tells its state whenever that changes (algorithms/qemuStatistics.ts); here it is kept, and answered at the times of the polls.

/** The answer of QEMU's `query-migrate`, under QEMU's names and in its units: bytes, pages, milliseconds, megabits a second. */
export interface QueryMigrate {
  readonly status: 'setup' | 'active' | 'device' | 'completed';
  readonly 'total-time': number;
  readonly 'setup-time'?: number;
  /** While it goes on. */
  readonly 'expected-downtime'?: number;
  /** Once it has ended. */
  readonly downtime?: number;
  /** While the guest is throttled. */
  readonly 'cpu-throttle-percentage'?: number;
  readonly ram?: QueryMigrateRam;
  /** With deltas. */
  readonly 'xbzrle-cache'?: QueryMigrateXbzrle;
}

export interface QueryMigrateRam {
  readonly total: number;
  readonly transferred: number;
  readonly remaining: number;
  /** Pages told as zero. */
  readonly duplicate: number;
  readonly normal: number;
  readonly 'normal-bytes': number;
  readonly 'page-size': number;
  readonly 'dirty-sync-count': number;
  /** Distinct pages found dirty per second between two syncs more than a second apart. */
  readonly 'dirty-pages-rate': number;
  /** Of the last window; of the whole migration once it has ended. */
  readonly mbps: number;
  readonly 'pages-per-second': number;
  readonly 'precopy-bytes': number;
  readonly 'downtime-bytes': number;
  /** With several connections: what went over them. */
  readonly 'multifd-bytes'?: number;
}

export interface QueryMigrateXbzrle {
  readonly 'cache-size': number;
  /** Of pages that found their old content: codes, and whole pages where these were no shorter; page headers apart. */
  readonly bytes: number;
  readonly pages: number;
  readonly 'cache-miss': number;
  /** Of the pages sent between two syncs more than a second apart, the share without old content. */
  readonly 'cache-miss-rate': number;
  /** Bytes of pages over bytes sent of them, of the same time; 0: none were. */
  readonly 'encoding-rate': number;
  readonly overflow: number;
}

/** One answer of a run. */
export interface StatisticsRecord {
  readonly atSeconds: number;
  readonly reply: QueryMigrate;
}

/** What an algorithm tells of itself: all that the engine does not know by itself. */
export type ToldState = Pick<
  QueryMigrate,
  'status' | 'expected-downtime' | 'cpu-throttle-percentage' | 'xbzrle-cache'
> & {
  readonly ram: QueryMigrateRam;
};

/** How a completed migration ended. */
export interface StatisticsEnd {
  /** When the source was done with it. */
  readonly atSeconds: number;
  readonly downtimeSeconds: number;
}

/** A poll may fall on an instant by rounding. */
const ROUNDING_SECONDS = 1e-9;

export class StatisticsRecorder {
  private readonly answers: StatisticsRecord[] = [];
  private polls = 1;
  private state: ToldState | null = null;

  /** `everySeconds` above 0. */
  constructor(
    private readonly everySeconds: number,
    private readonly setupSeconds: number,
  ) {}

  /** The state is this from now on; polls until now saw the one before. */
  tell(state: ToldState, nowSeconds: number): void {
    this.pollUntil(nowSeconds);
    this.state = state;
  }

  /** The run has ended: the polls that are left, and one more, which sees the end; null: the guest still runs at the source. */
  end(nowSeconds: number, end: StatisticsEnd | null): void {
    const { state } = this;
    // An algorithm that keeps no counters.
    if (state === null) return;
    this.pollUntil(end?.atSeconds ?? nowSeconds);
    if (end === null) {
      this.answers.push({ atSeconds: nowSeconds, reply: this.replyAt(nowSeconds) });
      return;
    }
    const { atSeconds, downtimeSeconds } = end;
    const { transferred } = state.ram;
    const copying = atSeconds - this.setupSeconds;
    const mbps = copying > 0 ? (transferred * 8) / copying / 1e6 : 0;
    this.answers.push({
      atSeconds,
      reply: {
        status: 'completed',
        'total-time': milliseconds(atSeconds),
        'setup-time': milliseconds(this.setupSeconds),
        downtime: milliseconds(downtimeSeconds),
        ...throttleOf(state),
        // What is left, and how fast it grows, is no question any more.
        ram: { ...state.ram, remaining: 0, 'dirty-pages-rate': 0, mbps },
        ...xbzrleOf(state),
      },
    });
  }

  /** The answers that the caller has not taken yet. */
  take(): StatisticsRecord[] {
    return this.answers.splice(0);
  }

  private pollUntil(seconds: number): void {
    for (;;) {
      // Counted, not added up: no error grows.
      const atSeconds = this.polls * this.everySeconds;
      if (atSeconds >= seconds - ROUNDING_SECONDS) return;
      this.polls++;
      this.answers.push({ atSeconds, reply: this.replyAt(atSeconds) });
    }
  }

  private replyAt(atSeconds: number): QueryMigrate {
    const { state } = this;
    const total = { 'total-time': milliseconds(atSeconds) };
    if (state === null || atSeconds < this.setupSeconds) return { status: 'setup', ...total };
    const { status, ram } = state;
    return {
      status,
      ...total,
      'setup-time': milliseconds(this.setupSeconds),
      'expected-downtime': state['expected-downtime'] ?? 0,
      ...throttleOf(state),
      ram,
      ...xbzrleOf(state),
    };
  }
}

function throttleOf(state: ToldState): Pick<QueryMigrate, 'cpu-throttle-percentage'> {
  const throttle = state['cpu-throttle-percentage'];
  return throttle === undefined ? {} : { 'cpu-throttle-percentage': throttle };
}

function xbzrleOf(state: ToldState): Pick<QueryMigrate, 'xbzrle-cache'> {
  const xbzrle = state['xbzrle-cache'];
  return xbzrle === undefined ? {} : { 'xbzrle-cache': xbzrle };
}

/** Whole ones, as QEMU counts them. */
function milliseconds(seconds: number): number {
  return Math.floor(seconds * 1000 + 1e-6);
}
