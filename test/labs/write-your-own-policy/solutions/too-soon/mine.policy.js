// @ts-check
/** One pass, and out. @type {import('./migration-policy').Policy} */
export default async function mine({ all, log, send, suspend }) {
  await send(all(), { skip: 'dirty' });
  suspend();
  await send(log.clean());
}
