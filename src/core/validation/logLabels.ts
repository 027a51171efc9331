// `info migrate` of QEMU's human monitor, its old form (until 10.0) and its new one, and `virsh domjobinfo`: a label, a colon, a number, a unit.
import { noSettings, settingsAfterLine, type LogSettings } from './logSettings';
import type { PollField, ReadPolls } from './migrationLog';

interface Label {
  readonly field: PollField;
  /** Of a number without a unit, or with a unit that is not listed. */
  readonly factor?: number;
}

/** Of `info migrate` until QEMU 10.0; kbytes are KiB. */
const oldLabels: Readonly<Record<string, Label>> = {
  'total time': { field: 'totalMs' },
  setup: { field: 'setupMs' },
  downtime: { field: 'downtimeMs' },
  'expected downtime': { field: 'expectedDowntimeMs' },
  'transferred ram': { field: 'transferred' },
  'remaining ram': { field: 'remaining' },
  'total ram': { field: 'ramBytes' },
  duplicate: { field: 'zeroPages' },
  normal: { field: 'normalPages' },
  'page size': { field: 'pageBytes' },
  'dirty sync count': { field: 'syncs' },
  'dirty pages rate': { field: 'dirtyPagesPerSecond' },
  throughput: { field: 'megabitsPerSecond' },
  'downtime ram': { field: 'downtimeBytes' },
  'cpu throttle percentage': { field: 'throttlePercent' },
};

/** Of `info migrate` since QEMU 10.1: several to a line, `name=value`. */
const newLabels: Readonly<Record<string, Readonly<Record<string, PollField>>>> = {
  'time (ms)': { total: 'totalMs', setup: 'setupMs', exp_down: 'expectedDowntimeMs', down: 'downtimeMs' },
  sizes: { pagesize: 'pageBytes', total: 'ramBytes' },
  transfers: { transferred: 'transferred', remain: 'remaining' },
  'page types': { normal: 'normalPages', zero: 'zeroPages' },
  'page rates (pps)': { dirty: 'dirtyPagesPerSecond' },
  others: { dirty_syncs: 'syncs', downtime_bytes: 'downtimeBytes' },
};

/** Of `virsh domjobinfo`. */
const jobLabels: Readonly<Record<string, Label>> = {
  'time elapsed': { field: 'totalMs' },
  'setup time': { field: 'setupMs' },
  'total downtime': { field: 'downtimeMs' },
  'expected downtime': { field: 'expectedDowntimeMs' },
  'memory processed': { field: 'transferred' },
  'memory remaining': { field: 'remaining' },
  'memory total': { field: 'ramBytes' },
  'memory bandwidth': { field: 'megabitsPerSecond', factor: 8 / 1e6 },
  'dirty rate': { field: 'dirtyPagesPerSecond' },
  iteration: { field: 'syncs' },
  'constant pages': { field: 'zeroPages' },
  'normal pages': { field: 'normalPages' },
  'auto converge throttle': { field: 'throttlePercent' },
};

/** What a unit is of the field's own: bytes, milliseconds, pages. */
const units: Readonly<Record<string, number>> = {
  b: 1,
  kbytes: 1024,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  s: 1000,
  seconds: 1000,
};

interface Open {
  readonly line: number;
  status: string;
  readonly values: Partial<Record<PollField, number>>;
  readonly settings: LogSettings;
}

/** One answer begins where a status, or a label of the one before, turns up. */
export function labelledPolls(text: string): ReadPolls {
  const polls: Open[] = [];
  let settings = noSettings;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    settings = settingsAfterLine(line, settings);
    const [, label = '', rest = ''] = /^\s*([A-Za-z][^:=]{0,60}?)\s*:\s*(.{0,400})/.exec(line) ?? [];
    if (label === '') continue;
    const found = label.toLowerCase();
    const status = statusOf(found, rest);
    if (status !== null) polls.push({ line: index + 1, status, values: {}, settings });
    const poll = polls.at(-1);
    if (poll === undefined) continue;
    for (const [field, value] of valuesOf(found, rest)) poll.values[field] = value;
  }
  // A job of libvirt has no word for its end but its kind.
  return { polls: polls.map((poll) => ({ ...poll, clockSeconds: null })), settings };
}

/** QEMU's word for the state that a label gives; null: it is another label. */
function statusOf(label: string, rest: string): string | null {
  const [word = ''] = /^[A-Za-z-]+/.exec(rest.trim()) ?? [];
  if (label === 'migration status' || label === 'status') return word.toLowerCase();
  if (label !== 'job type') return null;
  return jobs[word.toLowerCase()] ?? 'active';
}

/** Kinds of jobs of `virsh domjobinfo`: it is unbounded while it runs. */
const jobs: Readonly<Record<string, string>> = {
  none: 'none',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

function valuesOf(label: string, rest: string): [PollField, number][] {
  const several = Object.hasOwn(newLabels, label) ? newLabels[label] : undefined;
  if (several !== undefined)
    return [...rest.matchAll(/([a-z_]{1,20})=([^,]{1,40})/g)].flatMap(([, name = '', value = '']) => {
      const field = Object.hasOwn(several, name) ? several[name] : undefined;
      const number = numberOf(value, 1);
      return field === undefined || number === null ? [] : [[field, number] as [PollField, number]];
    });
  // The new form's only line of a number alone.
  if (label === 'throughput (mbps)') return one('megabitsPerSecond', numberOf(rest, 1));
  const known = [oldLabels, jobLabels].find((table) => Object.hasOwn(table, label))?.[label];
  if (known === undefined) return [];
  return one(known.field, numberOf(rest, known.factor ?? 1));
}

function one(field: PollField, value: number | null): [PollField, number][] {
  return value === null ? [] : [[field, value]];
}

/** A number with its unit; some languages group or end digits by commas, of which only the last with three digits or fewer behind it can be a decimal one. */
function numberOf(text: string, factor: number): number | null {
  const [, digits, unit = ''] = /^\s*([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z]*)/.exec(text) ?? [];
  if (digits === undefined) return null;
  const lower = unit.toLowerCase();
  return Number(digits.replace(',', '.')) * factor * (Object.hasOwn(units, lower) ? (units[lower] ?? 1) : 1);
}
