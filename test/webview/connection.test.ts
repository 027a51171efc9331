// The panel's end of the conversation: order, gaps, versions, strangers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Envelope,
  type FromPanel,
  type PanelMemory,
  type ToPanel,
  protocolVersion,
} from '../../src/core/protocol/messages';
import { connect } from '../../src/webview/connection';
import type { Host } from '../../src/webview/host';

const hydrate: ToPanel = { type: 'hydrate', experiment: null };
const events: ToPanel = { type: 'events', experimentId: 'a', from: 0, events: [] };

function conversation(): {
  readonly posted: Envelope<FromPanel>[];
  readonly received: ToPanel[];
  readonly strange: string[];
  send(sequence: number, message: unknown, protocol?: number): void;
  raw(data: unknown): void;
} {
  const posted: Envelope<FromPanel>[] = [];
  const received: ToPanel[] = [];
  const strange: string[] = [];
  let arrive: (data: unknown) => void = () => undefined;
  const host: Host<FromPanel, PanelMemory> = {
    post: (envelope) => void posted.push(envelope),
    listen: (receive) => void (arrive = receive),
    remembered: (): PanelMemory | null => null,
    remember: () => undefined,
  };
  connect(
    host,
    (message) => void received.push(message),
    (reason) => void strange.push(reason),
  );
  return {
    posted,
    received,
    strange,
    send: (sequence, message, protocol = protocolVersion) => {
      arrive({ protocol, sequence, message });
    },
    raw: (data) => {
      arrive(data);
    },
  };
}

describe('the conversation with the extension', () => {
  it('passes messages on in their order', () => {
    const talk = conversation();
    talk.send(0, hydrate);
    talk.send(1, events);
    talk.send(2, events);
    assert.deepEqual(talk.received, [hydrate, events, events]);
    assert.deepEqual(talk.posted, []);
  });

  it('asks once for everything after a gap, and takes nothing in until it is answered', () => {
    const talk = conversation();
    talk.send(0, hydrate);
    talk.send(2, events);
    talk.send(3, events);
    assert.deepEqual(talk.received, [hydrate]);
    assert.deepEqual(
      talk.posted.map(({ message }) => message),
      [{ type: 'resync' }],
    );
    talk.send(4, hydrate);
    talk.send(5, events);
    assert.deepEqual(talk.received, [hydrate, hydrate, events]);
    talk.send(9, events);
    assert.equal(talk.posted.length, 2);
  });

  it('needs a hydrate first', () => {
    const talk = conversation();
    talk.send(0, events);
    assert.deepEqual(talk.received, []);
    assert.deepEqual(
      talk.posted.map(({ message }) => message),
      [{ type: 'resync' }],
    );
  });

  it('asks again where the other side speaks another version, and says why', () => {
    const talk = conversation();
    talk.send(0, hydrate, protocolVersion + 1);
    assert.deepEqual(talk.received, []);
    assert.deepEqual(
      talk.posted.map(({ message }) => message),
      [{ type: 'resync' }],
    );
    assert.equal(talk.strange.length, 1);
  });

  it('ignores what is not ours and tells it once', () => {
    const talk = conversation();
    for (const data of [
      null,
      'hello',
      { type: 'webpackOk' },
      { protocol: protocolVersion, sequence: 0, message: { type: 'events' } },
    ]) {
      talk.raw(data);
      talk.raw(data);
    }
    assert.deepEqual(talk.received, []);
    assert.equal(talk.strange.length, new Set(talk.strange).size);
    assert.ok(talk.strange.length > 0);
  });

  it('numbers what it posts', () => {
    const talk = conversation();
    talk.send(1, events);
    talk.send(2, hydrate);
    talk.send(9, events);
    assert.deepEqual(
      talk.posted.map(({ sequence }) => sequence),
      [0, 1],
    );
  });
});
