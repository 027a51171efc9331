// @ts-check
/**
 * Goes on as long as it is worth it: a further round costs its own length, and saves what it takes off the downtime, which counts `weight` times as much.
 * @type {import('./migration-policy').Policy}
 */
export default async function worthwhile({ all, log, now, send, suspend, pagesPerSecond }, { weight = 10, most = 40 }) {
  let toSend = all();
  for (let round = 1; ; round++) {
    const began = now();
    await send(toSend, { skip: 'dirty' });
    const roundSeconds = now() - began;
    const left = log.peek().size;
    // What a round as good as this one would still take off the downtime, in seconds of sending.
    const saves = (toSend.size - left) / pagesPerSecond;
    console.log('round', round, 'took', roundSeconds.toFixed(2), 's;', left, 'pages are left');
    const isWorthIt = weight * Math.min(saves, left / pagesPerSecond) > left / pagesPerSecond;
    if (!isWorthIt || round >= most) break;
    toSend = log.clean();
  }
  suspend();
  await send(log.clean()); // The guest stands still: the rest, skipped pages included.
}
