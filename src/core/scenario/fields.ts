// THE table of the scenario language: for every key its kind, bounds, default, documentation and examples. Validation (conform.ts),
// docs/scenario-reference.md, the JSON Schema (schema.ts), completion and hovers (core/language) come from it by code. Parameters of algorithms stand in the
// algorithms' own tables (algorithms/definition.ts). Values are in base units: bytes, seconds, bits a second, shares 0 … 1.
// Rules: docs/scenario-reference.md; the simulated meaning: docs/model.md.
import type { NumberKind } from './values';

interface FieldBase {
  /** One to three sentences in Markdown. */
  readonly documentation: string;
  /** Source texts of the value. */
  readonly examples: readonly string[];
  /** Version of the extension that brought the key. */
  readonly since: string;
  readonly required?: true;
  /** Required, unless the file of a host's preset has it (hostFile.ts). */
  readonly orInHostFile?: true;
}

export interface NumberField extends FieldBase {
  readonly kind: NumberKind;
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** The only values allowed. */
  readonly oneOf?: readonly number[];
}

/** Page writes per second, or bytes per second. */
export interface WriteRateField extends FieldBase {
  readonly kind: 'write-rate';
  readonly max: number;
}

/** A share or a size. */
export interface PortionField extends FieldBase {
  readonly kind: 'portion';
  /** What a number without a unit is. */
  readonly bare: 'bytes' | 'share';
}

/** A scalar taken as it is written: `name` is a label, `seed` a text or a number, `file` the name of a file, `text` anything. */
export interface TextField extends FieldBase {
  readonly kind: 'text' | 'name' | 'seed' | 'file';
  /** May have tabs and line ends. */
  readonly multiline?: true;
  readonly default?: string;
  readonly maxLength: number;
}

export interface BooleanField extends FieldBase {
  readonly kind: 'boolean';
  readonly default?: boolean;
}

export interface Choice {
  readonly documentation: string;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: Readonly<Record<string, Choice>>;
  readonly default?: string;
  /** In place of a word, the name of a file with one of these endings; the first is the usual one. */
  readonly fileEndings?: readonly string[];
}

export interface MapField extends FieldBase {
  readonly kind: 'map';
  readonly fields: Fields;
  /** A scalar in place of the map is the value of this key. */
  readonly shorthand?: string;
}

export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly item: MapField | IntervalField | WindowField | TextField;
  /** Default: none. */
  readonly minItems?: number;
  readonly maxItems: number;
}

/** Values that change at times: each map has `at` and, of the other keys, those that change then. */
export interface StepsField extends ListField {
  readonly item: MapField & { readonly fields: Readonly<Record<string, NumberField>> };
}

/** A span of time, `10s..40s`, of which one end may be left open. */
export interface IntervalField extends FieldBase {
  readonly kind: 'interval';
  readonly max: number;
}

/** A point of a dirty curve, `125ms: 16896`: a duration and a number of pages. */
export interface WindowField extends FieldBase {
  readonly kind: 'window';
}

/** What follows the end of a trace: `true` (it starts again), `false` (silence), or its last so many seconds again and again. */
export interface RepeatField extends FieldBase {
  readonly kind: 'repeat';
  readonly min: number;
  readonly max: number;
}

/** Written in one of several ways, told apart by their shape. */
export interface ShapesField extends FieldBase {
  readonly kind: 'shapes';
  readonly shapes: {
    readonly scalar?: TextField;
    readonly list?: ListField;
    readonly map?: MapField;
  };
}

/** A name, or a map with that name as its one key and what belongs to it as the value. */
export interface VariantField extends FieldBase {
  readonly kind: 'variant';
  readonly variants: Readonly<Record<string, Variant>>;
  readonly default?: string;
}

export interface Variant {
  readonly documentation: string;
  readonly fields: Fields;
  /** A scalar in place of the map is the value of this key. */
  readonly shorthand?: string;
}

/** A map of names to numbers, truth values and texts, which are handed on as they are. */
export interface ParamsField extends FieldBase {
  readonly kind: 'params';
  readonly maxItems: number;
}

/** The list of algorithms: algorithmList.ts checks it against the registry. */
export interface AlgorithmsField extends FieldBase {
  readonly kind: 'algorithms';
}

