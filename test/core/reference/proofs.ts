// What must hold at the end of every single run, checked with full knowledge of the guest: nothing is lost, and no downtime
// is shorter than a clairvoyant could make it (docs/model.md, 'What must hold' and 'The floor').
import type { ReferenceMigration, Suspension } from './referenceMigration';

/** Throws if a page at the destination is older than its last write, naming page and time. */
export function assertNothingLost({ guest, destinationVersions, now }: ReferenceMigration): void {
  guest.versions.forEach((version, page) => {
    const arrived = destinationVersions[page] ?? 0;
    if (arrived === version) return;
    const written = guest.lastWriteSeconds[page] ?? -Infinity;
    const since = written === -Infinity ? 'is never written' : `was last written at ${written} s`;
    const copy = arrived === 0 ? 'was never sent' : `was last sent as version ${arrived} of ${version}`;
    throw new Error(`Page ${page} is lost: it ${since} and ${copy} when the guest resumes after ${now} s.`);
  });
}

/**
 * Throws if the last copy was shorter than the clairvoyant floor of this very run: for every window w before the suspend request,
 * the pages whose last write lies in it have been sent after that write, so they fit into w and the last copy together. Pages that the
 * suspension itself dirtied lie in each window.
 *
 * A batch whose PEEK came late was on the link for so long before its content was taken: by that the window counts as longer.
 * No other slack for batches is needed: a useful copy is in a batch that *starts* after the page's last write, so inside the window, and
 * the link is idle while the guest is being suspended. Only rounding is allowed for.
 */
export function assertFloor(migration: ReferenceMigration, suspension: Suspension, transferSeconds: number): void {
  const { requestedSeconds, doneSeconds } = suspension;
  const lastWrites = migration.guest.lastWriteSeconds.filter((seconds) => seconds > -Infinity).sort();
  const inLastCopy = migration.link.carriedBytes(doneSeconds, doneSeconds + transferSeconds);
  for (let pages = 1; pages <= lastWrites.length; pages++) {
    const since = lastWrites[lastWrites.length - pages] ?? 0;
    const window = requestedSeconds - since + migration.peekDelaySeconds;
    const bytes = migration.link.carriedBytes(requestedSeconds - window, requestedSeconds) + inLastCopy;
    // The sender is no faster than the time per page allows, whatever the link carries.
    const carried = Math.min(bytes / migration.bytesPerFullPage, migration.pagesPerSecond * (window + transferSeconds));
    if (pages > carried * (1 + 1e-9) + 1e-6)
      throw new Error(
        `The last copy took ${transferSeconds} s: too short, since ${pages} pages were written in the last ${window} s ` +
          `and the link carries only ${carried} pages in both.`,
      );
  }
}
