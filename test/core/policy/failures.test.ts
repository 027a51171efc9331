// How policies fail: each with a code, one sentence, the line of its file and the round; the other algorithms of the scenario go on.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostLogLines } from '../../../src/core/policy/limits';
import { policyEvents, runPolicy } from '../support/policies';
import { chooseWith } from '../support/run';
import { linkOf, scenarioOf, uniform } from '../support/scenarios';

const scenario = scenarioOf({
  pages: 4096,
  regions: [{ pages: 1000, writesPerSecond: 8000, pattern: uniform }],
  link: linkOf(20_000),
  algorithms: [chooseWith('xen-precopy')],
  timeLimitSeconds: 60,
});

interface Failing {
  readonly source: string;
  readonly code: string;
  readonly line: number | undefined;
  readonly round: number;
  /** What the sentence says behind its place. */
  readonly says: RegExp;
}

const policies: Readonly<Record<string, Failing>> = {
  'an endless loop without a call': {
    source: `export default async function p({ all, send }) {
  await send(all());
  let i = 0;
  while (i >= 0) {
    i += 1;
  }
}`,
    code: 'policy-work-limit',
    line: 4,
    round: 1,
    says: /^The policy used up the work of a whole run: look for a loop that never ends/,
  },
  'a memory bomb': {
    source: `export default async function p({ all, send }) {
  await send(all());
  const kept = [];
  for (;;) {
    kept.push([1, 2, 3, 4]);
  }
}`,
    code: 'policy-memory-limit',
    line: 4,
    round: 1,
    says: /^The policy used up its memory of 32 MiB\.$/,
  },
  'a throw': {
    source: `export default async function p({ all, log, send }) {
  await send(all());
  await send(log.clean());
  throw new Error('I give up');
}`,
    code: 'policy-threw',
    line: 4,
    round: 2,
    says: /^Error: I give up\.$/,
  },
  'a mistake of its own': {
    source: `export default async function p({ all, send }) {
  await send(all());
  const later = undefined;
  later.size;
}`,
    code: 'policy-threw',
    line: 4,
    round: 1,
    says: /^cannot read property 'size' of undefined\.$/,
  },
  'a mistake in a function of its own': {
    source: `const half = (set) => set.frist(2);
export default async function p({ all, send }) {
  await send(half(all()));
}`,
    code: 'policy-threw',
    line: 1,
    round: 0,
    says: /not a function\.$/,
  },
  'a wrong argument': {
    source: `export default async function p({ all, send }) {
  await send(all(), { skp: 'dirty' });
}`,
    code: 'policy-threw',
    line: 2,
    round: 0,
    says: /^send has no option 'skp': it has order, batch, skip, from, to, until\.$/,
  },
  'a page beyond the guest': {
    source: `export default async function p({ setOf }) {
  setOf([4095]);
  setOf([4096]);
}`,
    code: 'policy-threw',
    line: 3,
    round: 0,
    says: /^setOf wants a page from 0 to 4095, not 4096\.$/,
  },
  'a wrong return': {
    source: `export default async function p() {
  return 'stop';
}`,
    code: 'policy-returned',
    line: 1,
    round: 0,
    says: /^A policy returns nothing, but this one returned stop: what it decides, it does by calls\.$/,
  },
  'a policy that does not wait': {
    source: `export default async function p({ all, send, suspend }) {
  send(all());
  suspend();
}`,
    code: 'policy-threw',
    line: 3,
    round: 0,
    says: /^The send\(…\) of line 2 is still under way: write 'await' before it\.$/,
  },
  'a file without a policy': {
    source: 'const a = 1;',
    code: 'policy-export',
    line: 1,
    round: 0,
    says: /^The file exports no policy: write 'export default async function/,
  },
  'a slip of the pen': {
    source: `export default async function p() {
  const a = ;
}`,
    code: 'policy-syntax',
    line: 2,
    round: 0,
    says: /^JavaScript does not read like this: unexpected token/,
  },
  'tiers that lack pages': {
    source: `export default async function p({ range, reportTiers }) {
  reportTiers([range(0, 10), range(5, 4096)]);
}`,
    code: 'policy-threw',
    line: 2,
    round: 0,
    says: /^Tiers hold every page once/,
  },
  'a guest that is never suspended': {
    source: `export default async function p({ all, send }) {
  await send(all());
}`,
    code: 'never-suspended',
    line: 2,
    round: 1,
    says: /^The policy ended without suspending the guest: call suspend, then send what is dirty\.$/,
  },
  'a page that is never sent': {
    source: `export default async function p({ all, send, suspend, log, setOf }) {
  await send(all().minus(setOf([4000])));
  suspend();
  await send(log.clean());
}`,
    code: 'page-lost',
    line: 3,
    round: 2,
    says: /^Page 4000 is lost: it was never sent when the guest resumed at \d\.\d{3} s\.$/,
  },
  'a page that is lost': {
    source: `export default async function p({ all, send, suspend, log, setOf }) {
  await send(all());
  suspend();
  const left = log.clean();
  await send(left.minus(left.first(2)));
}`,
    code: 'page-lost',
    line: 3,
    round: 2,
    says: /^Page \d+ is lost, and 1 other page with it: the guest wrote to it after its last copy was sent/,
  },
};