/** A map of paths to lists of values: core/sweep/axes.ts reads it. */
export interface SweepField extends FieldBase {
  readonly kind: 'sweep';
}

/** A list of comparisons: scenario/expectations.ts reads it. */
export interface ExpectationsField extends FieldBase {
  readonly kind: 'expectations';
}

export type Field =
  | NumberField
  | WriteRateField
  | PortionField
  | TextField
  | BooleanField
  | ChoiceField
  | MapField
  | ListField
  | IntervalField
  | WindowField
  | RepeatField
  | ShapesField
  | VariantField
  | ParamsField
  | AlgorithmsField
  | SweepField
  | ExpectationsField;

export type Fields = Readonly<Record<string, Field>>;

/** The maps right inside a field: of a map, of a list's items, of each shape; not those of variants, which have names of their own. */
export function mapsInside(field: Field): readonly Fields[] {
  switch (field.kind) {
    case 'map':
      return [field.fields];
    case 'list':
      return mapsInside(field.item);
    case 'shapes':
      return Object.values(field.shapes).flatMap(mapsInside);
    default:
      return [];
  }
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const TiB = 1024 * GiB;
const since = '0.1.0';

const hotspotFields = {
  pages: {
    kind: 'portion',
    bare: 'share',
    required: true,
    documentation: "How many of the region's pages are hot: a share of the region, or a size.",
    examples: ['10%', '64MiB'],
    since,
  },
  share: {
    kind: 'share',
    required: true,
    min: 0,
    max: 1,
    documentation: "The share of the region's writes that goes to the hot pages; the rest goes to the others.",
    examples: ['90%'],
    since,
  },
  scatter: {
    kind: 'boolean',
    default: true,
    documentation: '`true`: the hot pages lie scattered over the region, by the seed. `false`: at its start.',
    examples: ['false'],
    since,
  },
} as const satisfies Fields;

const sequentialFields = {
  start: {
    kind: 'share',
    min: 0,
    max: 1,
    documentation: 'Where in the region the pointer starts. Without it, a page chosen by the seed.',
    examples: ['0%', '50%'],
    since,
  },
} as const satisfies Fields;

const zipfFields = {
  exponent: {
    kind: 'factor',
    required: true,
    min: 0,
    max: 10,
    documentation: 'The exponent: 0 is uniform; at 1 the page of rank 1 is written twice as often as that of rank 2.',
    examples: ['1.1'],
    since,
  },
} as const satisfies Fields;

const burstFields = {
  every: {
    kind: 'duration',
    required: true,
    min: 1e-6,
    max: 3_600_000,
    documentation: 'From the start of a burst to the start of the next; the first begins with the migration.',
    examples: ['2s'],
    since,
  },
  on: {
    kind: 'duration',
    required: true,
    min: 0,
    max: 3_600_000,
    documentation: 'How long a burst lasts: the region is at full speed.',
    examples: ['1s'],
    since,
  },
  rest: {
    kind: 'share',
    default: 0,
    min: 0,
    max: 1,
    documentation: 'The speed between bursts, as a share of the full speed.',
    examples: ['20%'],
    since,
  },
} as const satisfies Fields;

const burstsField = {
  kind: 'map',
  fields: burstFields,
  documentation: 'The region is active in bursts: at full speed for `on` of `every` so many seconds, else at `rest`.',
  examples: ['{ every: 2s, on: 1s, rest: 20% }'],
  since,
} as const satisfies MapField;

const regionFields = {
  name: {
    kind: 'name',
    maxLength: 64,
    documentation:
      "The region's name: a letter, then letters, digits, `-` and `_`; no two regions share one. Without it, `region-1`, `region-2` and so on by position.",
    examples: ['sessions'],
    since,
  },
  size: {
    kind: 'portion',
    bare: 'bytes',
    documentation:
      'How much memory the region takes: a share of the memory (rounded to the nearest page, at least one) or a size. Regions lie one after the other from page 0.',
    examples: ['10%', '512MiB'],
    since,
  },
  writes: {
    kind: 'write-rate',
    max: 1e12,
    documentation: 'Page writes per second over the whole region. A byte rate is divided by the page size.',
    examples: ['12k/s', '800/s', '48MiB/s'],
    since,
  },
  pattern: {
    kind: 'variant',
    default: 'uniform',
    variants: {
      uniform: { documentation: 'Every page of the region is as likely to be written as any other.', fields: {} },
      hotspot: {
        documentation: 'A part of the pages takes most of the writes.',
        fields: hotspotFields,
      },
      sequential: {
        documentation: 'A pointer sweeps the region, round and round, one page a write.',
        fields: sequentialFields,
      },
      zipf: {
        documentation:
          'Rank-frequency: the page of rank k is written in proportion to 1 / k^exponent. The ranks lie scattered over the region, by the seed. `{ zipf: 1.1 }` gives the exponent.',
        fields: zipfFields,
        shorthand: 'exponent',
      },
    },
    documentation: 'Which pages of the region the writes go to.',
    examples: ['uniform', '{ hotspot: { pages: 10%, share: 90% } }', 'sequential'],
    since,
  },
  reads: {
    kind: 'write-rate',
    max: 1e12,
    documentation:
      'Page reads per second over the whole region, by the pattern of the writes: post-copy faults on them. Without it, twice the writes.',
    examples: ['30k/s'],
    since,
  },
  during: {
    kind: 'shapes',
    shapes: {
      list: {
        kind: 'list',
        minItems: 1,
        maxItems: 1000,
        item: {
          kind: 'interval',
          max: 3_600_000,
          documentation: 'From one time to another, both from the start of the migration; one end may be left open.',
          examples: ['10s..40s', '60s..', '..5s'],
          since,
        },
        documentation: 'The intervals in which the region is active.',
        examples: ['[ 10s..40s, 60s.. ]'],
        since,
      },
      map: {
        kind: 'map',
        fields: { bursts: { ...burstsField, required: true } },
        documentation: 'In bursts.',
        examples: ['{ bursts: { every: 2s, on: 1s, rest: 20% } }'],
        since,
      },
    },
    documentation:
      'When the region is active: intervals that do not overlap, or `bursts`. Without it, always. While it is not active, its pointer or its trace stands still.',
    examples: ['[ 10s..40s, 60s.. ]', '{ bursts: { every: 2s, on: 1s, rest: 20% } }'],
    since,
  },
  bursts: {
    ...burstsField,
    documentation: `${burstsField.documentation} The same as \`during: { bursts: … }\`.`,
  },
  change: {
    kind: 'portion',
    bare: 'bytes',
    documentation:
      'How much of its page one write changes, in one piece anywhere in it: a size, or a share of the page. It counts where differences are sent (`xbzrle` of `qemu-precopy`). Without it, all of the page.',
    examples: ['8B', '5%'],
    since,
  },
  trace: {
    kind: 'file',
    maxLength: 1000,
    documentation:
      'A recorded page-write trace (`lmtrace`, plain or gzipped) beside the scenario, in place of `writes` and `pattern`. Without `size` the region has as many pages as the trace.',
    examples: ['redis.lmtrace', 'traces/shop.lmtrace.gz'],
    since,
  },
  repeat: {
    kind: 'repeat',
    min: 1e-6,
    max: 3_600_000,
    documentation:
      'What follows the end of the trace: `true`: it starts again; `false`: no more writes; a duration: its last so many seconds, again and again. Without it, what the trace itself says by `#loop`.',
    examples: ['true', '10s'],
    since,
  },
  dirtyCurve: {
    kind: 'shapes',
    shapes: {
      list: {
        kind: 'list',
        minItems: 1,
        maxItems: 200,
        item: {
          kind: 'window',
          documentation: 'A window, and how many distinct pages were dirtied within a window of that length.',
          examples: ['125ms: 16896'],
          since,
        },
        documentation: 'The points of the curve, shortest window first.',
        examples: ['[ 125ms: 16896, 1s: 120832 ]'],
        since,
      },
      scalar: {
        kind: 'file',
        maxLength: 1000,
        documentation: 'A CSV file beside the scenario with the columns `seconds,pages`.',
        examples: ['memcached.csv'],
        since,
      },
    },
    documentation:
      'A measured dirty curve, in place of `writes` and `pattern`: distinct pages dirtied within a window of that length. Groups of pages with different write rates are fitted to it; without `size` the region has as many pages as the last point.',
    examples: ['[ 125ms: 16896, 1s: 120832 ]', 'memcached.csv'],
    since,
  },
} as const satisfies Fields;

const vmFields = {
  memory: {
    kind: 'size',
    required: true,
    min: 4 * KiB,
    max: 4096 * TiB,
    documentation: "The guest's memory: a whole number of pages.",
    examples: ['1GiB', '512MiB'],
    since,
  },
  pageSize: {
    kind: 'size',
    default: 4 * KiB,
    min: 4 * KiB,
    max: GiB,
    oneOf: [4 * KiB, 16 * KiB, 64 * KiB, 2 * MiB, GiB],
    documentation: 'The size of a page: what is tracked, and sent, as one.',
    examples: ['4KiB', '2MiB'],
    since,
  },
  zeroPages: {
    kind: 'share',
    default: 0,
    min: 0,
    max: 1,
    documentation:
      'The share of the memory that is never written to and all zero (rounded to the nearest page, at least one unless it is 0%).',
    examples: ['25%'],
    since,
  },
  zeroLayout: {
    kind: 'choice',
    default: 'last',
    choices: {
      last: { documentation: 'Behind everything else.' },
      spread: {
        documentation:
          'Behind the regions, in eight blocks of equal size. What else is never written lies before, between and after them, in nine parts of equal size.',
      },
    },
    documentation:
      'Where the zero pages lie. It matters to algorithms that tell zero pages by a few bytes: QEMU passes those that lie between others while its limit makes it wait, and a memory that ends with zero pages makes the last window of a pass look slow.',
    examples: ['spread'],
    since,
  },
  deviceState: {
    kind: 'size',
    default: MiB,
    min: 0,
    max: 64 * GiB,
    documentation: 'The state of processors and devices, sent while the guest stands still.',
    examples: ['1MiB', '0B'],
    since,
  },
  vcpus: {
    kind: 'count',
    default: 1,
    min: 1,
    max: 4096,
    documentation: 'Virtual processors: each access belongs to one of them, uniformly. A fault stops the share of one.',
    examples: ['2'],
    since,
  },
  catchUp: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 3600,
    documentation:
      'Of a guest that is paced and has processor time to spare: how much lost time it makes up for each time a throttled processor wakes up. 0 is a guest that always runs: throttling slows it down in proportion.',
    examples: ['200ms'],
    since,
  },
} as const satisfies Fields;

