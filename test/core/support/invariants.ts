// What holds for every run of every algorithm (docs/model.md, 'What must hold'; docs/results.md): checked on the
// figures alone, so that both engines can be held to it. The proofs of the slow engine (reference/proofs.ts) look deeper.
import assert from 'node:assert/strict';
import type { RoundRecord, RunResult } from '../../../src/core/engine/events';
import type { LogCost, Scenario } from '../../../src/core/scenario/scenario';
import { choiceOf, definitionOf } from './run';

type Run = Omit<RunResult, 'floor' | 'downtimeSeconds' | 'reportedDowntimeSeconds'>;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sameTime(actual: number, expected: number, what: string): void {
  const text = `${what} is ${actual} s, not ${expected} s`;
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), text);
}

/** Bytes that the link carries from one time to another: goodput times the share that other traffic leaves, added up over its changes. */
function carriedBytes({ link }: Scenario, fromSeconds: number, toSeconds: number): number {
  const changes = [{ atSeconds: -Infinity, available: 1 }, ...link.schedule];
  const goodput = (link.bandwidthBitsPerSecond * link.efficiency) / 8;
  return sum(
    changes.map(({ atSeconds, available }, i) => {
      const from = Math.max(fromSeconds, atSeconds);
      const to = Math.min(toSeconds, changes[i + 1]?.atSeconds ?? Infinity);
      return goodput * available * Math.max(0, to - from);
    }),
  );
}

/** Rounds follow each other without gap or overlap; the suspension lies between the last live round and the last copy. */
function assertRoundsJoin(scenario: Scenario, { rounds, setupSeconds, downtime }: Run): void {
  let end = setupSeconds + delayBeforeRounds(scenario, rounds);
  for (const { round, phase, startSeconds, seconds } of rounds) {
    if (phase === 'stop-and-copy') end += downtime?.suspendSeconds ?? NaN;
    if (phase === 'postcopy') end += (downtime?.deviceSeconds ?? NaN) + (downtime?.resumeSeconds ?? NaN);
    assert.ok(seconds >= 0, `round ${round} takes ${seconds} s`);
    sameTime(startSeconds, end, `the start of round ${round}`);
    end = startSeconds + seconds;
  }
}

/** A guest that is suspended before any round is waited for in none. */
function delayBeforeRounds({ host }: Scenario, [first]: readonly RoundRecord[]): number {
  return first?.phase === 'stop-and-copy' ? host.suspendDelaySeconds : 0;
}

function assertTimeAddsUp(scenario: Scenario, run: Run): void {
  assertRoundsJoin(scenario, run);
  const inRounds =
    run.setupSeconds + delayBeforeRounds(scenario, run.rounds) + sum(run.rounds.map((round) => round.seconds));
  if (run.outcome === 'not-converged') {
    assert.equal(run.downtime, null);
    assert.equal(run.stopReason, 'time-limit');
    sameTime(run.totalSeconds, inRounds, 'the time until it gave up');
    // Cloud Hypervisor has a time limit of its own.
    const { timeout } = choiceOf(scenario, run.label).parameters;
    const own = typeof timeout === 'number' ? scenario.host.setupSeconds + timeout : Infinity;
    assert.ok(run.totalSeconds >= Math.min(scenario.timeLimitSeconds, own) * (1 - 1e-12));
    return;
  }
  const { host, link, deviceStateBytes } = scenario;
  const parts = run.downtime;
  assert.ok(parts);
  const isPostcopy = run.rounds.at(-1)?.phase === 'postcopy';
  const last = run.rounds.at(isPostcopy ? -2 : -1);
  assert.equal(last?.phase, 'stop-and-copy');
  assertSuspension(scenario, parts.suspendSeconds);
  sameTime(parts.transferSeconds, last.seconds, 'transfer');
  const deviceStart = last.startSeconds + last.seconds;
  const deviceBytes = carriedBytes(scenario, deviceStart, deviceStart + parts.deviceSeconds);
  const rounding = 1e-9 * (deviceStateBytes + carriedBytes(scenario, deviceStart, deviceStart + 1) * (1 + deviceStart));
  assert.ok(Math.abs(deviceBytes - deviceStateBytes) <= rounding, `${deviceBytes} bytes of device state`);
  sameTime(parts.resumeSeconds, host.resumeSeconds + link.rttSeconds, 'resume');
  const afterRounds = parts.suspendSeconds + parts.deviceSeconds + parts.resumeSeconds;
  sameTime(run.totalSeconds, inRounds + afterRounds, 'the total');
}

/** Beside what the host takes to suspend, each CLEAN after the request takes its time (one or two of our algorithms, or none), or QEMU's reading of the log. */
function assertSuspension({ host, pages }: Scenario, suspendSeconds: number): void {
  const clean = host.clean.fixedSeconds + host.clean.perPageSeconds * pages;
  const peek = host.peek.fixedSeconds + host.peek.perPageSeconds * pages;
  const possible = [0, clean, 2 * clean, peek].map((log) => host.suspendSeconds + log);
  const near = possible.reduce((a, b) => (Math.abs(b - suspendSeconds) < Math.abs(a - suspendSeconds) ? b : a));
  sameTime(suspendSeconds, near, 'suspend');
}

