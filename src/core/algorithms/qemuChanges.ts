// Limits of QEMU's pre-copy that are changed while it runs: `migrate-set-parameters` can be given at any time. A new bandwidth counts at once, a new downtime limit when the
// threshold is made anew, at the end of a window of 100 ms (docs/algorithms.md, 'QEMU').
import type { StepsField } from '../scenario/fields';
import type { Step } from './steps';

const since = '0.1.0';

/** What `migrate-set-parameters` may change under way. */
export const changesField = {
  kind: 'list',
  maxItems: 100,
  item: {
    kind: 'map',
    fields: {
      at: {
        kind: 'duration',
        required: true,
        min: 0,
        max: 3_600_000,
        documentation: 'From when on, counted from the start of the migration.',
        examples: ['18s'],
        since,
      },
      downtimeLimit: {
        kind: 'duration',
        min: 0,
        max: 2000,
        documentation: 'The downtime limit from then on. It counts once a window of 100 ms has ended.',
        examples: ['2s'],
        since,
      },
      maxBandwidth: {
        kind: 'bit-rate',
        min: 8,
        max: 8e12,
        documentation: 'Most bytes a second from then on.',
        examples: ['64MiB/s'],
        since,
      },
    },
    documentation: 'From a time on, another limit.',
    examples: ['{ at: 18s, downtimeLimit: 2s }'],
    since,
  },
  documentation:
    'Limits that are changed while the migration runs, in the order of time: as an operator does who sees that it does not converge.',
  examples: ['[ { at: 18s, downtimeLimit: 2s } ]'],
  since,
} as const satisfies StepsField;

export const changesParameters = {
  changes: {
    kind: 'steps',
    default: null,
    list: changesField,
    documentation:
      'Limits that are changed while the migration runs, as `[ { at: 18s, downtimeLimit: 2s } ]`: each step has a time, counted from the start, and `downtimeLimit` or `maxBandwidth` or both.',
    source: 'QEMU, migrate-set-parameters at any time.',
  },
} as const;

interface Limits {
  readonly downtimeLimit: number;
  readonly maxBandwidth: number | null;
}

/** The highest that each limit is at any time. */
export function highestLimits(p: Limits, changes: readonly Step[]): Limits {
  const all = (key: keyof Limits): number[] => changes.flatMap(({ values }) => values[key] ?? []);
  return {
    downtimeLimit: Math.max(p.downtimeLimit, ...all('downtimeLimit')),
    maxBandwidth: p.maxBandwidth === null ? null : Math.max(p.maxBandwidth, ...all('maxBandwidth')),
  };
}