const scheduleFields = {
  at: {
    kind: 'duration',
    required: true,
    min: 0,
    max: 3_600_000,
    documentation: 'From when on, counted from the start of the migration.',
    examples: ['20s'],
    since,
  },
  available: {
    kind: 'share',
    required: true,
    min: 0.001,
    max: 1,
    documentation: 'The share of the goodput that other traffic leaves.',
    examples: ['40%'],
    since,
  },
} as const satisfies Fields;

/** What the link carries: of a scenario, or of a host preset's file. */
const goodputFields = {
  bandwidth: {
    kind: 'bit-rate',
    required: true,
    min: 1000,
    max: 1e15,
    documentation:
      'The line rate. `k`, `M`, `G` are powers of ten, `Ki`, `Mi`, `Gi` of two; bits unless a byte unit is written.',
    examples: ['1Gbit/s', '525Mbit/s', '125MB/s'],
    since,
  },
  efficiency: {
    kind: 'share',
    default: 0.94,
    min: 0.001,
    max: 1,
    documentation: 'Goodput over line rate: what is left when the headers of Ethernet, IP and TCP are paid.',
    examples: ['94%', '100%'],
    since,
  },
} as const satisfies Fields;

const linkFields = {
  ...goodputFields,
  bandwidth: { ...goodputFields.bandwidth, orInHostFile: true },
  rtt: {
    kind: 'duration',
    default: 0.0002,
    min: 0,
    max: 60,
    documentation: 'Round-trip time between the two hosts.',
    examples: ['0.2ms', '0ms'],
    since,
  },
  schedule: {
    kind: 'list',
    maxItems: 1000,
    item: {
      kind: 'map',
      fields: scheduleFields,
      documentation: 'From a time on, a share of the goodput.',
      examples: ['{ at: 20s, available: 40% }'],
      since,
    },
    documentation:
      'Other traffic takes its share of the link: steps in the order of time. Before the first, all is available.',
    examples: ['[ { at: 20s, available: 40% }, { at: 35s, available: 100% } ]'],
    since,
  },
} as const satisfies Fields;

