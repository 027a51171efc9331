// What the answers of a migration's log have of a field, over the whole migration.
import type { Poll, PollField } from './migrationLog';

/** The last value that the log has of a field. */
export function lastOf(polls: readonly Poll[], field: PollField): number | null {
  return polls.findLast(({ values }) => values[field] !== undefined)?.values[field] ?? null;
}

/** Of logs of any length. */
export function mostOf(polls: readonly Poll[], field: PollField): number {
  return polls.reduce((most, { values }) => Math.max(most, values[field] ?? 0), 0);
}

/** As it was after the first pass: later ones send pages again. */
export function firstPass(polls: readonly Poll[], field: PollField, otherwise: number): number {
  return (
    polls.find(({ values }) => (values.syncs ?? 0) >= 2 && values[field] !== undefined)?.values[field] ?? otherwise
  );
}
