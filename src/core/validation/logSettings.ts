// What a migration was told to do, where a log has it: parameters and capabilities, set by a command or answered to a query, in the words of QMP and of the human
// monitor, those of QEMU before 6.0 among them.

/** Parameters and capabilities, where the log has them. */
export interface LogSettings {
  /** Bytes a second; 0: no limit. */
  readonly maxBandwidth?: number;
  /** Of post-copy, bytes a second; 0: no limit. */
  readonly postcopyBandwidth?: number;
  readonly downtimeLimitMs?: number;
  readonly multifdChannels?: number;
  readonly capabilities: ReadonlySet<string>;
  /** Of the QEMU that answered, by its greeting. */
  readonly version?: QemuVersion;
}

export interface QemuVersion {
  readonly major: number;
  readonly minor: number;
}

export const noSettings: LogSettings = { capabilities: new Set() };

/** Whether a log had told nothing of them but perhaps its greeting. */
export function isUntold({ version: _, capabilities, ...numbers }: LogSettings): boolean {
  return capabilities.size === 0 && Object.keys(numbers).length === 0;
}

type Fields = Readonly<Record<string, unknown>>;

/** Of numbers that are told in other units: how to get to the field's. */
interface Named {
  readonly field: Exclude<keyof LogSettings, 'capabilities' | 'version'>;
  readonly factor?: number;
}

const parameters: Readonly<Record<string, Named>> = {
  'max-bandwidth': { field: 'maxBandwidth' },
  'max-postcopy-bandwidth': { field: 'postcopyBandwidth' },
  'downtime-limit': { field: 'downtimeLimitMs' },
  'multifd-channels': { field: 'multifdChannels' },
};

/** Commands of QEMU before 6.0, with one value: bytes a second, and seconds. */
const oldCommands: Readonly<Record<string, Named>> = {
  migrate_set_speed: { field: 'maxBandwidth' },
  migrate_set_downtime: { field: 'downtimeLimitMs', factor: 1000 },
};

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withNumber(settings: LogSettings, named: Named | undefined, value: unknown): LogSettings {
  if (named === undefined || typeof value !== 'number' || !(value >= 0 && value < 2 ** 53)) return settings;
  return { ...settings, [named.field]: value * (named.factor ?? 1) };
}

function withCapability(settings: LogSettings, name: string, isOn: boolean): LogSettings {
  if (settings.capabilities.has(name) === isOn) return settings;
  const others = [...settings.capabilities].filter((other) => other !== name);
  return { ...settings, capabilities: new Set(isOn ? [...others, name] : others) };
}

/** After an object of a QMP session: a command with its arguments, or the answer to a query. The last word counts. */
export function settingsAfter(item: Fields, before: LogSettings): LogSettings {
  const { execute, arguments: given } = item;
  let settings = withVersion(before, item);
  if (typeof execute === 'string' && Object.hasOwn(oldCommands, execute) && isFields(given))
    settings = withNumber(settings, oldCommands[execute], given['value']);
  for (const told of [given, item['return'], item['parameters'], item['capabilities']]) {
    if (isFields(told)) {
      for (const [name, named] of Object.entries(parameters)) settings = withNumber(settings, named, told[name]);
      settings = withCapabilities(settings, told['capabilities']);
    }
    settings = withCapabilities(settings, told);
  }
  return settings;
}

/** The greeting of QMP. */
function withVersion(settings: LogSettings, { QMP: greeting }: Fields): LogSettings {
  const version = isFields(greeting) ? greeting['version'] : undefined;
  const qemu = isFields(version) ? version['qemu'] : undefined;
  if (!isFields(qemu)) return settings;
  const { major, minor } = qemu;
  return typeof major === 'number' && typeof minor === 'number' && Number.isInteger(major) && Number.isInteger(minor)
    ? { ...settings, version: { major, minor } }
    : settings;
}

function withCapabilities(settings: LogSettings, given: unknown): LogSettings {
  if (!Array.isArray(given)) return settings;
  return (given as readonly unknown[]).reduce<LogSettings>(
    (sum, one) =>
      isFields(one) && typeof one['capability'] === 'string'
        ? withCapability(sum, one['capability'], one['state'] === true)
        : sum,
    settings,
  );
}

/** Capabilities that change what a migration does. */
const capabilityLine =
  /\b(xbzrle|auto-converge|multifd|postcopy-ram|postcopy-preempt|dirty-limit|zero-blocks|compress|mapped-ram)\s*:\s*(on|off)\b/g;
const command =
  /\b(migrate_set_parameter|migrate_set_capability|migrate_set_speed|migrate_set_downtime)\s+(?:([a-z-]+)\s+)?(on|off|[0-9.]+)([bkmgt]?)\b/i;
/** The first line of a human monitor. */
const banner = /\bQEMU (\d{1,3})\.(\d{1,3})\.\d{1,3} monitor\b/;
const parameterLine = /^\s*([a-z-]+)\s*:\s*'?([0-9]+)'?(?:\s+(?:bytes\/second|ms|milliseconds))?\s*$/;

/** Of sizes that a person gives the monitor: without a letter they are MiB. */
const sizeLetters: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  '': 2 ** 20,
};

/** After a line of a session with the human monitor: a command as it was typed, or a line of `info migrate_parameters` or `info migrate_capabilities`. */
export function settingsAfterLine(line: string, before: LogSettings): LogSettings {
  const text = line.slice(0, 1000);
  let settings = before;
  const [, major, minor] = banner.exec(text) ?? [];
  if (major !== undefined) settings = { ...settings, version: { major: Number(major), minor: Number(minor) } };
  for (const [, name = '', state] of text.matchAll(capabilityLine))
    settings = withCapability(settings, name, state === 'on');
  const [, verb = '', name = '', value = '', letter = ''] = command.exec(text) ?? [];
  if (verb !== '') return withCommand(settings, verb, name, value, letter.toLowerCase());
  const [, label = '', digits = ''] = parameterLine.exec(text) ?? [];
  return withNumber(settings, Object.hasOwn(parameters, label) ? parameters[label] : undefined, Number(digits));
}

function withCommand(settings: LogSettings, verb: string, name: string, value: string, letter: string): LogSettings {
  if (verb === 'migrate_set_capability') return withCapability(settings, name, value === 'on');
  const named = verb === 'migrate_set_parameter' ? parameters[name] : oldCommands[verb];
  const isSize = named?.field === 'maxBandwidth' || named?.field === 'postcopyBandwidth';
  return withNumber(settings, named, Number(value) * (isSize ? (sizeLetters[letter] ?? 1) : 1));
}