const logCostFields = {
  fixed: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 60,
    documentation: 'Each time.',
    examples: ['20us'],
    since,
  },
  perPage: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 0.001,
    documentation: 'For each page of memory, besides.',
    examples: ['1ns', '0.05ns'],
    since,
  },
} as const satisfies Fields;

/** How the file of a host's preset is named. */
export const hostFileEndings = ['.migration-host.yaml', '.migration-host.yml'] as const;

/** Whether a name is that of a host preset's file. */
export function isHostFile(name: string): boolean {
  return hostFileEndings.some((ending) => name.endsWith(ending));
}

const builtInPresetField = {
  kind: 'choice',
  default: 'ideal',
  choices: {
    ideal: { documentation: 'Suspending takes 2 ms and resuming 10 ms; tracking and sending pages costs nothing.' },
    'xen-shadow': { documentation: 'Xen with shadow page tables.' },
    'xen-hap': { documentation: 'Xen with hardware-assisted paging.' },
    'qemu-tcg': { documentation: 'QEMU with emulated processors, as we measured it.' },
    'qemu-kvm': { documentation: 'QEMU with KVM, as we measured it with a small guest.' },
    kvm: { documentation: 'KVM with nested paging, and QEMU.' },
  },
  documentation: 'The hypervisor whose costs are the defaults of the other keys: [its figures](#host-presets).',
  examples: ['ideal', 'xen-shadow'],
  since,
} as const satisfies ChoiceField;

