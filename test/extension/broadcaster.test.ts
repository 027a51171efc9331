// The broadcaster: hydrate first, then increments; one batch under way; nothing to hidden panels.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RunEvent } from '../../src/core/engine/events';
import type { Envelope, ToPanel } from '../../src/core/protocol/messages';
import { Broadcaster, sendMilliseconds } from '../../src/extension/panel/broadcaster';
import { FakeClock, eventsOf, experimentOf } from './fixtures';

const run = { label: 'first', repetition: 0 };

class Rig {
  readonly clock = new FakeClock();
  readonly sent: Envelope<ToPanel>[] = [];
  readonly events: RunEvent[] = [];
  readonly broadcaster: Broadcaster;
  reaches = true;
  private experiment = experimentOf(this.events);

  /** How often frames on their way were given up. */
  startedAfresh = 0;

  constructor(isVisible = true) {
    const transport = {
      post: (envelope: Envelope<ToPanel>) => {
        // A message is copied on its way, as the editor does.
        this.sent.push(structuredClone(envelope));
        return Promise.resolve(this.reaches);
      },
    };
    const startsAfresh = (): void => {
      this.startedAfresh++;
    };
    this.broadcaster = new Broadcaster(transport, this.clock, isVisible, () => '10x', startsAfresh);
  }

  show(isFresh = false): this {
    this.broadcaster.show(this.experiment, isFresh);
    return this;
  }

  append(count: number): void {
    for (const event of eventsOf(run, count).slice(0, count)) this.events.push(event);
    this.experiment = { ...this.experiment, state: { ...this.experiment.state } };
    this.broadcaster.changed(this.experiment);
  }

  pass(): void {
    this.clock.pass(sendMilliseconds);
  }

  get types(): string[] {
    return this.sent.map(({ message }) => message.type);
  }
}

it('nothing is sent before the panel is ready', () => {
  const rig = new Rig().show();
  rig.append(3);
  rig.pass();
  assert.deepEqual(rig.sent, []);
});

it('a panel that is ready is hydrated at once with all that there is, and the numbers start at 0', () => {
  const rig = new Rig().show();
  rig.append(3);
  rig.broadcaster.ready();
  assert.deepEqual(rig.types, ['hydrate']);
  const [first] = rig.sent;
  assert.equal(first?.sequence, 0);
  assert(first.message.type === 'hydrate');
  assert.equal(first.message.experiment?.events.length, 3);
  assert.equal(rig.broadcaster.position, 3);
});

it('a panel without an experiment is hydrated with nothing', () => {
  const rig = new Rig();
  rig.broadcaster.ready();
  assert.deepEqual(
    rig.sent.map(({ message }) => message),
    [{ type: 'hydrate', experiment: null, playback: { speed: '10x', isFresh: false } }],
  );
});

it('an experiment is fresh until a panel has been told so, and never again', async () => {
  const rig = new Rig().show(true);
  const told = (): boolean[] =>
    rig.sent.flatMap(({ message }) => (message.type === 'hydrate' ? [message.playback?.isFresh ?? false] : []));
  rig.reaches = false;
  rig.broadcaster.ready();
  await Promise.resolve();
  rig.reaches = true;
  rig.broadcaster.resync();
  await Promise.resolve();
  rig.broadcaster.setVisible(false);
  rig.broadcaster.setVisible(true);
  rig.broadcaster.ready();
  assert.deepEqual(told(), [true, true, false, false]);
});

it('while a batch is not drawn, news merge into the next one', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.pass();
  rig.append(2);
  for (let i = 0; i < 5; i++) {
    rig.append(1);
    rig.pass();
  }
  assert.deepEqual(rig.types, ['hydrate', 'events', 'state']);
  rig.broadcaster.drawn('one', 2);
  assert.deepEqual(rig.types, ['hydrate', 'events', 'state', 'events', 'state']);
  const merged = rig.sent[3]?.message;
  assert(merged?.type === 'events');
  assert.equal(merged.from, 2);
  assert.equal(merged.events.length, 5);
});

it('news that come together are sent no more often than every frame or two', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.append(1);
  assert.deepEqual(rig.types, ['hydrate']);
  rig.clock.pass(sendMilliseconds - 1);
  assert.deepEqual(rig.types, ['hydrate']);
  rig.clock.pass(1);
  assert.deepEqual(rig.types, ['hydrate', 'events', 'state']);
});

it('a hidden panel gets nothing, and is hydrated when it shows', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.broadcaster.setVisible(false);
  rig.append(4);
  rig.pass();
  assert.deepEqual(rig.types, ['hydrate']);
  rig.broadcaster.setVisible(true);
  assert.deepEqual(rig.types, ['hydrate', 'hydrate']);
  const last = rig.sent.at(-1)?.message;
  assert(last?.type === 'hydrate');
  assert.equal(last.experiment?.events.length, 4);
});

it('a panel that starts again is hydrated again, numbered from 0', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.pass();
  rig.append(1);
  rig.broadcaster.ready();
  assert.deepEqual(
    rig.sent.map(({ sequence }) => sequence),
    [0, 1, 2, 0],
  );
});

it('a panel that lacks something is hydrated in the same count', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.broadcaster.resync();
  assert.deepEqual(
    rig.sent.map(({ sequence, message }) => [sequence, message.type]),
    [
      [0, 'hydrate'],
      [1, 'hydrate'],
    ],
  );
});

it('a panel that could not be reached is hydrated at the next news', async () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.pass();
  rig.reaches = false;
  rig.append(1);
  await Promise.resolve();
  await Promise.resolve();
  rig.reaches = true;
  rig.append(1);
  assert.equal(rig.types.at(-1), 'hydrate');
});