/** Only faults and pauses take speed from the guest, and not more than all of it while it runs. */
function assertDegradation(scenario: Scenario, { degradedSeconds, rounds }: Run): void {
  const { host, pages } = scenario;
  const before = delayBeforeRounds(scenario, rounds);
  const inRounds = sum(
    rounds.filter(({ phase }) => phase === 'precopy' || phase === 'sampling').map(({ seconds }) => seconds),
  );
  const live = before + inRounds;
  assert.ok(degradedSeconds >= 0 && degradedSeconds <= live * (1 + 1e-9), `${degradedSeconds} s lost of ${live} s`);
  const pause = ({ fixedSeconds, perPageSeconds }: LogCost): number => fixedSeconds + perPageSeconds * pages;
  const costs = host.dirtyFaultSeconds + pause(host.clean) + pause(host.peek);
  const throttled = rounds.some(({ throttle }) => throttle > 0);
  if (costs === 0 && !throttled) assert.equal(degradedSeconds, 0);
}

function assertRoundCounts(scenario: Scenario, round: RoundRecord): void {
  const { pagesToSend, pagesSent, pagesSkipped, pagesHeld, pagesResent, pagesDirtied, bytesSent, tiers } = round;
  const counts = [pagesToSend, pagesSent, pagesSkipped, pagesHeld, pagesResent, pagesDirtied, bytesSent];
  for (const count of [...counts, ...tiers.flatMap((tier) => [tier.pages, tier.dirty, tier.sent, tier.deferred])])
    assert.ok(Number.isSafeInteger(count) && count >= 0, `${count} in round ${round.round} is not a count`);
  for (const count of [pagesToSend, pagesHeld, pagesDirtied]) assert.ok(count <= scenario.pages);
  assert.ok(pagesHeld <= pagesToSend, `round ${round.round} holds ${pagesHeld} pages of ${pagesToSend}`);
  assert.ok(pagesResent <= pagesSent);
  const { pagesDirtiedSuspending } = round;
  assert.ok(
    pagesDirtiedSuspending >= 0 && pagesDirtiedSuspending <= Math.min(pagesDirtied, scenario.host.suspendPages),
  );
  assert.ok(round.throttle >= 0 && round.throttle < 1);
  const end = round.startSeconds + round.seconds;
  // Times are sums: a few units in the last place of the time itself.
  const carried = carriedBytes(scenario, round.startSeconds, end + 1e-12 * end);
  assert.ok(bytesSent <= carried * (1 + 1e-9) + 1e-6, `round ${round.round} sends ${bytesSent} bytes, too fast`);
  // Where zero pages have a word of their own, they are scanned instead; none is sent twice.
  const atFullCost = Math.max(0, pagesSent - scenario.zeroPages);
  const pageSeconds = atFullCost * scenario.host.pageCostSeconds;
  assert.ok(pageSeconds <= round.seconds * (1 + 1e-9) + 1e-12 * end, `round ${round.round} handles pages too fast`);
  if (round.phase !== 'stop-and-copy') return;
  assert.equal(pagesSent, pagesToSend);
  assert.equal(pagesSkipped, 0);
}

/** Tiers are disjoint and hold every page, so their members found dirty are the round's. */
function assertTiersAddUp({ pages }: Scenario, round: RoundRecord): void {
  const { tiers, pagesToSend, pagesSent, pagesDirtied } = round;
  assert.deepEqual(
    tiers.map((tier) => tier.tier),
    tiers.map((_, i) => i),
  );
  assert.equal(sum(tiers.map((tier) => tier.pages)), pages, `tiers of round ${round.round}`);
  assert.equal(sum(tiers.map((tier) => tier.dirty)), pagesDirtied, `dirty pages of round ${round.round}`);
  for (const tier of tiers) assert.ok(Math.max(tier.dirty, tier.sent, tier.deferred) <= tier.pages);
  const sentOnce = sum(tiers.map((tier) => tier.sent));
  assert.ok(sentOnce <= pagesSent);
  assert.equal(
    sentOnce + sum(tiers.map((tier) => tier.deferred)),
    pagesToSend,
    `pages to send in round ${round.round}`,
  );
}

/** Sampling is round 0, all others count from 1; the last copy comes last, once, in completed runs alone. */
function assertRoundsAreNumbered({ rounds, outcome }: Run): void {
  const counted = rounds.filter((round) => round.phase !== 'sampling');
  assert.deepEqual(
    counted.map((round) => round.round),
    counted.map((_, i) => i + 1),
  );
  for (const round of rounds) if (round.phase === 'sampling') assert.equal(round.round, 0);
  const lastCopies = rounds.filter((round) => round.phase === 'stop-and-copy');
  assert.equal(lastCopies.length, outcome === 'completed' ? 1 : 0);
}