const costFields = {
  setup: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 86_400,
    documentation: 'Time before the migration starts copying, the guest running.',
    examples: ['0ms', '50ms'],
    since,
  },
  suspend: {
    kind: 'duration',
    default: 0.002,
    min: 0,
    max: 3600,
    documentation:
      'From the request to suspend the guest, which stands still from there on, until the final dirty set is known.',
    examples: ['2ms'],
    since,
  },
  resume: {
    kind: 'duration',
    default: 0.01,
    min: 0,
    max: 3600,
    documentation: 'From the last byte until the guest runs at the destination, one round trip apart.',
    examples: ['10ms'],
    since,
  },
  suspendPages: {
    kind: 'count',
    default: 0,
    min: 0,
    max: 4_294_967_296,
    documentation: 'Pages that suspending itself dirties: they join the final set.',
    examples: ['150'],
    since,
  },
  suspendDelay: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 3600,
    documentation:
      'From the decision to suspend the guest until it stands still: it runs on and writes, and nothing is sent.',
    examples: ['24ms'],
    since,
  },
  peekDelay: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 3600,
    documentation:
      'How much later than the CLEAN before it the first PEEK of a pass that skips comes, the guest running on; the link carries on meanwhile, from what the sender has in its pipes.',
    examples: ['10ms'],
    since,
  },
  dirtyFault: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 1,
    documentation: 'Guest time lost at the first write to a page after its dirty bit was cleaned.',
    examples: ['4us'],
    since,
  },
  clean: {
    kind: 'map',
    fields: logCostFields,
    documentation: 'What reading and clearing the dirty log takes, the guest paused.',
    examples: ['{ fixed: 20us, perPage: 1ns }'],
    since,
  },
  peek: {
    kind: 'map',
    fields: logCostFields,
    documentation: 'What reading the dirty log takes, the guest paused.',
    examples: ['{ fixed: 10us, perPage: 0.05ns }'],
    since,
  },
  pageCost: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 1,
    documentation: "The sender's processor time per page: a cap on the page rate.",
    examples: ['1us'],
    since,
  },
  zeroPage: {
    kind: 'duration',
    default: 5e-7,
    min: 0,
    max: 1,
    documentation: 'The time to scan a zero page (QEMU and its kin alone).',
    examples: ['0.5us'],
    since,
  },
  wakeUp: {
    kind: 'duration',
    default: 0,
    min: 0,
    max: 1,
    documentation:
      'How late a sender wakes up that sleeps: until its window of a rate limit is over, or while it samples.',
    examples: ['0.2ms'],
    since,
  },
  socketBuffer: {
    kind: 'size',
    default: 7_340_032,
    min: 0,
    max: 1_073_741_824,
    documentation:
      'What lies in the sockets ahead of a page that the guest asks for in post-copy, where such pages have no channel of their own (`preempt: false`) and the link is the bottleneck.',
    examples: ['7MiB', '216KiB'],
    since,
  },
} as const satisfies Fields;

