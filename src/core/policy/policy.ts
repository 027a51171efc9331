// A student's policy: an algorithm of their own, one JavaScript module that runs in a sandbox (docs/policies.md). What a scenario carries of it,
// and the definition that stands for all of them where the engine wants one.
import type { AlgorithmDefinition, ParameterValues } from '../algorithms/definition';
import { xenWire } from '../algorithms/xenRules';

/** The id of every policy in scenarios and results. */
export const policyId = 'policy';
/** What a policy's file is called: the label is the name without it. */
export const policyEnding = '.policy.js';
/** The longest module that is run, in characters: a policy is a page of text, and this is a book. */
export const longestPolicy = 1_000_000;

/** The policy of one entry of a scenario. */
export interface PolicyChoice {
  /** As the scenario names it. */
  readonly file: string;
  /** Numbers, words and truth values that the scenario hands to it. */
  readonly params: ParameterValues;
  /** The module's text; empty if it is withheld. */
  readonly source: string;
  /** The workspace is not trusted: the policy does not run, and its run says so. */
  readonly withheld?: true;
}

/** The default label of a policy: its file's name without folders and without `.policy.js`, as far as it is a label. */
export function policyLabel(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const plain = name.endsWith(policyEnding) ? name.slice(0, -policyEnding.length) : name;
  const label = plain.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z]+/, '');
  return label === '' ? policyId : label.slice(0, 64);
}

/** How the engine sends for a policy. Its rules are in the policy's file, which a sandbox runs (rules.ts). */
export const policyDefinition: AlgorithmDefinition = {
  id: policyId,
  title: 'A policy of your own',
  documentation:
    'Your own algorithm: a JavaScript module beside the scenario, run in a sandbox. It sees what a built-in algorithm sees, through sets of pages.',
  source: 'The module that the entry names (docs/policies.md).',
  parameters: {},
  wire: () => xenWire,
  // Its rules are code: nobody knows when it suspends the guest before it does.
  stopRule: () => ({ fewPages: null, liveRounds: null, sentPages: null, shrink: null }),
  ownTiers: 'if-reported',
  run: () => {
    throw new Error('A policy is run by core/policy/rules.ts, in a sandbox.');
  },
};

/** Whether the entry with this label is a policy: its run wants a sandbox. */
export function isPolicy(
  { algorithms }: { readonly algorithms: readonly { readonly label: string; readonly policy?: PolicyChoice }[] },
  label: string,
): boolean {
  return algorithms.some((choice) => choice.label === label && choice.policy !== undefined);
}
