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
