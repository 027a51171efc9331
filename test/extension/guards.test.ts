// The guards at the panel's wall: what is ours passes, what is not is refused with a reason, and nothing throws.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { checkFromPanel, checkToPanel, isPanelMemory } from '../../src/core/protocol/guards';
import {
  type ExperimentSnapshot,
  type FromPanel,
  type ToPanel,
  protocolVersion,
} from '../../src/core/protocol/messages';
import type { Frame } from '../../src/core/engine/frames';
import { packFrames, unpackFrames } from '../../src/core/protocol/packedFrames';
import { recordedScenario } from '../../src/core/scenario/record';
import { isFromWorker, isToWorker } from '../../src/core/protocol/workerGuards';
import { estimate } from '../../src/core/compare/summary';
import { endOf, eventsOf, progressOf, roundOf, scenario } from './fixtures';

const run = { label: 'first', repetition: 0 };
const figure = estimate([1, 2, 3]);
const row = {
  label: 'first',
  runs: 3,
  completed: 3,
  totalSeconds: figure,
  downtimeSeconds: null,
  bytesSent: figure,
  pagesSent: figure,
  rounds: figure,
  totalAgainst: null,
  bytesAgainst: null,
  downtimeAgainst: { pairs: 20, mean: -1, low: -2, high: 0, probability: 0.05 },
  isOnFront: true,
};
const state = {
  status: 'running',
  progress: progressOf(1),
  summary: null,
  expectations: null,
  error: null,
  stale: false,
} as const;
const snapshot: ExperimentSnapshot = {
  experimentId: 'one',
  scenario: recordedScenario(scenario),
  scenarioUri: 'file:///a.migration.yaml',
  file: 'a.migration.yaml',
  state: { ...state, status: 'finished', summary: [row], roundsLeftOut: 3 },
  events: [...eventsOf(run, 2), { ...endOf(run), error: { code: 'policy-threw', message: 'It threw.' } }],
};

const frame: Frame = {
  seconds: 1.5,
  round: 2,
  phase: 'precopy',
  cursor: 17,
  pagesPerCell: 4,
  cells: Uint8Array.of(1, 2, 3),
  tierCells: Uint8Array.of(0, 1, 0),
  sentCells: Uint8Array.of(0, 255, 1),
};
const pack = packFrames([frame, { ...frame, seconds: 2, cursor: null, phase: null }]);

const toPanel: readonly ToPanel[] = [
  { type: 'frames', experimentId: 'one', label: 'first', batch: 0, from: 0, frames: pack, complete: false },
  { type: 'frames', experimentId: 'one', label: 'b', batch: null, from: 0, frames: pack, complete: true, request: 3 },
  { type: 'frames', experimentId: 'one', label: 'c', batch: 1, from: 9, frames: packFrames([]), complete: true },
  { type: 'export', format: 'png', forPrint: true },
  { type: 'act', action: 'stepBack' },
  { type: 'hydrate', experiment: null },
  { type: 'hydrate', experiment: snapshot },
  { type: 'hydrate', experiment: snapshot, playback: { speed: '1x', isFresh: true } },
  { type: 'events', experimentId: 'one', from: 4, events: eventsOf(run, 3) },
  { type: 'state', experimentId: 'one', state },
];
const fromPanel: readonly FromPanel[] = [
  { type: 'ready' },
  { type: 'resync' },
  { type: 'drawn', experimentId: 'one', upTo: 4 },
  { type: 'cancel', experimentId: 'one' },
  { type: 'watch', experimentId: 'one', cells: 4096 },
  { type: 'unwatch' },
  { type: 'framesTaken', experimentId: 'one', batch: 0 },
  { type: 'frameAt', experimentId: 'one', seconds: 1.25, cells: 4096, request: 0 },
  { type: 'save', files: [{ name: 'a-chart.svg', content: '<svg/>' }] },
  { type: 'save', files: [{ name: 'a-chart.png', content: new ArrayBuffer(8) }] },
  { type: 'runAgain' },
  { type: 'showScenario' },
  { type: 'explain', algorithm: 'hca' },
  { type: 'failure', message: 'A chart broke.' },
];
const wrapped = (message: unknown, sequence = 0): unknown => ({ protocol: protocolVersion, sequence, message });

it('every message of ours passes, in both directions, with its envelope', () => {
  for (const message of toPanel) {
    assert.deepEqual(checkToPanel(wrapped(message, 7)), {
      ok: true,
      envelope: { protocol: protocolVersion, sequence: 7, message },
    });
  }
  for (const message of fromPanel) assert.equal(checkFromPanel(wrapped(message)).ok, true, message.type);
});

it('a message of the other direction is refused', () => {
  for (const message of toPanel) assert.equal(checkFromPanel(wrapped(message)).ok, false, message.type);
  for (const message of fromPanel) assert.equal(checkToPanel(wrapped(message)).ok, false, message.type);
});

it('another protocol is told apart from another shape', () => {
  const refused = (value: unknown): string => {
    const checked = checkFromPanel(value);
    return checked.ok ? 'accepted' : checked.refused;
  };
  assert.equal(refused({ protocol: protocolVersion + 1, sequence: 0, message: { type: 'ready' } }), 'protocol');
  assert.equal(refused({ protocol: protocolVersion, sequence: -1, message: { type: 'ready' } }), 'shape');
  assert.equal(refused({ protocol: protocolVersion, sequence: 0 }), 'shape');
  assert.equal(refused({ type: 'ready' }), 'shape');
  assert.equal(refused(wrapped({ type: 'toString' })), 'shape');
  assert.equal(refused(wrapped({ type: 'drawn', experimentId: 'one', upTo: -1 })), 'shape');
  assert.equal(refused(wrapped({ type: 'drawn', experimentId: 'one', upTo: 0.5 })), 'shape');
  assert.equal(refused(wrapped({ type: 'cancel', experimentId: 'x'.repeat(1000) })), 'shape');
  assert.equal(refused(wrapped({ type: 'save', files: [{ name: '../a.svg', content: '' }] })), 'shape');
});

