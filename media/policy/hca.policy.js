// @ts-check
/** HCA in some 40 lines: count modifications early, copy level by level, hold the hottest back. @type {import('./migration-policy').Policy} */
export default async function hca(vm, { epochs = 10, maxRounds = 40, minPages = 50, maxFactor = 3, minShrink = 0.05 }) {
  const counts = vm.counter(); // In how many epochs each page was found dirty.
  // Owed are the pages whose newest content is not at the destination: a CLEAN adds to them, a pass takes away.
  let [owed, epochStart, sentInAll] = [vm.all(), vm.now(), 0];
  const tried = [0]; // Pages that each round sent and skipped.
  const copy = async (/** @type {import('./migration-policy').PageSet} */ set, options = {}) => {
    const pass = await vm.send(set, { skip: 'dirty', ...options });
    [owed, sentInAll] = [owed.minus(pass.sent), sentInAll + pass.pagesSent];
    tried[tried.length - 1] += pass.pagesSent + pass.pagesSkipped;
    return pass;
  };
  const clean = (/** @type {number} */ times, dirty = vm.log.clean()) => {
    counts.add(dirty, times);
    [owed, epochStart] = [owed.plus(dirty), vm.now()];
    return dirty;
  };
  // Levels by share of the epochs, the coldest first: never, up to a quarter, up to 60 %, and the hot ones.
  const deal = () => {
    const [some, more, hot] = [1, Math.floor(epochs / 4) + 1, Math.ceil(0.6 * epochs)].map((n) => counts.atLeast(n));
    return vm.reportTiers([vm.all().minus(some), some.minus(more), more.minus(hot), hot]);
  };
  deal();
  // The first round: memory in order. On its way the log is cleaned ten times, which counts beside the copy and costs no time.
  vm.beginRound(owed);
  for (let epoch = 1, from = 0, unknown = owed, finished = false; !finished; epoch++) {
    const until = epoch > epochs ? Infinity : epochStart + vm.pages / vm.pagesPerSecond / epochs;
    ({ position: from, finished } = await copy(unknown, { from, until }));
    const dirty = finished || epoch > epochs ? vm.none() : clean(1);
    if (dirty.size < minPages) epoch = epochs; // An idle guest has nothing to teach.
    unknown = unknown.minus(dirty);
  }
  for (let round = 1; ; round++) {
    const [a, b, c] = tried.slice(-3);
    const stalls = b > a * (1 - minShrink) && c > b * (1 - minShrink);
    const isLast = round >= maxRounds || tried[round - 1] < minPages || sentInAll > maxFactor * vm.pages || stalls;
    if (isLast) vm.suspend();
    if (round > 1) counts.halve(); // What was seen before counts half as much.
    clean(round > 1 ? Math.floor(epochs / 2) : 1);
    if (round === 1) deal();
    if (isLast) break;
    // The next round: level by level, the coldest first; the hot one is held.
    vm.beginRound(owed);
    const levels = deal();
    vm.hold(owed.and(levels[3]));
    tried.push(0);
    for (const level of levels.slice(0, 3)) await copy(owed.and(level));
  }
  await vm.send(owed); // The guest stands still: everything that is owed, held pages included.
}
