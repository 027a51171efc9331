// Parameters of the algorithms that are there, together: what is said of values of the real systems, and of values that contradict each other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithms } from '../../../src/core/algorithms/registry';
import { checkScenario } from '../../../src/core/scenario/check';

/** What is said of an entry, its pages of `pageSize`: severity, code and sentence. */
function said(entry: string, pageSize = '4KiB'): string[] {
  const text = `scenario: A test
vm:
  memory: 1GiB
  pageSize: ${pageSize}
workload:
  - name: heap
    size: 10%
    writes: 100/s
    pattern: uniform
link:
  bandwidth: 1Gbit/s
algorithms:
  - ${entry}
`;
  return checkScenario(text, { algorithms }).problems.map(
    ({ severity, code, message }) => `${severity} ${code}: ${message}`,
  );
}

test('a limit of nothing is the word none', () => {
  for (const [entry, key] of [
    ['qemu-precopy: { maxBandwidth: 0 }', 'maxBandwidth'],
    ['qemu-precopy: { maxBandwidth: 0MB/s }', 'maxBandwidth'],
    ['qemu-precopy: { switchoverBandwidth: 0 }', 'switchoverBandwidth'],
    ['postcopy: { maxBandwidth: 0 }', 'maxBandwidth'],
    ['hybrid: { precopyBandwidth: 0 }', 'precopyBandwidth'],
  ] as const) {
    const written = entry.split(`${key}: `)[1]?.split(' ')[0];
    assert.deepEqual(said(entry), [
      `error out-of-range: '${key}' is at least 8bit/s: write 'none' for no limit, not '${written}'.`,
    ]);
  }
});

test('a release between those simulated is told which one stands for it', () => {
  assert.deepEqual(said('qemu-precopy: { version: 8.2 }'), [
    "error unknown-choice: 'version' cannot be '8.2': choose 7.2 (as measured) for releases up to 9.1, or 11.0 (as read) for 9.2 and later, and from 8.2 on where switchoverBandwidth matters.",
  ]);
  assert.deepEqual(said('cloud-hypervisor: { version: 36 }'), [
    "error unknown-choice: 'version' cannot be '36': choose 53 or 35.",
  ]);
});

test('values that QEMU refuses get a warning that says what it takes', () => {
  assert.deepEqual(said('qemu-precopy: { xbzrle: true, xbzrleCache: 100MB }'), [
    "warning refused-parameter: QEMU takes for 'xbzrleCache' only a power of two that is no less than a page of 4KiB: write 64MiB or 128MiB. Simulated is 64MiB.",
  ]);
  assert.deepEqual(said('qemu-precopy: { xbzrle: true, xbzrleCache: 4KiB }', '16KiB'), [
    "warning refused-parameter: QEMU takes for 'xbzrleCache' only a power of two that is no less than a page of 16KiB: write 16KiB. Simulated is 16KiB.",
  ]);
  assert.deepEqual(said('qemu-precopy: { autoConverge: true, throttleInitial: 60%, throttleMax: 40% }'), [
    "warning refused-parameter: QEMU takes no 'throttleMax' below 'throttleInitial': raise 40%, or lower 60%. Simulated, the first throttling takes 60% all the same, the next ones 40%.",
  ]);
  assert.deepEqual(said('qemu-precopy: { xbzrle: true, xbzrleCache: 128MiB }'), []);
});

test('parameters that do nothing beside the others get a hint, each once', () => {
  const idle = (entry: string): string[] =>
    said(entry).map((line) => /: '(.*?)' has no effect/.exec(line)?.[1] ?? line);
  assert.deepEqual(said('qemu-precopy: { multifd: 2, xbzrle: true }'), [
    "hint parameter-without-effect: 'xbzrle' has no effect: multifd sends pages in full: remove 'xbzrle', or set 'multifd' to 0.",
  ]);
  assert.deepEqual(idle('qemu-precopy: { multifd: 2, xbzrle: true, xbzrleCache: 100MB }'), ['xbzrle', 'xbzrleCache']);
  assert.deepEqual(idle('qemu-precopy: { version: 7.2, switchoverBandwidth: 1Gbit/s }'), ['switchoverBandwidth']);
  assert.deepEqual(idle('hybrid: { rounds: 2, after: 10s }'), ['rounds']);
  assert.deepEqual(idle('postcopy: { pivots: 3 }'), ['pivots']);
  assert.deepEqual(idle('postcopy: { push: false, prepaging: bubbling, pivots: 3 }'), ['prepaging', 'pivots']);
  assert.deepEqual(idle('cloud-hypervisor: { version: 35, downtime: 1s, timeout: 60s }'), ['downtime', 'timeout']);
  // QEMU has it since 5.1.
  assert.deepEqual(idle('qemu-precopy: { version: 7.2, autoConverge: true, tailslow: true }'), []);
});
