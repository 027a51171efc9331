// @ts-check
/**
 * Yours. It begins as QEMU's rule: go round and round until what is left fits into 300 ms. Can you do better?
 * @type {import('./migration-policy').Policy}
 */
export default async function mine({ all, log, send, suspend, pagesPerSecond }) {
  let toSend = all();
  for (;;) {
    await send(toSend);
    toSend = log.clean();
    console.log(toSend.size, 'pages are left:', ((1000 * toSend.size) / pagesPerSecond).toFixed(0), 'ms');
    if (toSend.size / pagesPerSecond <= 0.3) break;
  }
  suspend();
  await send(toSend.plus(log.clean()));
}