function assertSumsAgree(scenario: Scenario, run: Run): void {
  const { rounds } = run;
  assert.equal(run.bytesSent, sum(rounds.map((round) => round.bytesSent)));
  assert.equal(run.pagesSent, sum(rounds.map((round) => round.pagesSent)));
  assert.equal(run.pagesResent, sum(rounds.map((round) => round.pagesResent)));
  if (run.outcome === 'completed') assert.equal(run.pagesSent - run.pagesResent, scenario.pages, 'distinct pages sent');
  const choice = choiceOf(scenario, run.label);
  const {
    headerBytesPerPage,
    bytesPerBatch,
    bytesPerZeroPage,
    zeroPagesApart,
    bytesPerRange = 0,
  } = definitionOf(choice.algorithm).wire(choice.parameters);
  const forPages =
    (run.pagesSent - run.zeroPages) * (scenario.pageBytes + headerBytesPerPage) +
    run.zeroPages * (bytesPerZeroPage ?? 0);
  const forBatches = run.bytesSent - forPages;
  if (choice.parameters['xbzrle'] === true && (choice.parameters['multifd'] ?? 0) === 0) {
    // Less than pages is sent, and nothing of some.
    assert.ok(run.bytesSent >= 0 && forBatches <= 0, `${forBatches} bytes more than the pages`);
    return;
  }
  // A batch carries at least one page; with several connections, each of them may get a mark after it, and at the end.
  const { multifd } = choice.parameters;
  const marks = typeof multifd === 'number' ? multifd : 0;
  const batches = run.pagesSent - (zeroPagesApart === true ? run.zeroPages : 0);
  const most = batches * (bytesPerBatch + bytesPerRange) + (run.pagesSent + 1) * marks * bytesPerBatch;
  assert.ok(forBatches >= 0 && forBatches <= most, `${forBatches} bytes beside the pages`);
  const unit = bytesPerBatch + bytesPerRange;
  if (unit > 0) assert.equal(forBatches % unit, 0);
}

/** What is waited for is within the time of post-copy, and slices add up to it. */
function assertFaults({ vcpus }: Scenario, { rounds, faults }: Run): void {
  const behind = rounds.filter((round) => round.phase === 'postcopy');
  assert.equal(behind.length, rounds.filter((round) => round.faults !== undefined).length);
  assert.ok(behind.length <= 1);
  const [round] = behind;
  if (round?.faults === undefined) {
    assert.deepEqual(faults, { remote: 0, stallSeconds: 0 });
    return;
  }
  const { remote, stallSeconds, vcpuStallSeconds, allStalledSeconds, slices } = round.faults;
  // The slow engine leaves the mean to whoever wants it.
  const { meanVcpuStallSeconds = stallSeconds / vcpus, ...counted } = faults;
  assert.deepEqual(counted, { remote, stallSeconds });
  assert.equal(meanVcpuStallSeconds, stallSeconds / vcpus);
  assert.ok(remote <= round.pagesSent);
  assert.equal(vcpuStallSeconds.length, vcpus);
  const most = round.seconds * (1 + 1e-9) + 1e-9;
  for (const stalled of [...vcpuStallSeconds, allStalledSeconds]) assert.ok(stalled >= 0 && stalled <= most);
  assert.ok(Math.min(...vcpuStallSeconds) >= allStalledSeconds - 1e-9 * (1 + round.seconds));
  sameTime(sum(vcpuStallSeconds), stallSeconds, 'what all processors waited');
  // The slow engine keeps no slices.
  if (slices.length === 0) return;
  assert.ok(slices.length <= 64);
  sameTime(sum(slices.map(({ seconds }) => seconds)), round.seconds, 'the slices');
  sameTime(sum(slices.map((slice) => slice.stallSeconds)), stallSeconds, 'what was waited in the slices');
  assert.equal(sum(slices.map((slice) => slice.remote)), remote);
  assert.equal(sum(slices.map((slice) => slice.pagesSent)), round.pagesSent);
}

/** Throws if a run of the scenario contradicts itself. */
export function assertInvariants(scenario: Scenario, run: Run): void {
  assert.notEqual(run.outcome, 'failed');
  assertTimeAddsUp(scenario, run);
  assertRoundsAreNumbered(run);
  for (const round of run.rounds) {
    assertRoundCounts(scenario, round);
    assertTiersAddUp(scenario, round);
  }
  assertDegradation(scenario, run);
  assertFaults(scenario, run);
  assertSumsAgree(scenario, run);
}

/** Throws if the rounds of a run that has not ended contradict themselves: each is as in any run, and none begins before the one before has ended. */
export function assertRoundsSoFar(scenario: Scenario, rounds: readonly RoundRecord[]): void {
  let end = scenario.host.setupSeconds;
  for (const round of rounds) {
    assertRoundCounts(scenario, round);
    assertTiersAddUp(scenario, round);
    // Between a live round and the stopped copy the guest is suspended, and before post-copy it is resumed.
    assert.ok(round.startSeconds >= end * (1 - 1e-12), `round ${round.round} begins before ${end} s`);
    if (round.phase === 'precopy' && round.round > 1)
      sameTime(round.startSeconds, end, `the start of round ${round.round}`);
    end = round.startSeconds + round.seconds;
  }
}
