// What the hypervisors of the key `host` cost. Only some figures have a source that measured them; the others are guesses of the right order, to be
// set where better ones are known. docs/scenario-reference.md has this table.
import type { Host } from './scenario';

export interface HostPreset {
  readonly costs: Omit<Host, 'preset'>;
  /** Where the figures come from, for the reference page. */
  readonly source: string;
}

const nothing = { fixedSeconds: 0, perPageSeconds: 0 };

/** Guesses for any hypervisor that walks its page tables: some microseconds for the call, a nanosecond a page to protect it again. */
const guessedLog = {
  clean: { fixedSeconds: 20e-6, perPageSeconds: 1e-9 },
  peek: { fixedSeconds: 10e-6, perPageSeconds: 0.05e-9 },
};

const guessedLogSource = '`clean` and `peek`: guesses.';

/** By the words of the key `preset`. */
export const hostPresets = {
  ideal: {
    costs: {
      setupSeconds: 0,
      suspendSeconds: 0.002,
      resumeSeconds: 0.01,
      suspendPages: 0,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 0,
      clean: nothing,
      peek: nothing,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0,
      socketBufferBytes: 7_340_032,
    },
    source:
      'None: a host that costs next to nothing. `suspend` is a guess for an event channel; `resume` is of the order that Clark et al. measured (9 ms, NSDI 2005, Figure 9).',
  },
  'xen-shadow': {
    costs: {
      setupSeconds: 0.1,
      suspendSeconds: 0.03,
      resumeSeconds: 0.01,
      suspendPages: 150,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 4e-6,
      ...guessedLog,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0,
      socketBufferBytes: 7_340_032,
    },
    source: `\`resume\`: Clark et al., NSDI 2005 (9 to 40 ms). \`suspendPages\`: our measurements of Xen 4.17 with a Linux guest (100 to 180). \`setup\` (the toolstack makes the domain), \`suspend\` (by xenstore), \`dirtyFault\` (a shadow fault): guesses. ${guessedLogSource}`,
  },
  'xen-hap': {
    costs: {
      setupSeconds: 0.1,
      suspendSeconds: 0.03,
      resumeSeconds: 0.01,
      suspendPages: 150,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 1.5e-6,
      ...guessedLog,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0,
      socketBufferBytes: 7_340_032,
    },
    source: `As \`xen-shadow\`; \`dirtyFault\` (a write fault in nested page tables, without page-modification logging): a guess.`,
  },
  kvm: {
    costs: {
      setupSeconds: 0.015,
      suspendSeconds: 0.002,
      resumeSeconds: 0.01,
      suspendPages: 0,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 1.5e-6,
      ...guessedLog,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0,
      socketBufferBytes: 7_340_032,
    },
    source: `\`setup\`: a 16 GB guest in a commit message of QEMU (e09c6d8375). \`suspend\`, \`resume\`, \`dirtyFault\` (a write fault in nested page tables): guesses. ${guessedLogSource}`,
  },
  'qemu-tcg': {
    costs: {
      setupSeconds: 0.001,
      suspendSeconds: 0.0027,
      resumeSeconds: 0.0011,
      suspendPages: 0,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 0,
      clean: nothing,
      peek: nothing,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0.0002,
      socketBufferBytes: 221_184,
    },
    source:
      'Our measurements of QEMU 7.2.22 with TCG (docs/validation.md): medians over 58 migrations without post-copy. `suspend` is the last sync, the device state and the end at the source; `resume` the rest until the guest runs. `wakeUp`: 1889 windows of 100 ms lasted 100.2 ms on average. `socketBuffer`: what the relay held, one chunk and the buffers of Unix sockets. `zeroPage`: a guess.',
  },
  'qemu-kvm': {
    costs: {
      setupSeconds: 0.001,
      suspendSeconds: 0.0027,
      resumeSeconds: 0.0011,
      suspendPages: 0,
      suspendDelaySeconds: 0,
      peekDelaySeconds: 0,
      dirtyFaultSeconds: 0,
      clean: nothing,
      peek: nothing,
      pageCostSeconds: 0,
      zeroPageSeconds: 5e-7,
      wakeUpSeconds: 0.0002,
      socketBufferBytes: 7_340_032,
    },
    source:
      'As `qemu-tcg`: the same machine and release, with KVM. That the log costs a small guest nothing to speak of fits what we measured; `kvm` has guesses for large ones.',
  },
} as const satisfies Readonly<Record<string, HostPreset>>;

/** The preset of a name that the table of keys allows. */
export function presetCosts(name: string): HostPreset['costs'] {
  const preset: HostPreset | undefined = Object.hasOwn(hostPresets, name)
    ? hostPresets[name as keyof typeof hostPresets]
    : undefined;
  if (!preset) throw new Error(`There is no host preset ${name}: the table of keys allows a word that has none.`);
  return preset.costs;
}
