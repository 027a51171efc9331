// Turns the log of a real migration into a cases file (docs/validation-cases.md, 'From a log'): the figures that the log has, and a scenario of what it tells
// of guest, link and host. What no log can tell, above all what the guest writes, is a default marked as a GUESS.
import { importCloudHypervisorLog, isCloudHypervisorLog } from './cloudHypervisorLog';
import {
  bitRate,
  byteRate,
  duration,
  fileOf,
  guessesOf,
  percent,
  writesOf,
  type DirtyRound,
  type ImportedCase,
  type ImportedLog,
  type Told,
} from './importedCase';
import { guessedWrites, type SentPages } from './guessedWrites';
import type { LogSettings } from './logSettings';
import { versionOf } from './loggedVersion';
import { zeroFigureOf, zeroLayoutOf, zeroShareOf, zerosOf, type LoggedZeros } from './loggedZeros';
import { isFinal, readMigrationLog, type Poll } from './migrationLog';
import { firstPass, lastOf, mostOf } from './polls';

/** `name`: the log's file, without its folder. */
export function importLog(text: string, name: string): ImportedLog {
  if (isCloudHypervisorLog(text)) return importCloudHypervisorLog(text, name);
  const { migrations, notes } = readMigrationLog(text);
  if (migrations.length === 0)
    return { text: null, notes: [...notes, { line: 1, message: whyNone(text) }], guesses: [] };
  const cases = migrations.map(({ polls, settings }, index) =>
    caseOf(polls, settings, migrations.length === 1 ? null : index + 1),
  );
  return { text: fileOf(name, cases), notes, guesses: [...new Set(cases.flatMap(({ guesses }) => guesses))] };
}

