// A reporter for node --test that counts what passes and fails and prints failures in full. Its last line is {"passed": N, "failed": N} in JSON.
// A skipped test, a test marked as to do, a file without tests and a file that crashes count as failed: no test of ours may be silent.
import path from 'node:path';
import process from 'node:process';

/**
 * What we read of Node's test events; the fields differ a little between Node 20 and 24.
 * @typedef {object} TestData
 * @property {string} name
 * @property {string} [file]
 * @property {string} [message]
 * @property {string | boolean} [skip]
 * @property {string | boolean} [todo]
 * @property {{ type?: string, error?: Error & { failureType?: string } }} details
 */

/** @param {string} text */
const indented = (text) => text.trimEnd().replaceAll(/^/gm, '    ');

/** Absolute: some events name the file relative to the folder. @param {TestData} data */
const fileOf = ({ file = '' }) => path.resolve(file);

/** Node wraps a file that has no tests, or that crashes, in a test named like the file. @param {TestData} data */
const isFile = ({ name, file }) => file !== undefined && path.basename(name) === path.basename(file);

/** @param {TestData} data */
function whyNotPassed(data) {
  if (data.skip !== undefined && data.skip !== false) return 'is skipped';
  if (data.todo !== undefined && data.todo !== false) return 'is marked as to do';
  return isFile(data) ? 'has no tests' : null;
}

/**
 * Node wraps what a test throws; the cause is what a person wants to see.
 * @param {Error | undefined} error
 */
function errorText(error) {
  const cause = error?.cause ?? error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

/** A suite fails with its tests; it is a failure of its own only when its hooks or its body fail. @param {TestData} data */
const isFailure = ({ details }) => details.type !== 'suite' || details.error?.failureType !== 'subtestsFailed';

/** @param {AsyncIterable<{ type: string, data: TestData }>} source */
export default async function* countingReporter(source) {
  let passed = 0;
  let failed = 0;
  /** @type {Map<string, string>} What each file has printed. */
  const printed = new Map();
  /**
   * @param {TestData} data
   * @param {string} text
   */
  const failure = (data, text) => {
    failed += 1;
    const where = data.file === undefined ? '' : ` (${path.relative(process.cwd(), data.file)})`;
    const said = printed.get(fileOf(data)) ?? '';
    printed.delete(fileOf(data));
    return `  FAILED  ${data.name}${where}\n${indented(text)}\n${said === '' ? '' : `${indented(said)}\n`}`;
  };
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      printed.set(fileOf(data), `${printed.get(fileOf(data)) ?? ''}${data.message ?? ''}`);
    } else if (type === 'test:pass' && data.details.type !== 'suite') {
      const problem = whyNotPassed(data);
      if (problem === null) passed += 1;
      else yield failure(data, problem);
    } else if (type === 'test:fail' && isFailure(data)) {
      yield failure(data, errorText(data.details.error));
    }
  }
  yield `${JSON.stringify({ passed, failed })}\n`;
}
