// Logs of real migrations, as QEMU and libvirt write them: answers to `query-migrate` (QMP, JSON), `info migrate` (HMP, text), `virsh domjobinfo`, and reports
// of QEMU's benchmark guestperf.
// Read generously: what is damaged, cut off or of another kind is left out and told, line by line, and nothing that a log may hold makes it throw.
// Formats: docs/validation-cases.md, 'From a log'.
import { logItems } from './logItems';
import { labelledPolls } from './logLabels';
import { isUntold, noSettings, settingsAfter, type LogSettings } from './logSettings';

/** One answer of query-migrate. What it did not tell is absent. */
export interface Poll {
  /** Where it begins in the log, from 1. */
  readonly line: number;
  /** The log's own clock, in seconds; null: it has none. */
  readonly clockSeconds: number | null;
  /** QEMU's word. */
  readonly status: string;
  readonly values: PollValues;
  /** Why it failed, in QEMU's words: `error-desc`. */
  readonly error?: string;
  /** As far as the log had told them by then. */
  readonly settings: LogSettings;
}

/** Times in milliseconds, sizes in bytes. */
export type PollValues = Partial<Readonly<Record<PollField, number>>>;

export type PollField =
  | 'totalMs'
  | 'setupMs'
  | 'downtimeMs'
  | 'expectedDowntimeMs'
  | 'ramBytes'
  | 'transferred'
  | 'remaining'
  | 'zeroPages'
  | 'normalPages'
  | 'pageBytes'
  | 'syncs'
  | 'dirtyPagesPerSecond'
  | 'megabitsPerSecond'
  | 'downtimeBytes'
  | 'throttlePercent'
  | 'xbzrleCacheBytes';

/** One of a log: its answers, and what it was told to do. */
export interface LoggedMigration {
  readonly polls: readonly Poll[];
  readonly settings: LogSettings;
}

export interface MigrationLog {
  /** In the log's order. */
  readonly migrations: readonly LoggedMigration[];
  /** What was left out, with the line. */
  readonly notes: readonly LogNote[];
}

export interface LogNote {
  /** From 1. */
  readonly line: number;
  /** One sentence. */
  readonly message: string;
}

/** More notes than this are counted. */
const mostNotes = 20;

/** Words of MigrationStatus after which nothing more happens. */
const finalStatuses: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

const statuses: ReadonlySet<string> = new Set([
  ...finalStatuses,
  'none',
  'setup',
  'cancelling',
  'active',
  'postcopy-device',
  'postcopy-active',
  'postcopy-paused',
  'postcopy-recover-setup',
  'postcopy-recover',
  'pre-switchover',
  'device',
  'wait-unplug',
  'colo',
]);

export function isFinal({ status }: Poll): boolean {
  return finalStatuses.has(status);
}

