// npm start: sets everything up on a fresh clone and shows the product on an example, in the embedded VS Code in a browser or, with --editor, in an
// installed VS Code. The examples are copied, so that a person may change them at will.
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { PlainError, mustRun, runMain, start } from './commands.mjs';
import { setUpEditor } from './editor.mjs';
import { checkPort, installExtension, startServer, temporaryFolder } from './editorServer.mjs';
import { packExtension } from './package.mjs';
import { checkNode, installPackages } from './packages.mjs';
import { inRoot } from './paths.mjs';

const help = `npm start: the HCA Migration Lab on an example, in your browser

  npm start                      sets everything up, starts a VS Code server on 127.0.0.1 and prints the address to open
  npm start -- --editor          shows it in the installed VS Code (the command code) instead
  npm start -- --port 8080       takes this port instead of any free one
  npm start -- --no-open         does not open the browser by itself
  npm start -- --help            shows this text

Ctrl+C stops the server. The examples are copied to a folder of their own: change them as you like.
`;

/** Runs a scenario when it is first shown: the newcomer sees a moving panel without a click. */
const demoSettings = { 'migrationLab.run.onOpen': true };

const firstScenario = 'first.migration.yaml';

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        editor: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new PlainError(`--port is ${values.port}: give a number from 1 to 65535.`);
    }
    return { editor: values.editor, port, open: !values['no-open'], help: values.help };
  } catch (error) {
    if (error instanceof PlainError) throw error;
    throw new PlainError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

/** Copies the examples into a new folder that stays when this ends: what a person changes in it is theirs. */
async function copyExamples() {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'hca-migration-lab-')), 'examples');
  await cp(inRoot('examples'), folder, { recursive: true });
  return folder;
}

/**
 * Opens an address in the desktop's browser; a machine without a desktop just has the printed address.
 * @param {string} address
 */
function openInBrowser(address) {
  const onLinux = process.platform === 'linux';
  if (onLinux && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  const child = start(onLinux ? 'xdg-open' : 'open', [address]);
  // No such program, or no browser: the address has been printed.
  child.on('error', () => undefined);
}

/**
 * Serves the packed extension in the embedded editor until Ctrl+C.
 * @param {string} vsix
 * @param {{ port: number, open: boolean }} options
 */
async function serve(vsix, { port, open }) {
  await setUpEditor(say);
  const extensionsFolder = await temporaryFolder('extensions');
  await installExtension(vsix, extensionsFolder);
  const folder = await copyExamples();
  // Without trust's question: the folder holds nothing but our own examples.
  const server = await startServer({ extensionsFolder, settings: demoSettings, port, trusted: true });
  const address = server.address(folder, [['openFile', server.uri(path.join(folder, firstScenario))]]);
  say(`\nOpen this address:\n\n  ${address}\n\nThe examples are in ${folder}. Ctrl+C stops the server.`);
  if (open) openInBrowser(address);
  await server.ended;
  throw new PlainError(`The embedded VS Code has ended by itself:\n${server.log().trimEnd()}`);
}

/**
 * Shows the packed extension in the installed VS Code.
 * @param {string} vsix
 */
async function showInInstalledEditor(vsix) {
  await mustRun('code', ['--version']).catch(() => {
    throw new PlainError(
      'The command code is not there: install VS Code, and in it run "Shell Command: Install \'code\' command in PATH".',
    );
  });
  await mustRun('code', ['--install-extension', vsix, '--force']);
  const folder = await copyExamples();
  await mkdir(path.join(folder, '.vscode'));
  await writeFile(path.join(folder, '.vscode', 'settings.json'), `${JSON.stringify(demoSettings, null, 2)}\n`);
  await mustRun('code', ['--new-window', folder, path.join(folder, firstScenario)]);
  say(`VS Code shows the examples in ${folder}.`);
}

async function main() {
  checkNode();
  const options = readOptions();
  if (options.help) {
    say(help);
    return;
  }
  if (!existsSync(inRoot('examples', firstScenario))) throw new PlainError(`examples/${firstScenario} is missing.`);
  if (!options.editor) await checkPort(options.port);
  await installPackages(say);
  say('Building and packing the extension ...');
  const { file } = await packExtension();
  await (options.editor ? showInInstalledEditor(file) : serve(file, options));
}

await runMain(main);
