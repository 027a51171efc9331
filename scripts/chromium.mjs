// Finds the Chromium or Chrome that the tests drive, and on a Debian machine installs it when there is none. Plain Node, nothing else.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { PlainError, environment, mustRun, run } from './commands.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What makes it run headless, as root, without a network and without a GPU. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser's executable: CHROME_PATH if set, else the first of the usual names on PATH.
 * @returns {string | null}
 * @throws {PlainError} when CHROME_PATH names something that cannot be run
 */
export function findChromium() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen))
      throw new PlainError(`CHROME_PATH is ${chosen}, which is not a program that can be run.`);
    return chosen;
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...macApplications].find(isExecutable) ?? null;
}

async function installDebianChromium() {
  const env = environment({ DEBIAN_FRONTEND: 'noninteractive' });
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  // The lists of packages may be missing (a slim image) or old: only then they are fetched.
  const first = await run('apt-get', install, { env });
  if (first.code === 0) return;
  await mustRun('apt-get', ['update', '-qq'], { env });
  await mustRun('apt-get', install, { env });
}

/**
 * The browser's executable; installs Debian's chromium when there is none and this process may.
 * @param {(text: string) => void} say told before anything is installed
 * @returns {Promise<string>}
 * @throws {PlainError} saying what to install
 */
export async function setUpChromium(say) {
  const found = findChromium();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && (await run('apt-get', ['--version']).catch(() => null))?.code === 0) {
    say('Installing Chromium (apt-get install chromium) ...');
    await installDebianChromium();
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new PlainError('These tests need Chromium or Chrome: install one, or name its executable in CHROME_PATH.');
}
