// Starts and stops the embedded VS Code server on a free port of 127.0.0.1, with data folders of its own that vanish with it.
// No process outlives the one that started it. The address carries a token: other users of the machine cannot open the editor.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { PlainError, environment, mustRun, start, stop } from './commands.mjs';
import { editorNode, serverFolder } from './editor.mjs';

const entryPoint = path.join(serverFolder, 'out', 'server-main.js');

/** Settings for an editor that shows the work and nothing else. */
const calmSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'update.showReleaseNotes': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
};

/** Without a gallery of extensions the editor asks nobody whether there are newer ones: no request leaves this machine. */
const withoutGallery = { EXTENSIONS_GALLERY: '{}' };

/** A server that does not listen by then never will. */
const longestStartMilliseconds = 60_000;

/** @type {Set<string>} */
const temporaryFolders = new Set();
process.on('exit', () => {
  for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true });
});

/**
 * A folder under the system's temporary folder that is removed when this process ends, at the latest.
 * @param {string} name
 */
export async function temporaryFolder(name) {
  const folder = await mkdtemp(path.join(os.tmpdir(), `hca-migration-lab-${name}-`));
  temporaryFolders.add(folder);
  return folder;
}

/**
 * Installs a packed extension the way the editor does it.
 * @param {string} vsix the packed extension's file
 * @param {string} extensionsFolder where the editor looks for extensions
 */
export async function installExtension(vsix, extensionsFolder) {
  const data = await temporaryFolder('install');
  await mustRun(
    editorNode,
    [
      entryPoint,
      '--accept-server-license-terms',
      '--install-extension',
      vsix,
      '--force',
      '--extensions-dir',
      extensionsFolder,
      '--server-data-dir',
      data,
    ],
    { cwd: serverFolder, env: environment(withoutGallery) },
  );
  await rm(data, { recursive: true, force: true });
}

/**
 * Makes sure that a port of 127.0.0.1 can be listened on: the server itself would wait for it without a word.
 * @param {number} port 0: any free one
 * @returns {Promise<void>}
 * @throws {PlainError} when it is taken, or not ours to take
 */
export function checkPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const reason = error.code === 'EADDRINUSE' ? 'in use' : `not to be had (${error.code ?? error.message})`;
      reject(new PlainError(`Port ${port} is ${reason}: give another one by --port, or none for any free one.`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

/**
 * A running server.
 * @typedef {object} EditorServer
 * @property {number} port
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address of a folder, with what the workbench shall do at start
 * @property {(file: string) => string} uri of a file as the workbench names it
 * @property {string} settingsFile the machine's settings: a change takes effect at once
 * @property {(settings: Record<string, unknown>) => Promise<void>} applySettings on top of the calm ones, replacing what was applied before
 * @property {() => string} log what the server has printed so far
 * @property {Promise<void>} ended when the server is gone
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server and waits until it listens.
 * @param {object} options
 * @param {string} options.extensionsFolder
 * @param {Record<string, unknown>} [options.settings] on top of the calm ones
 * @param {number} [options.port] 0: any free one
 * @param {boolean} [options.trusted] every folder is trusted; otherwise a folder opens in Restricted Mode
 * @param {boolean} [options.driven] with the driver that lets a page run extension tests
 * @param {number | null} [options.graceSeconds] how long an extension host waits for its window to come back; null: the editor's own hours
 * @param {Record<string, string>} [options.env] for the server and its extension host
 * @returns {Promise<EditorServer>}
 * @throws {PlainError} when the port is taken, or with the server's last lines when it does not start
 */
export async function startServer({
  extensionsFolder,
  settings = {},
  port = 0,
  trusted = false,
  driven = false,
  graceSeconds = null,
  env = {},
}) {
  await checkPort(port);
  const data = await temporaryFolder('editor');
  const settingsFile = path.join(data, 'data', 'Machine', 'settings.json');
  await mkdir(path.dirname(settingsFile), { recursive: true });
  /** @param {Record<string, unknown>} applied */
  const applySettings = (applied) => writeFile(settingsFile, JSON.stringify({ ...calmSettings, ...applied }, null, 2));
  await applySettings(settings);

  const token = randomBytes(16).toString('hex');
  const child = start(
    editorNode,
    [
      entryPoint,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...['--server-data-dir', data, '--extensions-dir', extensionsFolder],
      // The setting of this name is not read from the machine's settings.
      ...(trusted ? ['--disable-workspace-trust'] : []),
      ...(graceSeconds === null ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
      ...(driven ? ['--enable-smoke-test-driver'] : []),
    ],
    { cwd: serverFolder, env: environment({ ...withoutGallery, ...env }) },
  );
  let output = '';
  const actualPort = await new Promise((resolve, reject) => {
    const fail = () => reject(new PlainError(`The embedded VS Code did not start:\n${output.trimEnd()}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        const listening = /Extension host agent listening on (\d+)/.exec(output);
        if (listening) resolve(Number(listening[1]));
      });
    }
    child.on('error', fail);
    child.on('close', fail);
    setTimeout(fail, longestStartMilliseconds).unref();
  }).catch(async (error) => {
    await stop(child);
    throw error;
  });
  const ended = /** @type {Promise<void>} */ (new Promise((resolve) => child.once('close', () => resolve())));

  /** @param {string} file */
  const uri = (file) => `vscode-remote://127.0.0.1:${actualPort}${file}`;
  return {
    port: actualPort,
    uri,
    settingsFile,
    applySettings,
    ended,
    log: () => output,
    address: (folder, payload = []) => {
      const query = new URLSearchParams({ tkn: token, folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      // Both characters may stand in a query as they are: the address stays readable.
      const readable = query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
      return `http://127.0.0.1:${actualPort}/?${readable}`;
    },
    stop: async () => {
      await stop(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}
