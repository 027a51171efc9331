// The labs that ship (media/labs/ has their files), in the order in which a course may take them. The list is here because an extension in a browser cannot look into
// its own folders.

export interface BuiltInLab {
  /** The lab's id, and its folder's name. */
  readonly id: string;
  readonly title: string;
  /** What a student does in it, in one sentence. */
  readonly sentence: string;
  /** Its files, the lab's own first. */
  readonly files: readonly string[];
}

export const builtInLabs: readonly BuiltInLab[] = [
  {
    id: 'will-it-ever-end',
    title: 'Will it ever end?',
    sentence: 'Work out with a pencil when a migration converges, then run it.',
    files: [
      'will-it-ever-end.migration-lab.yaml',
      'answers.yaml',
      'random-that-stays.migration.yaml',
      'sweep-that-goes.migration.yaml',
      'sweep.migration.yaml',
      'uniform.migration.yaml',
    ],
  },
  {
    id: 'hot-pages-cold-pages',
    title: 'Hot pages, cold pages',
    sentence: 'Tune HCA against Xen’s pre-copy, and find the guest that proves you wrong.',
    files: [
      'hot-pages-cold-pages.migration-lab.yaml',
      'answers.yaml',
      'counterexample.migration.yaml',
      'hot-and-cold.migration.yaml',
      'who-saves.migration.yaml',
    ],
  },
  {
    id: 'write-your-own-policy',
    title: 'Write your own policy',
    sentence: 'Program a migration algorithm in JavaScript, and beat QEMU’s rule on guests that you have not seen.',
    files: [
      'write-your-own-policy.migration-lab.yaml',
      'answers.yaml',
      'breaks-it.migration.yaml',
      'first.policy.js',
      'flood.migration.yaml',
      'guests.migration.yaml',
      'migration-policy.d.ts',
      'mine.policy.js',
    ],
  },
];
