// Installs the project's packages when they are missing or older than the lock file. Plain Node, nothing else.
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { PlainError, mustRun } from './commands.mjs';
import { inRoot } from './paths.mjs';

const oldest = [20, 9];

/** @throws {PlainError} when this Node is too old */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new PlainError(`This is Node ${process.versions.node}: install Node ${oldest.join('.')} or later.`);
  }
}

/** @param {string} file */
async function changedAt(file) {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return -Infinity;
  }
}

/**
 * @param {(text: string) => void} say told before anything is installed
 */
export async function installPackages(say) {
  // npm writes this file last, so a broken-off install has none or an old one.
  const installed = await changedAt(inRoot('node_modules', '.package-lock.json'));
  if (installed >= (await changedAt(inRoot('package-lock.json')))) return;
  say('Installing packages (npm ci) ...');
  await mustRun('npm', ['ci', '--no-audit', '--no-fund']);
}
