// What a ring of tests reports to test/run.mjs: how many passed and failed, and the text of the failures.

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string} details the failures in full; empty when all passed
 */

/** @type {Outcome} */
export const passedOnce = { passed: 1, failed: 0, details: '' };

/**
 * @param {string} details
 * @returns {Outcome}
 */
export const failedOnce = (details) => ({ passed: 0, failed: 1, details });

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function sum(outcomes) {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    details: outcomes.map(({ details }) => details).join(''),
  };
}

/**
 * Reads {"passed": N, "failed": N} from the last line of a program's output. Nothing run, no such line, or an exit code that does not
 * fit to the figures is a failure.
 * @param {string} what the program, for the message
 * @param {{ code: number, output: string }} result
 * @returns {Outcome}
 */
export function outcomeOfLastLine(what, { code, output }) {
  const lines = output.trimEnd().split('\n');
  const counts = countsIn(lines.at(-1) ?? '');
  if (counts === null) return failedOnce(`${what} broke off with exit code ${code}:\n${output.trimEnd()}\n`);
  const details = lines.slice(0, -1).join('\n').trimEnd();
  if (counts.failed > 0) return { ...counts, details: `${details}\n` };
  if (counts.passed === 0) return failedOnce(`${what} ran no tests.\n`);
  if (code !== 0) return { ...counts, failed: 1, details: `${what} ended with exit code ${code}:\n${details}\n` };
  return { ...counts, details: '' };
}

/**
 * @param {string} line
 * @returns {{ passed: number, failed: number } | null}
 */
function countsIn(line) {
  try {
    const { passed, failed } = JSON.parse(line);
    return Number.isInteger(passed) && Number.isInteger(failed) ? { passed, failed } : null;
  } catch {
    return null;
  }
}