it('a word about another experiment, or more drawn than was sent, changes nothing', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.pass();
  rig.append(1);
  rig.broadcaster.drawn('another', 1);
  rig.append(1);
  rig.pass();
  assert.deepEqual(rig.types, ['hydrate', 'events', 'state']);
  rig.broadcaster.drawn('one', 1_000_000);
  assert.equal(rig.types.at(-2), 'events');
  assert.equal(rig.broadcaster.position, 2);
});

it('frames go their way at once, numbered with the rest, and only to a panel that is up to date and looks', () => {
  const frames = { pagesPerCell: 1, cells: 0, heads: [], bytes: new ArrayBuffer(0) };
  const message = {
    type: 'frames',
    experimentId: 'one',
    label: 'first',
    batch: 0,
    from: 0,
    frames,
    complete: true,
  } as const;
  const rig = new Rig().show();
  rig.broadcaster.sendFrames(message);
  rig.broadcaster.ready();
  rig.broadcaster.sendFrames(message);
  assert.deepEqual(rig.types, ['hydrate', 'frames']);
  assert.equal(rig.sent[1]?.sequence, 1);
  assert.equal(rig.startedAfresh, 1);
  rig.broadcaster.setVisible(false);
  assert.equal(rig.startedAfresh, 2);
  rig.broadcaster.sendFrames(message);
  assert.deepEqual(rig.types, ['hydrate', 'frames']);
  rig.broadcaster.setVisible(true);
  rig.broadcaster.resync();
  assert.equal(rig.startedAfresh, 5, 'shown, hydrated, and hydrated again');
  rig.broadcaster.dispose();
  rig.broadcaster.sendFrames(message);
  assert.deepEqual(rig.types, ['hydrate', 'frames', 'hydrate', 'hydrate']);
});

it('what a person wants of the panel reaches one that is seen, in its place among the news, and no other', () => {
  const rig = new Rig().show();
  const wish = { type: 'export', format: 'svg', forPrint: true } as const;
  rig.broadcaster.ask(wish);
  assert.deepEqual(rig.sent, [], 'not ready');
  rig.broadcaster.ready();
  rig.broadcaster.ask(wish);
  assert.deepEqual(rig.types, ['hydrate', 'export']);
  assert.deepEqual(
    rig.sent.map(({ sequence }) => sequence),
    [0, 1],
  );
  rig.broadcaster.setVisible(false);
  rig.broadcaster.ask(wish);
  assert.deepEqual(rig.types, ['hydrate', 'export'], 'hidden');
});

it('a broadcaster that was disposed of sends nothing any more', () => {
  const rig = new Rig().show();
  rig.broadcaster.ready();
  rig.append(1);
  rig.broadcaster.dispose();
  rig.pass();
  rig.append(1);
  rig.pass();
  assert.deepEqual(rig.types, ['hydrate']);
});

it('whatever happens, a panel that draws what it gets has every event once and in order', () => {
  const step = fc.oneof(
    fc.nat(4).map((count) => ({ kind: 'append', count }) as const),
    fc.nat(60).map((milliseconds) => ({ kind: 'pass', milliseconds }) as const),
    fc.boolean().map((visible) => ({ kind: 'visible', visible }) as const),
    fc.constantFrom({ kind: 'draw' } as const, { kind: 'ready' } as const, { kind: 'resync' } as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const rig = new Rig().show();
      let seen = 0;
      let taken = 0;
      const take = (): void => {
        for (const { message } of rig.sent.slice(taken)) {
          if (message.type === 'hydrate') seen = message.experiment?.events.length ?? 0;
          if (message.type !== 'events') continue;
          assert.equal(message.from, seen, 'a gap or a repetition');
          seen += message.events.length;
        }
        taken = rig.sent.length;
      };
      rig.broadcaster.ready();
      for (const one of steps) {
        const before = rig.sent.filter(({ message }) => message.type === 'events').length;
        if (one.kind === 'append') rig.append(one.count);
        else if (one.kind === 'pass') rig.clock.pass(one.milliseconds);
        else if (one.kind === 'visible') rig.broadcaster.setVisible(one.visible);
        else if (one.kind === 'ready') rig.broadcaster.ready();
        else if (one.kind === 'resync') rig.broadcaster.resync();
        else {
          take();
          rig.broadcaster.drawn('one', seen);
        }
        const batches = rig.sent.filter(({ message }) => message.type === 'events').length - before;
        assert(batches <= 1, 'more than one batch at once');
      }
      rig.broadcaster.setVisible(true);
      for (let i = 0; i < 3; i++) {
        rig.pass();
        take();
        rig.broadcaster.drawn('one', seen);
      }
      assert.equal(seen, rig.events.length);
    }),
  );
});

it('what the experiment is compared with comes with a hydrate, and by itself when it changes', () => {
  const rig = new Rig().show();
  const { scenario } = experimentOf([]);
  const reference = { experimentId: 'old', name: 'the run of 12:31', isOwn: true, scenario, runs: [] };
  rig.broadcaster.compareWith(null);
  rig.broadcaster.compareWith(reference);
  rig.broadcaster.ready();
  const [first] = rig.sent;
  assert.ok(first?.message.type === 'hydrate');
  assert.deepEqual(first.message.reference, reference);
  rig.pass();
  assert.deepEqual(rig.types, ['hydrate'], 'it is not sent twice');
  rig.broadcaster.compareWith(null);
  rig.pass();
  assert.deepEqual(rig.sent.at(-1)?.message, { type: 'reference', reference: null });
});