/** A log without a single answer gives no migration. */
export function readMigrationLog(text: string): MigrationLog {
  const notes: LogNote[] = [];
  const isJson = /\{\s*"/.test(text);
  const { polls, settings } = isJson ? jsonPolls(text, notes) : labelledPolls(text);
  const sound = polls.filter((poll) => isSound(poll, notes));
  const left = notes.length - mostNotes;
  const shown = left > 0 ? notes.slice(0, mostNotes) : notes;
  const more = { line: notes[mostNotes]?.line ?? 1, message: `${left} more lines are left out, from this one on.` };
  return {
    // What is asked only after the end is told of the migrations before, if nothing was told of them.
    migrations: migrationsOf(sound).map((own) => {
      const told = own.at(-1)?.settings ?? noSettings;
      const { version } = told;
      const later = version === undefined ? settings : { ...settings, version };
      return { polls: own, settings: isUntold(told) ? later : told };
    }),
    notes: left > 0 ? [...shown, more] : shown,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The answers of a log, and the settings at its end. */
export interface ReadPolls {
  readonly polls: readonly Poll[];
  readonly settings: LogSettings;
}

function jsonPolls(text: string, notes: LogNote[]): ReadPolls {
  let settings = noSettings;
  const polls = logItems(text).flatMap(({ line, value, fault }): Poll[] => {
    if (fault !== undefined) {
      notes.push({ line, message: fault });
      return [];
    }
    if (!isFields(value)) return [];
    settings = settingsAfter(value, settings);
    const report = value['progress_history'];
    if (Array.isArray(report)) {
      settings = settingsOfReport(value, settings);
      return guestperfPolls(report, line, settings);
    }
    const reply = replyIn(value);
    if (reply === null) return [];
    const { status } = reply;
    // Checked by `replyIn`.
    const poll = { line, clockSeconds: clockOf(value), status: String(status), values: valuesOf(reply), settings };
    const error = reply['error-desc'];
    return [typeof error === 'string' && error !== '' ? { ...poll, error: oneLine(error) } : poll];
  });
  return { polls, settings };
}

/** A text of the log to be shown: in one line, without characters that a terminal would obey. */
function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 300);
}

/** Where an answer may be in an object of a log: itself, or in an envelope. */
const envelopes = [
  'query_migrate',
  'query-migrate',
  'return',
  'reply',
  'info',
  'data',
  'result',
  'response',
  'migration',
];

function replyIn(item: Fields): Fields | null {
  // An event of QMP has a status among its data, too.
  if ('event' in item) return null;
  for (const reply of [item, ...envelopes.map((key) => item[key])])
    if (isFields(reply) && typeof reply['status'] === 'string' && (isFields(reply['ram']) || isAnswer(reply)))
      return reply;
  return null;
}

/** Without `ram`: a state alone. Events of other kinds have a status, too, and are told apart by what else they have. */
function isAnswer(reply: Fields): boolean {
  if ('running' in reply) return false;
  // Nothing else beside a word: a state that is none of QEMU's, and is told so.
  const isBare = Object.keys(reply).every((key) => key === 'status' || clocks.some((clock) => clock === key));
  return isBare || statuses.has(String(reply['status']));
}

const clocks = ['t', 'time', 'timestamp'] as const;

/** Seconds since 1970 of the year 5138: what is more is milliseconds. */
const mostSeconds = 1e11;

/** `t`, `time` or `timestamp`: seconds, milliseconds since 1970, a date, or QMP's two numbers. */
function clockOf(item: Fields): number | null {
  for (const key of clocks) {
    const clock = item[key];
    if (typeof clock === 'number' && Number.isFinite(clock)) return clock > mostSeconds ? clock / 1000 : clock;
    const dated = typeof clock === 'string' ? secondsOfDate(clock) : null;
    if (dated !== null) return dated;
    if (!isFields(clock)) continue;
    const { seconds, microseconds } = clock;
    if (typeof seconds === 'number' && typeof microseconds === 'number') return seconds + microseconds / 1e6;
  }
  return null;
}

/** Seconds since the year 0 of `2026-11-12T10:00:05.250Z`, in whatever zone it is; null: it is no date. */
function secondsOfDate(text: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d(?:[.,]\d+)?)/.exec(text.slice(0, 60));
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part.replace(',', '.')));
  // Years begin with March, so that the day that comes and goes is their last.
  const [y, m] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
  const days =
    365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

const ofReply: Readonly<Record<string, PollField>> = {
  'total-time': 'totalMs',
  'setup-time': 'setupMs',
  downtime: 'downtimeMs',
  'expected-downtime': 'expectedDowntimeMs',
  'cpu-throttle-percentage': 'throttlePercent',
};

const ofRam: Readonly<Record<string, PollField>> = {
  total: 'ramBytes',
  transferred: 'transferred',
  remaining: 'remaining',
  duplicate: 'zeroPages',
  normal: 'normalPages',
  'page-size': 'pageBytes',
  'dirty-sync-count': 'syncs',
  'dirty-pages-rate': 'dirtyPagesPerSecond',
  mbps: 'megabitsPerSecond',
  'downtime-bytes': 'downtimeBytes',
};

/** Of an entry of QEMU's own benchmark (guestperf), which has other names for the same counters; its times are ms. */
const ofProgress: Readonly<Record<string, PollField>> = {
  duration: 'totalMs',
  setup_time: 'setupMs',
  downtime: 'downtimeMs',
  downtime_expected: 'expectedDowntimeMs',
  throttle_pcent: 'throttlePercent',
};