const hostFields = {
  preset: {
    ...builtInPresetField,
    fileEndings: hostFileEndings,
    documentation:
      'The hypervisor whose costs are the defaults of the other keys: [its figures](#host-presets). Or your own preset, a file `*.migration-host.yaml` beside the scenario, as `miglab validate --fit CASES --save FILE` writes it: [its keys](#host-files).',
    examples: ['ideal', 'xen-shadow', 'rack4.migration-host.yaml'],
  },
  ...costFields,
} as const satisfies Fields;

/** The top level of a host preset's file: a pair of hosts that several scenarios share. */
export const hostFileFields = {
  title: {
    kind: 'text',
    maxLength: 200,
    documentation: 'Which hosts these are.',
    examples: ['The hosts of rack 4'],
    since,
  },
  description: {
    kind: 'text',
    multiline: true,
    maxLength: 20_000,
    documentation: 'Free text in Markdown: from what the figures are.',
    examples: ['Fitted to nine migrations of November.'],
    since,
  },
  host: {
    kind: 'map',
    shorthand: 'preset',
    fields: { preset: builtInPresetField, ...costFields },
    documentation:
      'The costs, as under `host` in a scenario. `preset` is one of the words: what this file does not say is its.',
    examples: ['{ preset: kvm, setup: 12ms, zeroPage: 0.3us }'],
    since,
  },
  link: {
    kind: 'map',
    fields: goodputFields,
    documentation:
      'What the link between the hosts carries: it counts in scenarios that give no `link.bandwidth` of their own, and they may leave `link` out.',
    examples: ['{ bandwidth: 941Mbit/s, efficiency: 100% }'],
    since,
  },
  clearLog: {
    kind: 'choice',
    choices: {
      sync: { documentation: 'The log is cleared when it is read.' },
      lazy: { documentation: 'The log is cleared piece by piece, as the pass reaches it.' },
    },
    documentation:
      'When QEMU clears the dirty log: the default of `clearLog` of `qemu-precopy` in scenarios with this preset.',
    examples: ['lazy'],
    since,
  },
} as const satisfies Fields;

/** The top level of a host preset's file as a field, for completion and hovers. */
export const hostFileTable: MapField = {
  kind: 'map',
  fields: hostFileFields,
  documentation: "A pair of hosts' preset.",
  examples: [],
  since,
};

/** The entry of a policy in `algorithms`, behind its id: the file, or a map. */
export const policyField = {
  kind: 'map',
  shorthand: 'file',
  fields: {
    file: {
      kind: 'file',
      required: true,
      maxLength: 1000,
      documentation:
        'The JavaScript module beside the scenario that has the rules: its name ends with `.policy.js` (docs/policies.md).',
      examples: ['mine.policy.js'],
      since,
    },
    params: {
      kind: 'params',
      maxItems: 100,
      documentation:
        'What the policy is handed beside the guest and the link: numbers, `true` and `false`, and texts, under names of its own. Numbers have no units here.',
      examples: ['{ maxRounds: 10, hold: true }'],
      since,
    },
  },
  documentation: 'Your own algorithm: a JavaScript module beside the scenario, run in a sandbox.',
  examples: ['mine.policy.js', '{ file: mine.policy.js, params: { maxRounds: 10 } }'],
  since,
} as const satisfies MapField;

/** A value among a policy's `params`, where a sweep varies it: its kind is the policy's own affair. */
export const policyValueField: TextField = {
  kind: 'text',
  maxLength: 1000,
  documentation:
    'A value that the policy is handed under this name: a number, `true`, `false`, `none` or a text. Where a run is not given it, the policy has its own default.',
  examples: ['10'],
  since,
};

