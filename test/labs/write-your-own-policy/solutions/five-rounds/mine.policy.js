// @ts-check
/** Five rounds, whatever comes. @type {import('./migration-policy').Policy} */
export default async function mine({ all, log, send, suspend }) {
  let toSend = all();
  for (let round = 1; round <= 5; round++) {
    await send(toSend, { skip: 'dirty' });
    toSend = log.clean();
  }
  suspend();
  await send(toSend.plus(log.clean()));
}
