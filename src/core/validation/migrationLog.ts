// Logs of real migrations, as QEMU and libvirt write them: answers to `query-migrate` (QMP, JSON), `info migrate` (HMP, text), `virsh domjobinfo`, and reports
// of QEMU's benchmark guestperf.
// Read generously: what is damaged, cut off or of another kind is left out and told, line by line, and nothing that a log may hold makes it throw.
// Formats: docs/validation-cases.md, 'From a log'.
import { logItems } from './logItems';
import { labelledPolls } from './logLabels';

/** One answer of query-migrate. What it did not tell is absent. */
export interface Poll {
  /** Where it begins in the log, from 1. */
  readonly line: number;
  /** The log's own clock, in seconds; null: it has none. */
  readonly clockSeconds: number | null;
  /** QEMU's word. */
  readonly status: string;
  readonly values: PollValues;
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

/** Parameters and capabilities, where the log has them. */
export interface LogSettings {
  /** Bytes a second; 0: no limit. */
  readonly maxBandwidth?: number;
  readonly downtimeLimitMs?: number;
  readonly capabilities: ReadonlySet<string>;
}

export interface MigrationLog {
  /** A migration each, in the log's order. */
  readonly migrations: readonly (readonly Poll[])[];
  readonly settings: LogSettings;
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
  const settings = { maxBandwidth: undefined, downtimeLimitMs: undefined, capabilities: new Set<string>() } as Settings;
  const polls = isJson ? jsonPolls(text, settings, notes) : labelledPolls(text);
  const sound = polls.filter((poll) => isSound(poll, notes));
  const left = notes.length - mostNotes;
  const shown = left > 0 ? notes.slice(0, mostNotes) : notes;
  const more = { line: notes[mostNotes]?.line ?? 1, message: `${left} more lines are left out, from this one on.` };
  return {
    migrations: migrationsOf(sound),
    settings: {
      capabilities: settings.capabilities,
      ...(settings.maxBandwidth === undefined ? {} : { maxBandwidth: settings.maxBandwidth }),
      ...(settings.downtimeLimitMs === undefined ? {} : { downtimeLimitMs: settings.downtimeLimitMs }),
    },
    notes: left > 0 ? [...shown, more] : shown,
  };
}

interface Settings {
  maxBandwidth: number | undefined;
  downtimeLimitMs: number | undefined;
  readonly capabilities: Set<string>;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonPolls(text: string, settings: Settings, notes: LogNote[]): Poll[] {
  return logItems(text).flatMap(({ line, value, fault }): Poll[] => {
    if (fault !== undefined) {
      notes.push({ line, message: fault });
      return [];
    }
    if (!isFields(value)) return [];
    takeSettings(value, settings);
    const report = value['progress_history'];
    if (Array.isArray(report)) return guestperfPolls(report, value, line, settings);
    const reply = replyIn(value);
    if (reply === null) return [];
    const { status } = reply;
    // Checked by `replyIn`.
    return [{ line, clockSeconds: clockOf(value), status: String(status), values: valuesOf(reply) }];
  });
}

/** Where an answer may be in an object of a log: itself, or in an envelope. */
const envelopes = ['query_migrate', 'query-migrate', 'return', 'reply', 'info'];

function replyIn(item: Fields): Fields | null {
  for (const reply of [item, ...envelopes.map((key) => item[key])])
    if (isFields(reply) && typeof reply['status'] === 'string' && (isFields(reply['ram']) || isAnswer(reply)))
      return reply;
  return null;
}

/** Without `ram`: a state alone. Events of other kinds have a status, too, and are told apart by what else they have. */
function isAnswer(reply: Fields): boolean {
  return statuses.has(String(reply['status'])) && !('running' in reply) && !('event' in reply);
}

/** `t`, `time` or `timestamp`: seconds, or QMP's two numbers. */
function clockOf(item: Fields): number | null {
  for (const key of ['t', 'time', 'timestamp']) {
    const clock = item[key];
    if (typeof clock === 'number' && Number.isFinite(clock)) return clock;
    if (!isFields(clock)) continue;
    const { seconds, microseconds } = clock;
    if (typeof seconds === 'number' && typeof microseconds === 'number') return seconds + microseconds / 1e6;
  }
  return null;
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

/** A guestperf report: one JSON a run, an entry of its history a poll. */
function guestperfPolls(history: readonly unknown[], report: Fields, line: number, settings: Settings): Poll[] {
  const { scenario } = report;
  if (isFields(scenario)) {
    const { bandwidth, downtime } = scenario;
    if (typeof bandwidth === 'number' && bandwidth >= 0) settings.maxBandwidth = bandwidth * 2 ** 20;
    if (typeof downtime === 'number' && downtime >= 0) settings.downtimeLimitMs = downtime;
  }
  return history.flatMap((entry): Poll[] => {
    if (!isFields(entry) || typeof entry['status'] !== 'string') return [];
    const { status, now } = entry;
    const values = { ...numbersOf(entry, ofProgress), ...numbersOf(entry['ram'], ofProgressRam) };
    return [{ line, clockSeconds: typeof now === 'number' ? now : null, status, values }];
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

/** Parameters and capabilities: set by a command of the log, or answered to a query. The last word counts. */
function takeSettings(item: Fields, settings: Settings): void {
  for (const given of [item['arguments'], item['return'], item['parameters']]) {
    if (isFields(given)) {
      const { 'max-bandwidth': bandwidth, 'downtime-limit': limit, capabilities } = given;
      if (typeof bandwidth === 'number' && bandwidth >= 0) settings.maxBandwidth = bandwidth;
      if (typeof limit === 'number' && limit >= 0) settings.downtimeLimitMs = limit;
      takeCapabilities(capabilities, settings);
    }
    takeCapabilities(given, settings);
  }
}

function takeCapabilities(given: unknown, { capabilities }: Settings): void {
  if (!Array.isArray(given)) return;
  for (const one of given as readonly unknown[]) {
    if (!isFields(one) || typeof one['capability'] !== 'string') continue;
    if (one['state'] === true) capabilities.add(one['capability']);
    else capabilities.delete(one['capability']);
  }
}

/** Rows that cannot be: columns shifted by a missing field, as public logs have them. */
function isSound({ line, status, values }: Poll, notes: LogNote[]): boolean {
  const fault = faultOf(status, values);
  if (fault !== null) notes.push({ line, message: `${fault}: the answer is left out.` });
  return fault === null;
}

/** A log of more syncs, pages or bytes than this is none. */
const mostOfAll = 2 ** 53;

function faultOf(status: string, values: PollValues): string | null {
  if (!statuses.has(status)) return `The status '${status.slice(0, 40)}' is none of QEMU's`;
  const bad = Object.entries(values).find(([, value]) => !(value >= 0 && value < mostOfAll));
  if (bad !== undefined) return `'${bad[0]}' is ${bad[1]}, which cannot be`;
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
