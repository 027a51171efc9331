// @ts-check
/** Keeps the hottest pages back, and forgets them. @type {import('./migration-policy').Policy} */
export default async function mine({ all, log, send, suspend, counter }) {
  const counts = counter();
  let toSend = all();
  for (let round = 1; round <= 5; round++) {
    await send(toSend.minus(counts.atLeast(2)), { skip: 'dirty' });
    toSend = log.clean();
    counts.add(toSend);
  }
  suspend();
  await send(log.clean());
}
