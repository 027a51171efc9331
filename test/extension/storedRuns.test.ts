// Stored runs: what is kept comes back as it was, bounded in number and size; pinned runs stay; strange files do no harm.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NamedSide } from '../../src/core/compare/document';
import { readSide } from '../../src/core/savedResult';
import type { Memory } from '../../src/extension/runs/history';
import { Pins, mostPins } from '../../src/extension/runs/pins';
import {
  type RunFolder,
  type StorageBounds,
  StoredRuns,
  largestStoredRun,
  storageBounds,
} from '../../src/extension/runs/storedRuns';
import { KeptLog, eventsOf, experimentOf } from './fixtures';

class Folder implements RunFolder {
  readonly files = new Map<string, Uint8Array>();
  reads = 0;

  list(): ReturnType<RunFolder['list']> {
    return Promise.resolve([...this.files].map(([name, { length }]) => ({ name, bytes: length })));
  }

  read(name: string): Promise<Uint8Array> {
    this.reads++;
    const bytes = this.files.get(name);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`${name} is not there`));
  }

  write(name: string, bytes: Uint8Array): Promise<void> {
    this.files.set(name, bytes);
    return Promise.resolve();
  }

  delete(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }
}

const events = eventsOf({ label: 'first', repetition: 0 }, 250);

function contents(experimentId: string, endedAt: number): Parameters<StoredRuns['store']>[0] {
  const { scenarioUri, file, digest, scenario, state } = experimentOf([], experimentId);
  return { experimentId, scenarioUri, file, digest, scenario, endedAt, state: { ...state, status: 'finished' } };
}

class Rig {
  readonly folder = new Folder();
  readonly log = new KeptLog();
  readonly pinned = new Set<string>();
  rests = 0;

  open(bounds: StorageBounds | null = storageBounds): StoredRuns {
    const rest = (): Promise<void> => {
      this.rests++;
      return Promise.resolve();
    };
    return new StoredRuns(this.folder, bounds, (id) => this.pinned.has(id), rest, this.log);
  }
}

async function idsOf(runs: StoredRuns): Promise<string[]> {
  return (await runs.all()).map(({ head }) => head.experimentId);
}

it('a run comes back in another window as it was stored, newest first, resting in between', async () => {
  const rig = new Rig();
  const runs = rig.open();
  assert.ok(await runs.isEmpty());
  assert.ok(await runs.store(contents('old', 1000), events));
  assert.ok(await runs.store(contents('new', 2000), []));
  const again = rig.open();
  assert.equal(await again.isEmpty(), false);
  assert.deepEqual(await idsOf(again), ['new', 'old']);
  const { head } = (await again.find('old')) ?? assert.fail();
  const { format, generator: _generator, events: count, ...rest } = head;
  assert.deepEqual([format, count], ['miglab.run/1', events.length]);
  assert.deepEqual(rest, contents('old', 1000));
  rig.rests = 0;
  assert.deepEqual(await again.events('old'), events);
  assert.ok(rig.rests >= 3, 'it lets others have their turn');
});

it('the command line compares with it', async () => {
  const rig = new Rig();
  await rig.open().store(contents('one', 1), events);
  const [bytes] = rig.folder.files.values();
  const read = readSide(new TextDecoder().decode(bytes));
  const { runs, scenario }: NamedSide = 'side' in read ? read.side : assert.fail(read.fault);
  assert.equal(scenario.file, 'a.migration.yaml');
  assert.deepEqual(
    runs.map(({ label, totalSeconds }) => [label, totalSeconds]),
    [['first', 3]],
  );
  const cut = readSide(new TextDecoder().decode(bytes).slice(0, -20));
  assert.ok('fault' in cut && cut.fault.startsWith('it is not a whole result'));
});

it('the oldest go first, by number and by size, but those that are pinned', async () => {
  const rig = new Rig();
  const few = rig.open({ runs: 3, bytes: Infinity });
  rig.pinned.add('r0');
  for (let i = 0; i < 6; i++) await few.store(contents(`r${i}`, i), []);
  assert.deepEqual(await idsOf(few), ['r5', 'r4', 'r0']);
  assert.equal(rig.folder.files.size, 3);
  const [size] = [...rig.folder.files.values()].map(({ length }) => length);
  const small = rig.open({ runs: 100, bytes: 2 * (size ?? 0) });
  await small.store(contents('r6', 6), []);
  assert.deepEqual(await idsOf(small), ['r6', 'r0']);
  const unbounded = rig.open(null);
  for (let i = 10; i < 20; i++) await unbounded.store(contents(`r${i}`, i), []);
  assert.equal((await unbounded.all()).length, 12, 'what is kept on purpose stays');
});

