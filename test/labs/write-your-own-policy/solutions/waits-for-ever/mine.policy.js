// @ts-check
/** Skips what is dirty again, and waits for 300 ms, however long that takes. @type {import('./migration-policy').Policy} */
export default async function mine({ all, log, send, suspend, pagesPerSecond }) {
  let toSend = all();
  do {
    await send(toSend, { skip: 'dirty' });
    toSend = log.clean();
  } while (toSend.size / pagesPerSecond > 0.3);
  suspend();
  await send(toSend.plus(log.clean()));
}
