// @ts-check
/** Goes on while a round is worth its time, judged by what the last one took off. @type {import('./migration-policy').Policy} */
export default async function mine({ all, log, send, suspend }) {
  let toSend = all();
  for (let round = 1, before = toSend.size; round <= 60; round++) {
    await send(toSend, { skip: 'dirty' });
    const left = log.peek().size;
    // Another round costs as many pages as are left, and takes off the downtime what this one took off it, in proportion: that counts ten times.
    if (left < 50 || 10 * (before - left) < before) break;
    before = left;
    toSend = log.clean();
  }
  suspend();
  await send(log.clean());
}
