// How much a policy may do. Limits count work and bytes, never seconds, so that the same policy gets the same result on a slow machine.

/**
 * Steps of a run beside those for its pages. A step is a turn of a loop or a call of a function; this many take a few seconds at most. A policy of bulk operations
 * needs some thousands, one that looks at each of 65 536 pages in every of 30 rounds some millions.
 */
const STEPS = 50_000_000;
/** Further steps for each page of the guest. */
const STEPS_PER_PAGE = 32;
/** Steps that a call costs, whatever it does: crossing into the sandbox takes as long. */
export const STEPS_PER_CALL = 200;
/** Words of a set (32 pages each) that a step goes over. */
const WORDS_PER_STEP = 16;
/** Steps that a round costs: it leaves a record. */
export const STEPS_PER_ROUND = 1000;

/** Most work of a run. */
export function mostSteps(pages: number): number {
  return STEPS + STEPS_PER_PAGE * pages;
}

/** The work of going over `sets` sets of so many pages once. */
export function stepsOver(pages: number, sets = 1): number {
  return Math.ceil(((pages / 32) * sets) / WORDS_PER_STEP);
}

/** Memory of the code itself: values, texts, arrays. */
export const codeBytes = 32 * 1024 * 1024;

/** Memory of the sets and counters that the code holds: 64 MiB, or 64 sets of a large guest. */
export function mostHeldBytes(pages: number): number {
  return Math.max(64 * 1024 * 1024, 64 * (pages / 8));
}

/** Real seconds within the sandbox after which a run is given up, if nothing else has ended it: the last resort, told as such. */
export const deadlineSeconds = 120;

/** Real seconds without a message from a worker that runs a policy, after which it is ended from outside: longer than the deadline within. */
export const silenceSeconds = deadlineSeconds + 30;

/** Lines that a policy may write in a run, and the characters of each. */
export const mostLogLines = 1000;
export const longestLogLine = 1000;