/** What a log without a migration is instead, as far as its look tells, and what to do. */
function whyNone(text: string): string {
  if (/\{\s*'/.test(text))
    return "These are Python's dictionaries, in single quotes, and no JSON: write each answer by json.dumps, one a line.";
  if (/"status"\s*:\s*"(?:setup|active|completed|failed|cancelled|postcopy-active)"/.test(text))
    return "The answers here have a status and no 'ram' with what was transferred: log the whole answers of query-migrate, while the migration runs.";
  return 'There is no answer of query-migrate here that tells what was transferred: give a log of QMP answers (an object a line), of `info migrate`, of `virsh domjobinfo` in English (LANG=C), or the debug log of Cloud Hypervisor.';
}

/** What the scenario and the figures are made of. */
interface Facts {
  readonly polls: readonly Poll[];
  readonly settings: LogSettings;
  readonly pages: number;
  readonly pageBytes: number;
  readonly zeros: LoggedZeros;
  readonly completed: boolean;
  /** Of the whole migration, or until the log's last answer. */
  readonly seconds: number;
  readonly setupMs: number | null;
}

function caseOf(polls: readonly Poll[], settings: LogSettings, number: number | null): ImportedCase {
  const facts = factsOf(polls, settings);
  const id = number === null ? 'migration' : `migration-${number}`;
  const label = polls.some(({ status }) => status.startsWith('postcopy-')) ? 'hybrid' : 'qemu-precopy';
  const rates = ratesOf(facts);
  const workload = workloadOf(facts);
  const options = label === 'hybrid' ? postcopyOptions(facts, rates) : optionsOf(facts, rates);
  const memory = `${(facts.pages * facts.pageBytes) / 1024}KiB`;
  const zeroShare = zeroShareOf(facts.zeros, facts.pages);
  const layout = zeroLayoutOf(polls, facts.zeros, facts.pages);
  const vm = [zeroShare, ...(layout === null ? [] : [layout])];
  const pageSize = facts.pageBytes === 4096 ? '' : `, pageSize: ${facts.pageBytes / 1024}KiB`;
  const setup = facts.setupMs === null ? '' : `, setup: ${facts.setupMs}ms`;
  const unfinished = unfinishedBy(polls);
  return {
    lines: [
      `      - id: ${id}`,
      `        title: ${id.replace('-', ' ')}`,
      `        label: ${label}`,
      ...(facts.completed ? [] : [`        note: ${JSON.stringify(`${unfinished}; it is simulated until then.`)}`]),
      '        scenario:',
      '          repetitions: 10',
      `          timeLimit: ${facts.completed ? `${Math.ceil(facts.seconds * 10 + 60)}s` : duration(facts.seconds)}`,
      '          # memory: from the log',
      ...vm.map(({ remark }) => `          # ${remark}`),
      `          vm: { memory: ${memory}${pageSize}, ${vm.map(({ value }) => value).join(', ')} }`,
      `          # ${workload.remark}`,
      `          workload: [${workload.value}]`,
      `          # ${rates.link.remark}`,
      `          link: { bandwidth: ${rates.link.value}, efficiency: 100%, rtt: 0ms }`,
      `          # GUESS: the costs of a host with KVM${setup === '' ? '' : '; setup: from the log'}`,
      `          host: { preset: qemu-kvm${setup} }`,
      ...options.map(({ remark }) => `          # ${remark}`),
      `          algorithms: [${label}: { ${options.map(({ value }) => value).join(', ')} }]`,
      '        figures:',
      ...figuresOf(facts).map((figure) => `          - { ${figure} }`),
    ],
    guesses: guessesOf([...vm, workload, rates.link, ...options]),
  };
}

/** How a migration ended that did not arrive, with QEMU's error-desc. */
function unfinishedBy(polls: readonly Poll[]): string {
  const end = polls.find(isFinal);
  if (end === undefined) return 'The log ends while the migration goes on';
  const error = polls.findLast((poll) => poll.error !== undefined)?.error;
  const why = error === undefined ? '' : ` (${error})`;
  return `The migration ended as ${end.status}${why}${end.status === 'failed' ? ', for which no rule of the algorithm is the reason: it has no figure for the outcome' : ''}`;
}

function factsOf(polls: readonly Poll[], settings: LogSettings): Facts {
  const pageBytes = lastOf(polls, 'pageBytes') ?? 4096;
  const ramBytes = lastOf(polls, 'ramBytes') ?? 0;
  const normal = lastOf(polls, 'normalPages') ?? 0;
  // Without the memory's size: what was sent of it at least.
  const pages = Math.max(
    1,
    Math.ceil(Math.max(ramBytes, firstPass(polls, 'normalPages', normal) * pageBytes) / pageBytes),
  );
  const completed = polls.some(({ status }) => status === 'completed');
  // The status is final a moment before the times are filled in: the largest is the last that was.
  const told = mostOf(polls, 'totalMs') / 1000;
  const clocks = polls.flatMap(({ clockSeconds }) => clockSeconds ?? []);
  const byClock = clocks.length > 1 ? (clocks.at(-1) ?? 0) - (clocks[0] ?? 0) : 0;
  const seconds = told > 0 ? told : Math.max(0.1, byClock);
  return {
    polls,
    settings,
    pages,
    pageBytes,
    zeros: zerosOf(polls, pages, completed),
    completed,
    seconds,
    setupMs: lastOf(polls, 'setupMs'),
  };
}

interface Rates {
  readonly link: Told;
  /** The limit, if it is known or can be told from the link. */
  readonly limit: Told | null;
}

/** More than this share of the limit is at the limit. */
const AT_LIMIT = 0.9;
/** A last copy so much faster than the migration was held by a limit before. */
const LIFTED = 1.5;

/** What was the bottleneck: the link, or the limit, which does not hold for the last copy. */
function ratesOf({ polls, settings, seconds, setupMs }: Facts): Rates {
  const windows = polls.flatMap(({ values, status }) =>
    status === 'active' && (values.megabitsPerSecond ?? 0) > 0 ? [(values.megabitsPerSecond ?? 0) * 1e6] : [],
  );
  const downtimeMs = lastOf(polls, 'downtimeMs') ?? 0;
  const sent = (lastOf(polls, 'transferred') ?? 0) - (lastOf(polls, 'downtimeBytes') ?? 0);
  const live = Math.max(0.001, seconds - ((setupMs ?? 0) + downtimeMs) / 1000);
  const rate = windows.length > 0 ? middleOf(windows) : (sent * 8) / live;
  const downtimeBytes = lastOf(polls, 'downtimeBytes') ?? 0;
  // Neither the last copy nor post-copy is held to the limit.
  const lastCopy = postcopyRate(polls) || (downtimeMs > 0 ? (downtimeBytes * 8000) / downtimeMs : 0);
  const { maxBandwidth } = settings;
  const isLimited =
    maxBandwidth === undefined ? lastCopy > LIFTED * rate : maxBandwidth > 0 && rate > AT_LIMIT * maxBandwidth * 8;
  const limit: Told | null =
    maxBandwidth !== undefined && maxBandwidth > 0
      ? { value: `maxBandwidth: ${byteRate(maxBandwidth)}`, remark: 'maxBandwidth: from the log' }
      : isLimited
        ? {
            value: `maxBandwidth: ${bitRate(rate)}`,
            remark: 'maxBandwidth: the speed of the log, since the last copy, for which no limit holds, was faster',
          }
        : null;
  if (!isLimited) return { link: { value: bitRate(rate), remark: 'bandwidth: the speed of the log' }, limit };
  if (lastCopy > rate)
    return {
      link: {
        value: bitRate(lastCopy),
        remark: 'bandwidth: the speed of the last copy; before, maxBandwidth was the limit',
      },
      limit,
    };
  return {
    link: {
      value: bitRate(Math.max(1e10, 2 * rate)),
      remark: 'GUESS: the link’s bandwidth; maxBandwidth was the limit, and the log has no speed of the last copy',
      isGuess: true,
    },
    limit,
  };
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function optionsOf({ polls, settings }: Facts, { limit }: Rates): Told[] {
  const options: Told[] = [
    versionOf(settings),
    limit ??
      (settings.maxBandwidth === 0
        ? { value: 'maxBandwidth: none', remark: 'maxBandwidth: 0 in the log, which is no limit' }
        : {
            value: 'maxBandwidth: none',
            remark: 'GUESS: no maxBandwidth below the link; the log does not have it',
            isGuess: true,
          }),
    downtimeLimitOf(polls, settings),
  ];
  const throttled = (lastOf(polls, 'throttlePercent') ?? 0) > 0 || settings.capabilities.has('auto-converge');
  if (throttled) options.push({ value: 'autoConverge: true', remark: 'autoConverge: from the log' });
  const cacheBytes = lastOf(polls, 'xbzrleCacheBytes');
  if (cacheBytes !== null || settings.capabilities.has('xbzrle'))
    options.push({
      value: 'xbzrle: true',
      remark: 'GUESS: each write changes its whole page; the log does not have how much (change, of the region)',
      isGuess: true,
    });
  if (cacheBytes !== null) options.push({ value: `xbzrleCache: ${cacheBytes}B`, remark: 'xbzrleCache: from the log' });
  if (settings.capabilities.has('multifd'))
    options.push({ value: `multifd: ${settings.multifdChannels ?? 2}`, remark: 'multifd: from the log' });
  return options;
}

/** The last answer before the switch to post-copy, and the first after it. */
function switchOf(polls: readonly Poll[]): { readonly before: Poll | null; readonly after: Poll | null } {
  const index = polls.findIndex(({ status }) => status.startsWith('postcopy-'));
  return { before: polls[index - 1] ?? null, after: polls[index] ?? null };
}

/** QEMU's own post-copy: after the switch max-bandwidth does not hold, and the push follows what the guest asks for. */
function postcopyOptions({ polls, settings }: Facts, { limit }: Rates): Told[] {
  const { before, after } = switchOf(polls);
  const switchMs = before?.values.totalMs ?? after?.values.totalMs ?? 0;
  const { postcopyBandwidth = 0 } = settings;
  return [
    { value: `after: ${duration(switchMs / 1000)}`, remark: 'after: the last answer of the log before post-copy' },
    ...(limit === null ? [] : [{ ...limit, value: limit.value.replace('maxBandwidth', 'precopyBandwidth') }]),
    ...(postcopyBandwidth > 0
      ? [{ value: `maxBandwidth: ${byteRate(postcopyBandwidth)}`, remark: 'maxBandwidth, of post-copy: from the log' }]
      : []),
    { value: 'prepaging: follow', remark: "prepaging: QEMU's own order" },
    {
      value: `preempt: ${settings.capabilities.has('postcopy-preempt')}`,
      remark: settings.capabilities.has('postcopy-preempt')
        ? 'preempt: from the log'
        : 'preempt: off unless postcopy-preempt is set',
    },
  ];
}

/** Bits a second after the switch to post-copy; 0: there was none, or the log does not tell. */
function postcopyRate(polls: readonly Poll[]): number {
  const { before, after } = switchOf(polls);
  const from = before ?? after;
  const last = polls.findLast(({ values }) => values.transferred !== undefined && (values.totalMs ?? 0) > 0);
  const seconds = ((last?.values.totalMs ?? 0) - (from?.values.totalMs ?? 0)) / 1000;
  const bytes = (last?.values.transferred ?? 0) - (from?.values.transferred ?? 0);
  return after === null || !(seconds > 0) ? 0 : (bytes * 8) / seconds;
}

/** expected-downtime is the limit until QEMU has a first dirty rate. */
function downtimeLimitOf(polls: readonly Poll[], { downtimeLimitMs }: LogSettings): Told {
  if (downtimeLimitMs !== undefined)
    return { value: `downtimeLimit: ${downtimeLimitMs}ms`, remark: 'downtimeLimit: from the log' };
  const first = polls.find(
    ({ values, status }) =>
      status === 'active' &&
      (values.expectedDowntimeMs ?? 0) > 0 &&
      (values.dirtyPagesPerSecond ?? 0) === 0 &&
      (values.syncs ?? 1) === 1,
  );
  if (first !== undefined)
    return {
      value: `downtimeLimit: ${first.values.expectedDowntimeMs ?? 0}ms`,
      remark: 'downtimeLimit: what QEMU expected before it knew a dirty rate, which is the limit',
    };
  return { value: 'downtimeLimit: 300ms', remark: 'GUESS: QEMU’s usual downtimeLimit', isGuess: true };
}

/** dirty-pages-rate is that of one round only if the round was longer than this. */
const PERIOD_SECONDS = 1;
/** What the guest writes is not in a log, but how many distinct pages its longer rounds found dirty is. */
function workloadOf(facts: Facts): Told {
  const { polls, pages, zeros, setupMs, pageBytes } = facts;
  // The share of zero pages is rounded: what is left is not one page more.
  const written = Math.max(1, pages - Math.ceil((pages * Number.parseFloat(percent(zeros.pages / pages))) / 100));
  return (
    writesOf(dirtyRounds(polls, (setupMs ?? 0) / 1000), written, pageBytes, 'dirty-pages-rate') ??
    guessedWrites(sentPagesOf(facts, written))
  );
}

/** What the counters of the whole migration tell of pages that were sent again. */
function sentPagesOf({ polls, pages, pageBytes, seconds, setupMs, completed }: Facts, written: number): SentPages {
  const normal = lastOf(polls, 'normalPages');
  const duplicate = lastOf(polls, 'zeroPages');
  const isKnown = normal !== null && duplicate !== null && (lastOf(polls, 'ramBytes') ?? 0) > 0;
  const syncs = lastOf(polls, 'syncs') ?? Infinity;
  const stoppedMs = lastOf(polls, 'downtimeMs') ?? 0;
  const live = Math.max(0.001, seconds - ((setupMs ?? 0) + stoppedMs) / 1000);
  return {
    written,
    pageBytes,
    again: isKnown ? Math.max(0, normal + duplicate - pages) : null,
    dirtyRate: polls.findLast(({ values }) => (values.dirtyPagesPerSecond ?? 0) > 0)?.values.dirtyPagesPerSecond ?? 0,
    speed: Math.max(1, (normal ?? written) / live),
    // One sync in setup, and one before each pass but the first.
    passes: Math.max(1, completed ? syncs - 1 : syncs),
  };
}

/** Rounds of which the log shows both syncs, one by one, and the dirty rate between them. */
function dirtyRounds(polls: readonly Poll[], setupSeconds: number): DirtyRound[] {
  const rounds: DirtyRound[] = [];
  let syncs = 1;
  let since: number | null = setupSeconds;
  for (const { values, status } of polls) {
    if (values.syncs === undefined || values.totalMs === undefined || status !== 'active') continue;
    if (values.syncs === syncs) continue;
    const seconds = values.totalMs / 1000 - (since ?? 0);
    const rate = values.dirtyPagesPerSecond ?? 0;
    if (values.syncs === syncs + 1 && since !== null && seconds > PERIOD_SECONDS && rate > 0)
      rounds.push({ seconds, pages: Math.round(rate * seconds) });
    // After merged syncs nobody knows when the last one was.
    since = values.syncs === syncs + 1 ? values.totalMs / 1000 : null;
    syncs = values.syncs;
  }
  return rounds;
}

/** The figures that the log has, as lines of the cases file, with the tolerances of our own cases. */
function figuresOf({ polls, completed, seconds, zeros }: Facts): string[] {
  const zeroFigure = zeroFigureOf(zeros);
  const sent = lastOf(polls, 'transferred');
  const syncs = lastOf(polls, 'syncs');
  const throttle = mostOf(polls, 'throttlePercent');
  const downtime = lastOf(polls, 'downtimeMs');
  const figure = (name: string, metric: string, unit: string, published: number, tolerance: string): string =>
    `name: ${name}, metric: ${metric}, unit: ${unit}, published: ${published}${tolerance === '' ? '' : `, tolerance: { ${tolerance} }`}`;
  return [
    // A host that failed is no migration that does not converge.
    ...(!completed && polls.some(({ status }) => status === 'failed')
      ? []
      : [`name: outcome, metric: outcome, unit: '', published: ${completed ? 'completed' : 'not-converged'}`]),
    ...(completed ? [figure('total', 'total', 's', seconds, 'share: 0.04, amount: 0.1')] : []),
    ...(sent === null ? [] : [figure('sent', 'bytes', 'MiB', Number((sent / 2 ** 20).toFixed(3)), 'share: 0.03')]),
    ...(syncs === null ? [] : [figure('syncs', 'syncs', 'rounds', syncs, 'share: 0.1, amount: 1')]),
    ...(completed && downtime !== null
      ? [figure('downtime', 'reported', 'ms', downtime, 'share: 0.25, amount: 30')]
      : []),
    ...(zeroFigure === null ? [] : [figure('zero pages', 'zero', 'pages', zeroFigure.published, zeroFigure.tolerance)]),
    ...(throttle > 0 ? [figure('throttle', 'throttle', "'%'", throttle, 'amount: 10')] : []),
  ];
}