/** `transfer_rate_mbs` is megabits in spite of its name. */
const ofProgressRam: Readonly<Record<string, PollField>> = {
  total_bytes: 'ramBytes',
  transferred_bytes: 'transferred',
  remaining_bytes: 'remaining',
  duplicate_pages: 'zeroPages',
  normal_pages: 'normalPages',
  iterations: 'syncs',
  dirty_rate_pps: 'dirtyPagesPerSecond',
  transfer_rate_mbs: 'megabitsPerSecond',
};

/** The scenario of a guestperf report: MiB a second, and milliseconds. */
function settingsOfReport({ scenario }: Fields, before: LogSettings): LogSettings {
  if (!isFields(scenario)) return before;
  const { bandwidth, downtime } = scenario;
  return {
    ...before,
    ...(typeof bandwidth === 'number' && bandwidth >= 0 ? { maxBandwidth: bandwidth * 2 ** 20 } : {}),
    ...(typeof downtime === 'number' && downtime >= 0 ? { downtimeLimitMs: downtime } : {}),
  };
}

/** A guestperf report: one JSON a run, an entry of its history a poll. */
function guestperfPolls(history: readonly unknown[], line: number, settings: LogSettings): Poll[] {
  return history.flatMap((entry): Poll[] => {
    if (!isFields(entry) || typeof entry['status'] !== 'string') return [];
    const { status, now } = entry;
    const values = { ...numbersOf(entry, ofProgress), ...numbersOf(entry['ram'], ofProgressRam) };
    return [{ line, clockSeconds: typeof now === 'number' ? now : null, status, values, settings }];
  });
}

function numbersOf(fields: unknown, table: Readonly<Record<string, PollField>>): PollValues {
  if (!isFields(fields)) return {};
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, field]) => {
      const value = fields[key];
      return typeof value === 'number' ? [[field, value]] : [];
    }),
  );
}

function valuesOf(reply: Fields): PollValues {
  return {
    ...numbersOf(reply, ofReply),
    ...numbersOf(reply['ram'], ofRam),
    ...numbersOf(reply['xbzrle-cache'], { 'cache-size': 'xbzrleCacheBytes' }),
  };
}

/** Rows that cannot be: columns shifted by a missing field, as public logs have them. */
function isSound({ line, status, values }: Poll, notes: LogNote[]): boolean {
  const fault = faultOf(status, values);
  if (fault !== null) notes.push({ line, message: `${fault}: the answer is left out.` });
  return fault === null;
}

/** A log of more syncs, pages or bytes than this is none. */
const mostOfAll = 2 ** 53;

/** What QMP calls a value. */
function nameInLog(field: string): string {
  return [...Object.entries(ofReply), ...Object.entries(ofRam)].find(([, own]) => own === field)?.[0] ?? field;
}

function faultOf(status: string, values: PollValues): string | null {
  if (!statuses.has(status)) return `The status '${status.slice(0, 40)}' is none of QEMU's`;
  const bad = Object.entries(values).find(([, value]) => !(value >= 0 && value < mostOfAll));
  if (bad !== undefined) return `'${nameInLog(bad[0])}' is ${bad[1]}, which cannot be`;
  const { ramBytes, transferred, zeroPages, pageBytes = 4096, syncs } = values;
  if (ramBytes === undefined || ramBytes === 0) return null;
  if (transferred !== undefined && transferred > 50 * ramBytes)
    return 'More than fifty times the memory is transferred';
  if (zeroPages !== undefined && syncs !== undefined && zeroPages > (ramBytes / pageBytes) * Math.max(1, syncs))
    return 'There are more zero pages than the memory has had pages to send';
  return null;
}

/** Splits where counters go back to zero, or something follows an end. */
function migrationsOf(polls: readonly Poll[]): Poll[][] {
  const migrations: Poll[][] = [];
  let last: Poll | null = null;
  for (const poll of polls) {
    if (poll.status === 'none') continue;
    const current = migrations.at(-1);
    if (current === undefined || last === null || isRestart(last, poll)) migrations.push([poll]);
    else current.push(poll);
    last = poll;
  }
  return migrations.filter((one) => one.some(({ values }) => values.transferred !== undefined));
}

function isRestart(last: Poll, poll: Poll): boolean {
  if (isFinal(last)) return !isFinal(poll);
  if (isFinal(poll)) return false;
  const wentBack = (field: PollField): boolean => (poll.values[field] ?? Infinity) < (last.values[field] ?? 0);
  return wentBack('transferred') || wentBack('syncs');
}