it('a field that is missing or of another kind is noticed, at every depth', () => {
  const message = { type: 'hydrate', experiment: snapshot };
  const paths: (string | number)[][] = [];
  const collect = (value: unknown, path: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      // Parameters are free in name and kind; they are checked apart.
      if (name === 'parameters') continue;
      const own = [...path, Array.isArray(value) ? Number(name) : name];
      if (!Array.isArray(value)) paths.push(own);
      collect(inner, own);
    }
  };
  collect(message, []);
  assert(paths.length > 100);
  const optional = new Set(['error', 'roundsLeftOut']);
  const changed = (
    path: (string | number)[],
    change: (owner: Record<string, unknown>, name: string) => void,
  ): unknown => {
    const copy: unknown = structuredClone(message);
    // A walk over plain data along a path that was collected from it.
    let owner = copy as Record<string, unknown>;
    for (const name of path.slice(0, -1)) owner = owner[name] as Record<string, unknown>;
    change(owner, String(path.at(-1)));
    return wrapped(copy);
  };
  for (const path of paths) {
    const place = path.join('.');
    const odd = changed(path, (owner, name) => (owner[name] = Symbol.iterator.toString.bind(null)));
    assert.equal(checkToPanel(odd).ok, false, `${place} of another kind`);
    if (optional.has(String(path.at(-1)))) continue;
    const missing = changed(path, (owner, name) => Reflect.deleteProperty(owner, name));
    assert.equal(checkToPanel(missing).ok, false, `${place} is missing`);
  }
});

it('figures that are not finite are refused', () => {
  const events = [{ ...roundOf(run, 1), seconds: NaN }];
  assert.equal(checkToPanel(wrapped({ type: 'events', experimentId: 'one', from: 0, events })).ok, false);
});

it('frames whose bytes are not as many as their cells are refused, as are cells without end', () => {
  const frames = { type: 'frames', experimentId: 'one', label: 'first', batch: 0, from: 0, complete: true };
  const refused = (message: object): void => {
    assert.equal(checkToPanel(wrapped(message)).ok, false);
  };
  refused({ ...frames, frames: { ...pack, cells: 4 } });
  refused({ ...frames, frames: { ...pack, heads: pack.heads.slice(1) } });
  refused({ ...frames, frames: { ...pack, bytes: new Uint8Array(pack.bytes) } });
  refused({ ...frames, frames: { ...pack, heads: [{ ...frame, seconds: NaN }] } });
  for (const cells of [0, 1e9, 0.5, '9']) {
    assert.equal(checkFromPanel(wrapped({ type: 'watch', experimentId: 'one', cells })).ok, false);
  }
});

it('frames are unpacked as they were packed, each with bytes of its own', () => {
  const unpacked = unpackFrames(structuredClone(pack));
  assert.deepEqual(unpacked, [frame, { ...frame, seconds: 2, cursor: null, phase: null }]);
  assert.notEqual(unpacked[0]?.cells.buffer, unpacked[1]?.cells.buffer);
  assert.deepEqual(unpackFrames(packFrames([])), []);
});

it('whatever arrives, the guards answer and do not throw', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const message of [value, wrapped(value), wrapped({ type: 'hydrate', experiment: value })]) {
        assert.equal(checkFromPanel(message).ok, false);
        const toPanelChecked = checkToPanel(message);
        assert(!toPanelChecked.ok || value === null);
        isPanelMemory(message);
        assert.equal(isToWorker(message), false);
        assert.equal(isFromWorker(message), false);
      }
    }),
  );
});

it('what the panel remembers is known by its schema', () => {
  const memory = { schema: 1, scenarioUri: 'file:///a', experimentId: null, asTables: false };
  assert.equal(isPanelMemory(memory), true);
  assert.equal(isPanelMemory({ ...memory, schema: 2 }), false);
  assert.equal(isPanelMemory({ ...memory, scenarioUri: 'x'.repeat(20_000) }), false);
  assert.equal(isPanelMemory({ ...memory, playbackSpeed: '10x' }), true);
  assert.equal(isPanelMemory({ ...memory, playbackSpeed: '11x' }), false);
  assert.equal(isPanelMemory({ ...memory, mapView: 'tier' }), true);
  assert.equal(isPanelMemory({ ...memory, mapView: 'color' }), false);
  assert.equal(isPanelMemory(undefined), false);
});

it('messages of the workers pass in both directions', () => {
  const runs = [run];
  assert(isToWorker({ type: 'run', jobId: 0, scenario, runs, rounds: 'all' }));
  assert(isToWorker({ type: 'cancel', jobId: 0 }));
  assert(isFromWorker({ type: 'batch', jobId: 0, events: eventsOf(run, 1), progress: progressOf(1) }));
  const expectation = {
    text: 'hca.total < 1s',
    passed: true,
    left: 0.5,
    right: 1,
    dimension: 'seconds',
    reason: null,
  };
  const done = { type: 'done', jobId: 0, cancelled: false, summary: [row], expectations: [expectation] };
  assert(isFromWorker(done));
  assert(!isFromWorker({ ...done, expectations: [{ ...expectation, dimension: 'pages' }] }));
  assert(isFromWorker({ type: 'crashed', jobId: 0, message: 'It broke.' }));
  assert(!isToWorker({ type: 'run', jobId: 0, scenario: { ...scenario, pages: '1024' }, runs, rounds: 'all' }));
});
