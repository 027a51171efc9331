// The policies that 'New Policy' begins with: media/policy/ has their texts, and a test holds both to the built-in algorithms that they retell.

export interface PolicyTemplate {
  /** The file's name in media/policy, without `.policy.js`. */
  readonly id: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly sentence: string;
  /** The built-in algorithm that a new scenario compares it with. */
  readonly against: string;
}

/** In the order in which they are offered. */
export const policyTemplates: readonly PolicyTemplate[] = [
  {
    id: 'xen',
    title: 'Pre-copy in 15 lines',
    sentence: 'Sends what was dirtied, round by round, until little is left or too much was sent: xen-precopy.',
    against: 'xen-precopy',
  },
  {
    id: 'hca',
    title: 'HCA in 40 lines',
    sentence: 'Counts how often pages are dirtied, copies level by level, and holds the hottest back: hca.',
    against: 'hca',
  },
];

/** The types beside a policy. */
export const policyTypes = 'migration-policy.d.ts';

/** A scenario that compares a policy with a built-in algorithm. */
export function scenarioFor(file: string, against: string): string {
  return `scenario: A policy against ${against}
vm:
  memory: 256MiB
workload:
  - name: hot
    size: 8MiB
    writes: 30k/s
    pattern: uniform
  - name: warm
    size: 64MiB
    writes: 8k/s
    pattern: uniform
link:
  bandwidth: 1Gbit/s
repetitions: 5
algorithms:
  - ${against}
  - policy: ${file}
`;
}
