// How much of the products of algorithms and guests the comparisons of the two engines run.
import process from 'node:process';

/** EVERY_GUEST=1 runs each choice on each guest. */
const everyGuest = process.env['EVERY_GUEST'] === '1';

/**
 * Whether a choice, by its place among the choices, is run on a guest, by its place: on every other guest, the next choice on those between.
 * What a choice and a guest do has little to do with each other, and the whole takes minutes.
 */
export function isRunOn(choice: number, guest: number): boolean {
  return everyGuest || (choice + guest) % 2 === 0;
}
