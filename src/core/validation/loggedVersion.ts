// The `version` of qemu-precopy that stands for the QEMU of a log: of those simulated the one that does most like it (docs/algorithms.md, 'QEMU').
import type { Told } from './importedCase';
import type { LogSettings, QemuVersion } from './logSettings';

export function versionOf({ version, capabilities }: LogSettings): Told {
  if (version === undefined)
    return {
      value: `version: '11.0'`,
      remark: 'GUESS: version, the newest of QEMU that is simulated; the log has no greeting with its own',
      isGuess: true,
    };
  const own = `${version.major}.${version.minor}`;
  if (!isSince(version, 7, 3))
    return { value: `version: '7.2'`, remark: `version: from the log, which has QEMU ${own}` };
  if (isSince(version, 11, 0))
    return { value: `version: '11.0'`, remark: `version: from the log, which has QEMU ${own}` };
  const { value, why } = nearest(version, capabilities.has('multifd'));
  return {
    value: `version: '${value}'`,
    remark: `version: ${value}, the nearest of those simulated to the log's QEMU ${own}, ${why}`,
  };
}

/** Releases between the two: multifd tells zero pages in its packets since 9.0, and auto-converge syncs under way since 9.2. */
function nearest(version: QemuVersion, multifd: boolean): { readonly value: string; readonly why: string } {
  if (isSince(version, 9, 2)) return { value: '11.0', why: 'which syncs under way with auto-converge as 11.0 does' };
  if (multifd && isSince(version, 9, 0))
    return { value: '11.0', why: 'whose multifd finds zero pages in its channels as 11.0 does' };
  return { value: '7.2', why: 'which does not sync under way with auto-converge, as 7.2 does not' };
}

function isSince({ major, minor }: QemuVersion, since: number, sinceMinor: number): boolean {
  return major > since || (major === since && minor >= sinceMinor);
}
