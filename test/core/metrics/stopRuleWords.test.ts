// Stop rules in words, of the algorithms' own tables.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stopRuleInWords } from '../../../src/core/metrics/stopRuleWords';
import { chooseWith, definitionOf } from '../support/run';

function inWords(algorithm: string, parameters: Parameters<typeof chooseWith>[1] = {}): string {
  const facts = { pages: 65_536, pageBytes: 4096, pagesPerSecond: 28_600 };
  const rule = definitionOf(algorithm).stopRule(chooseWith(algorithm, parameters).parameters, facts);
  return stopRuleInWords(rule, facts).replaceAll('\u202f', ' ');
}

it('says what each kind of rule looks at', () => {
  assert.equal(
    inWords('xen-precopy'),
    'It suspends the guest with fewer than 50 pages to send, after 29 live rounds, or with more than 3 times memory sent.',
  );
  assert.equal(inWords('stop-and-copy'), 'It suspends the guest at once.');
  assert.match(inWords('hca'), /, or when two rounds make the pages to send less than 5 % fewer\.$/);
  assert.equal(
    inWords('precopy', { downtimeLimit: 0.3, rounds: 1 }),
    'It suspends the guest with at most 8 580 pages (the downtime limit) to send, or after 1 live round.',
  );
  assert.match(
    inWords('qemu-precopy'),
    /at most [\d ]+ pages \(the downtime limit at the highest bandwidth that it can measure\)/,
  );
  assert.match(inWords('precopy', { downtimeLimit: 0.001 }), /with at most 50 pages to send/);
});
