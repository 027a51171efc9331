// The section 'what changed', as words: pinned, running, ended, of another file.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plain } from '../../src/core/metrics/words';
import type { ExperimentSnapshot, Reference } from '../../src/core/protocol/messages';
import { changesOf } from '../../src/webview/compare/changes';
import { type Experiment, initialState, reduce } from '../../src/webview/reduce';
import { finished, running, scenarioOf } from './support/recordings';

const text = `
scenario: A small guest
repetitions: 3
vm: { memory: 64MiB }
workload: [ { name: index, size: 20%, writes: 20k/s, pattern: uniform } ]
link: { bandwidth: 1Gbit/s }
algorithms: [ xen-precopy, hca ]
`;
const before = finished(scenarioOf(text));
const now = { ...finished(scenarioOf(text.replace('1Gbit', '2Gbit'))), experimentId: 'experiment-2' };

function referenceTo({ experimentId, scenario, events }: ExperimentSnapshot, isOwn = true): Reference {
  const runs = events.filter((event) => event.type === 'end');
  return { experimentId, name: isOwn ? 'the run of 12:31' : 'other.migration.yaml', isOwn, scenario, runs };
}

function shown(snapshot: ExperimentSnapshot): Experiment {
  const { experiment } = reduce(initialState, { type: 'hydrate', experiment: snapshot });
  return experiment ?? assert.fail();
}

describe('what changed', () => {
  it('is told of file and results once the run has ended', () => {
    const { title, sentence, file, groups, notes } = changesOf(shown(now), referenceTo(before));
    assert.equal(title, 'What changed since the run of 12:31');
    assert.match(plain(sentence), /^With 2\sGbit\/s instead of 1\sGbit\/s (hca|xen-precopy) needs /);
    assert.deepEqual(
      file?.map(({ key }) => key),
      ['link.bandwidth'],
    );
    assert.deepEqual(
      groups.map(({ label, rows }) => [label, rows.map(({ figure }) => figure)]),
      ['xen-precopy', 'hca'].map((label) => [label, ['downtime', 'its floor', 'total', 'sent', 'live rounds']]),
    );
    assert.match(notes[0] ?? '', /^Paired t tests over 3 repetitions/);
  });

  it('names the other file where it is another’s', () => {
    const { title, sentence } = changesOf(shown(now), referenceTo(before, false));
    assert.equal(title, 'Compared with other.migration.yaml');
    assert.match(plain(sentence), /^With 2\sGbit\/s instead of/);
  });

  it('tells the file alone while the run goes on, and what to do while nothing has changed', () => {
    const underWay = changesOf(shown({ ...now, state: running, events: [] }), referenceTo(before));
    assert.deepEqual([underWay.file?.length, underWay.groups.length], [1, 0]);
    const pinned = changesOf(shown(before), referenceTo(before));
    assert.deepEqual([pinned.title, pinned.file], ['These results are pinned', null]);
    const same = changesOf(shown({ ...before, experimentId: 'experiment-3' }), referenceTo(before));
    assert.deepEqual(same.file, []);
    assert.match(plain(same.sentence), /nothing changes/);
  });
});
