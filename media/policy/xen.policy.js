// @ts-check
/** Pre-copy as in Xen 2.0 to 4.5, in 15 lines. @type {import('./migration-policy').Policy} */
export default async function xen(
  { pages, all, log, send, suspend },
  { maxRounds = 29, minPages = 50, maxFactor = 3 },
) {
  let toSend = all(); // What this round is to send: at first all of memory, later what the CLEAN gave.
  let sentInAll = 0;
  for (let round = 1, isLast = false; !isLast; round++) {
    // A page that is dirty again before its turn is skipped: it stays dirty in the log, and the next CLEAN brings it back.
    const { pagesSent, pagesSkipped } = await send(toSend, { skip: 'dirty' });
    sentInAll += pagesSent;
    isLast = round >= maxRounds || pagesSent + pagesSkipped < minPages || sentInAll > maxFactor * pages;
    if (isLast) suspend();
    toSend = log.clean();
  }
  await send(toSend); // The guest stands still: the rest.
}