it('what is larger than a file may be is not stored, and the log says so', async () => {
  const rig = new Rig();
  const runs = rig.open();
  const large = { ...contents('large', 1), file: 'x'.repeat(9000) };
  const many = Array.from({ length: Math.ceil(largestStoredRun / 80_000) }, () => events).flat();
  assert.equal(await runs.store(large, many), false);
  assert.deepEqual([rig.folder.files.size, rig.log.lines.length], [0, 1]);
  await assert.rejects(runs.store(contents('../escape', 1), []), /not the id of a run/);
});

it('one run is found without reading the others', async () => {
  const rig = new Rig();
  for (const id of ['one', 'two', 'three']) await rig.open().store(contents(id, 1), events);
  rig.folder.reads = 0;
  const runs = rig.open();
  assert.equal((await runs.find('two'))?.head.experimentId, 'two');
  assert.equal((await runs.events('two'))?.length, events.length);
  assert.equal(await runs.find('four'), undefined);
  assert.equal(await runs.find('../two'), undefined);
  assert.equal(rig.folder.reads, 3, 'two of its own file, one in vain');
});

it('strange, damaged and vanished files are passed over', async () => {
  const rig = new Rig();
  await rig.open().store(contents('good', 1), events);
  const [name = '', bytes = new Uint8Array()] = [...rig.folder.files][0] ?? [];
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  for (const text of ['', '{}', 'nonsense\n', '{"format":"miglab.run/2"}\n'])
    rig.folder.files.set(`x${text.length}.run.ndjson`, encode(text));
  rig.folder.files.set('other.txt', encode('a file of somebody else'));
  rig.folder.files.set('renamed.run.ndjson', bytes);
  assert.deepEqual(await idsOf(rig.open()), ['good']);
  rig.folder.files.set(name, bytes.subarray(0, bytes.length - 300));
  assert.equal(await rig.open().events('good'), null, 'cut short');
  const runs = rig.open();
  await runs.all();
  rig.folder.files.delete(name);
  assert.equal(await runs.events('good'), null, 'vanished');
  let changes = 0;
  runs.changes.on(() => changes++);
  runs.changedOutside();
  assert.deepEqual([await idsOf(runs), changes], [[], 1]);
  assert.ok(rig.folder.files.has('other.txt'));
});

it('a deleted run is gone; others are not touched', async () => {
  const rig = new Rig();
  const runs = rig.open();
  await runs.store(contents('one', 1), []);
  await runs.store(contents('two', 2), []);
  await runs.delete('one');
  await runs.delete('one');
  assert.deepEqual(await idsOf(runs), ['two']);
  assert.deepEqual(await idsOf(rig.open()), ['two']);
});

it('a pin is remembered by scenario, bounded in number; what cannot be read is none', async () => {
  let text = '["nonsense",{"schema":1,"scenarioUri":"file:///x","pinned":{"kind":"else"}}]';
  const memory: Memory = {
    get: () => JSON.parse(text) as unknown,
    update: (_key, value) => {
      text = JSON.stringify(value);
      return Promise.resolve();
    },
  };
  const pins = new Pins(memory);
  assert.ok(pins.isEmpty);
  const told: string[] = [];
  pins.changes.on((address) => told.push(address));
  await pins.pin('file:///a', { kind: 'run', experimentId: 'one' });
  await pins.pin('file:///a', { kind: 'run', experimentId: 'two' });
  assert.deepEqual([pins.isPinned('one'), pins.isPinned('two'), pins.isEmpty], [false, true, false]);
  assert.deepEqual(new Pins(memory).find('file:///a'), { kind: 'run', experimentId: 'two' });
  for (let i = 0; i < mostPins; i++) await pins.pin(`file:///${i}`, { kind: 'file', uri: 'file:///saved.json' });
  assert.equal(pins.find('file:///a'), null, 'the oldest has made room');
  await pins.pin('file:///3', null);
  assert.equal(pins.find('file:///3'), null);
  assert.deepEqual(told.slice(0, 2), ['file:///a', 'file:///a']);
});