describe('a policy that fails', () => {
  for (const [name, { source, code, line, round, says }] of Object.entries(policies)) {
    it(name, async () => {
      const { outcome, stopReason, error } = await runPolicy(scenario, source);
      assert.equal(outcome, 'failed');
      assert.equal(stopReason, null);
      assert.equal(error?.code, code, error?.message);
      assert.equal(error.line, line, error.message);
      assert.equal(error.round, round);
      assert.equal(error.file, 'mine.policy.js');
      const place = `mine.policy.js, line ${line ?? 0}, ${round === 0 ? 'before round 1' : `round ${round}`}: `;
      assert.ok(error.message.startsWith(place), error.message);
      assert.match(error.message.slice(place.length), says);
    });
  }

  it('keeps the rounds that it made', async () => {
    const { rounds } = await runPolicy(scenario, policies['a throw']?.source ?? '');
    assert.deepEqual(
      rounds.map(({ round }) => round),
      [1, 2],
    );
  });

  it('runs out of time if it never suspends the guest', async () => {
    const endless = `export default async function p({ all, log, send, wait }) {
  for (let set = all(); ; set = log.clean()) {
    await send(set);
    await wait(0.1);
  }
}`;
    const { outcome, stopReason, totalSeconds } = await runPolicy({ ...scenario, timeLimitSeconds: 5 }, endless);
    assert.deepEqual([outcome, stopReason], ['not-converged', 'time-limit']);
    assert.ok(totalSeconds >= 5 && totalSeconds < 6);
  });

  it('is told when it keeps more sets than there is room for', async () => {
    const large = { ...scenario, pages: 4096 * 256, memoryBytes: 2 ** 32 };
    const hoards = `export default async function p({ all }) {
  const kept = [];
  for (;;) kept.push(all());
}`;
    const { error } = await runPolicy(large, hoards);
    assert.equal(error?.line, 3);
    assert.match(error.message, /The policy keeps more sets of pages than 64 MiB hold/);
  });

  it('may make as many sets as it likes, one after the other', async () => {
    const large = { ...scenario, pages: 4096 * 256, memoryBytes: 2 ** 32 };
    const wastes = `export default async function p({ all, suspend, send }) {
  for (let i = 0; i < 2000; i++) all().minus(all().first(1));
  suspend();
  await send(all());
}`;
    const { outcome, error } = await runPolicy(large, wastes);
    assert.equal(outcome, 'completed', error?.message);
  });
});

describe('the log of a policy', () => {
  it('has each line with its round and time, between the rounds', async () => {
    const talks = `export default async function p({ all, log, send, suspend }) {
  console.log('begins', 1, { a: 2 }, all());
  await send(all());
  console.warn('sent');
  suspend();
  await send(log.clean());
}`;
    const events = await policyEvents(scenario, talks);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['start', 'log', 'log', 'round', 'round', 'end'],
    );
    const { log } = await runPolicy(scenario, talks);
    assert.deepEqual(log?.[0], { round: 0, atSeconds: 0, text: 'begins 1 {"a":2} a set of 4096 pages' });
    assert.equal(log[1]?.round, 1);
    assert.ok(log[1].atSeconds > 0.2);
  });

  it('is bounded', async () => {
    const babbles = `export default async function p({ all, send, suspend }) {
  for (let i = 0; i < 5000; i++) console.log('x'.repeat(3000));
  suspend();
  await send(all());
}`;
    const { log = [] } = await runPolicy(scenario, babbles);
    assert.equal(log.length, mostLogLines);
    assert.ok(log.every(({ text }) => text.length <= 1001));
    assert.match(log.at(-1)?.text ?? '', /further ones are left out/);
  });
});
