// What the panel asks of the pages: once, again after each hydrate, and nothing without an experiment.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type FromPanel, protocolVersion } from '../../src/core/protocol/messages';
import { checkFromPanel } from '../../src/core/protocol/guards';
import { type FrameWatch, createFrameWatch } from '../../src/webview/playback/frameWatch';

function recorded(): { readonly watch: FrameWatch; readonly posted: FromPanel[] } {
  const posted: FromPanel[] = [];
  const watch = createFrameWatch((message) => {
    const checked = checkFromPanel({ protocol: protocolVersion, sequence: 0, message });
    assert(checked.ok);
    posted.push(message);
  });
  return { watch, posted };
}

it('what is wanted is said once there is an experiment, again after each hydrate, and when it changes', () => {
  const { watch, posted } = recorded();
  watch.want(4096);
  assert.equal(posted.length, 0);
  watch.hydrated('one');
  watch.hydrated('one');
  watch.want(4096);
  watch.want(2048.3);
  watch.want(1e9);
  assert.deepEqual(
    posted.map((message) => (message.type === 'watch' ? message.cells : message.type)),
    [4096, 4096, 2048, 131_072],
  );
  watch.want(null);
  watch.hydrated('two');
  watch.hydrated(null);
  watch.want(10);
  assert.deepEqual(posted.slice(4), [{ type: 'unwatch' }]);
});

it('an exact state is asked for once, with a number of its own, and again after a hydrate', () => {
  const { watch, posted } = recorded();
  watch.ask(1);
  watch.want(64);
  watch.hydrated('one');
  watch.ask(1.5);
  watch.ask(1.5);
  watch.ask(2);
  watch.hydrated('one');
  watch.ask(2);
  assert.deepEqual(
    posted.flatMap((message) =>
      message.type === 'frameAt' ? [[message.seconds, message.cells, message.request]] : [],
    ),
    [
      [1.5, 64, 0],
      [2, 64, 1],
      [2, 64, 2],
    ],
  );
});