/** The top level of a scenario. */
export const scenarioFields = {
  scenario: {
    kind: 'text',
    default: 'Untitled scenario',
    maxLength: 200,
    documentation: "The scenario's name.",
    examples: ['Web shop on a busy gigabit link'],
    since,
  },
  description: {
    kind: 'text',
    multiline: true,
    maxLength: 20_000,
    documentation: 'Free text in Markdown.',
    examples: ['A hot tenth beside a cold rest.'],
    since,
  },
  seed: {
    kind: 'seed',
    default: '1',
    maxLength: 200,
    documentation:
      "Where all random numbers come from: a text or a number (`1` and `'1'` are the same seed). The same seed gives the same run.",
    examples: ['1', 'cyberc-2010'],
    since,
  },
  repetitions: {
    kind: 'count',
    default: 1,
    min: 1,
    max: 10_000,
    documentation: 'How often each algorithm runs, every time with other random numbers from the same seed.',
    examples: ['20'],
    since,
  },
  vm: {
    kind: 'map',
    required: true,
    fields: vmFields,
    documentation: "The guest's memory.",
    examples: ['{ memory: 1GiB }'],
    since,
  },
  workload: {
    kind: 'list',
    maxItems: 1000,
    item: {
      kind: 'map',
      fields: regionFields,
      documentation: 'A region of memory and how it is written to.',
      examples: ['{ name: index, size: 10%, writes: 8k/s, pattern: uniform }'],
      since,
    },
    documentation: 'The regions that the guest writes to. Without it the guest is idle.',
    examples: ['[ { name: index, size: 10%, writes: 8k/s, pattern: uniform } ]'],
    since,
  },
  link: {
    kind: 'map',
    required: true,
    orInHostFile: true,
    fields: linkFields,
    documentation: 'The network between the two hosts.',
    examples: ['{ bandwidth: 1Gbit/s }'],
    since,
  },
  host: {
    kind: 'map',
    shorthand: 'preset',
    fields: hostFields,
    documentation: 'What the hypervisors cost: a preset, or a map with a preset and single costs.',
    examples: ['ideal', '{ suspend: 5ms, resume: 20ms }'],
    since,
  },
  algorithms: {
    kind: 'algorithms',
    required: true,
    documentation:
      'The algorithms to compare, side by side and in this order; the first is the baseline. An entry is an id, or an id with its parameters, and may get its label by `as`.',
    examples: ['[ xen-precopy, hca ]', '[ { hca: { tiers: 8 }, as: hca-8 } ]'],
    since,
  },
  timeLimit: {
    kind: 'duration',
    default: 3600,
    min: 0.001,
    max: 3_600_000,
    documentation: 'Simulated time after which an algorithm that has not suspended the guest has failed to converge.',
    examples: ['10min', '1h'],
    since,
  },
  expect: {
    kind: 'expectations',
    documentation:
      'What must hold after the run: a list of comparisons between figures, such as `hca.downtime < 0.8 * xen-precopy.downtime`. A metric is the mean over the repetitions; `max(…)`, `min(…)` and `p95(…)` take another figure of them. With a sweep they are checked at each point.',
    examples: ['[ hca.downtime < 0.8 * xen-precopy.downtime, hca.total <= xen-precopy.total + 500ms ]'],
    since,
  },
  sweep: {
    kind: 'sweep',
    documentation:
      'Run it all for each combination of these values (`miglab sweep`): a map of paths to lists of values. A path names a value of the file by the keys down to it; the first one varies slowest.',
    examples: ['{ link.bandwidth: [ 1Gbit/s, 10Gbit/s ] }'],
    since,
  },
} as const satisfies Fields;

/** The largest memory that this machine is trusted with, in bytes, if the caller names no other: 2^28 pages of 4 KiB. */
export const defaultMemoryLimitBytes = TiB;

/** Algorithms of the plan that a later version brings: known, so that their names are not taken for slips. */
export const plannedAlgorithms: Readonly<Record<string, string>> = {
  'stop-and-copy': 'Stop-and-copy',
  precopy: 'Textbook pre-copy',
  'xen-precopy': "Xen's pre-copy",
  hca: 'The hierarchical copy algorithm',
  'xen-precopy-v2': "Xen's pre-copy since 4.6",
  microwiper: 'Microwiper',
  'time-series': 'Time-series pre-copy',
  'qemu-precopy': "QEMU's pre-copy",
  'cloud-hypervisor': "Cloud Hypervisor's pre-copy",
  postcopy: 'Post-copy',
  hybrid: 'Hybrid pre- and post-copy',
  operator: 'An operator who steps in',
};
