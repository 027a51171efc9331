// Installs the project's packages when they are not those of the lock file. Plain Node, nothing else.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { PlainError, mustRun } from './commands.mjs';
import { inRoot } from './paths.mjs';

/**
 * A package as npm's lock files have it.
 * @typedef {{ readonly version?: string, readonly integrity?: string, readonly optional?: boolean }} LockedPackage
 */

const oldest = [20, 9];

/** @throws {PlainError} when this Node is too old */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new PlainError(`This is Node ${process.versions.node}: install Node ${oldest.join('.')} or later.`);
  }
}

/**
 * The packages of a lock file by their place; none if it cannot be read.
 * @param {string} file
 * @returns {Promise<Readonly<Record<string, LockedPackage>>>}
 */
async function lockedIn(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * Whether the installed packages are those of the lock file: by what they are, not by the age of the files, which every pull changes. Optional ones may be missing,
 * as they are for other systems.
 * @param {Readonly<Record<string, LockedPackage>>} wanted
 * @param {Readonly<Record<string, LockedPackage>>} installed
 */
export function isInstalled(wanted, installed) {
  const same = (/** @type {string} */ place) =>
    wanted[place]?.version === installed[place]?.version && wanted[place]?.integrity === installed[place]?.integrity;
  const places = Object.keys(wanted).filter((place) => place !== '');
  return (
    places.every((place) => (installed[place] === undefined ? wanted[place]?.optional === true : same(place))) &&
    Object.keys(installed).every((place) => wanted[place] !== undefined)
  );
}

/**
 * @param {(text: string) => void} say told before anything is installed
 */
export async function installPackages(say) {
  // Npm writes this file last, so a broken-off install has none.
  const installed = await lockedIn(inRoot('node_modules', '.package-lock.json'));
  if (isInstalled(await lockedIn(inRoot('package-lock.json')), installed)) return;
  say('Installing packages (npm ci) ...');
  await mustRun('npm', ['ci', '--no-audit', '--no-fund']);
}
