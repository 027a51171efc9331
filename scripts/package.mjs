// npm run package: builds for production and makes the .vsix that people install. Fails when the files in it are not those of test/packagedFiles.txt
// or when it is over 2 MiB, so that nothing slips in or out unseen.
//   node scripts/package.mjs [--update-list]   with the option, test/packagedFiles.txt is written instead of compared
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { PlainError, mustRun, runMain } from './commands.mjs';
import { installPackages } from './packages.mjs';
import { inRoot, root } from './paths.mjs';

const listFile = inRoot('test', 'packagedFiles.txt');
const largest = 2 * 1024 * 1024;

/**
 * What a package holds and how big it is.
 * @typedef {object} PackedExtension
 * @property {string} file
 * @property {number} bytes
 * @property {readonly string[]} files
 */

/** What no package comes from: it is made anew, or belongs to development alone. */
const notPacked = new Set(['node_modules', 'dist', 'out', 'test', 'bench', '.git', '.migration-lab']);

/** Where the last package is described, and what it was made from. */
const lastFile = inRoot('out', 'packed.json');

/** A digest of all that a package can come from, the names of the files included. */
async function digestOfSources() {
  const top = (await readdir(root)).filter((name) => !notPacked.has(name) && !name.endsWith('.vsix'));
  const hash = createHash('sha256');
  for (const name of top.sort()) {
    const isFolder = (await stat(inRoot(name))).isDirectory();
    const below = isFolder ? await readdir(inRoot(name), { recursive: true, withFileTypes: true }) : [];
    const files = isFolder
      ? below.filter((one) => one.isFile()).map((one) => path.join(one.parentPath ?? one.path, one.name))
      : [inRoot(name)];
    for (const file of files.sort())
      hash.update(`${path.relative(root, file)}\0`).update(
        createHash('sha256')
          .update(await readFile(file))
          .digest(),
      );
  }
  return hash.digest('hex');
}

/**
 * The package as it was last made; null if the sources or the file itself have changed since.
 * @param {string} digest of the sources
 * @returns {Promise<PackedExtension | null>}
 */
async function lastPacked(digest) {
  try {
    const last = JSON.parse(await readFile(lastFile, 'utf8'));
    const { size, mtimeMs } = await stat(last.packed.file);
    return last.digest === digest && last.packed.bytes === size && last.changed === mtimeMs ? last.packed : null;
  } catch {
    return null;
  }
}

/**
 * Builds and packs the extension, unless the last package was made from the very same files; checks nothing.
 * @returns {Promise<PackedExtension>}
 */
export async function packExtension() {
  const digest = await digestOfSources();
  const last = await lastPacked(digest);
  if (last) return last;
  const packed = await makePackage();
  const changed = (await stat(packed.file)).mtimeMs;
  await mkdir(path.dirname(lastFile), { recursive: true });
  await writeFile(lastFile, JSON.stringify({ digest, changed, packed }));
  return packed;
}

/** @returns {Promise<PackedExtension>} */
async function makePackage() {
  const { version } = /** @type {{ version: string }} */ (JSON.parse(await readFile(inRoot('package.json'), 'utf8')));
  const file = inRoot(`hca-migration-lab-${version}.vsix`);
  // The build runs first, as the manifest's vscode:prepublish.
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file];
  await mustRun(process.execPath, [vsce, 'package', ...options]);
  const { listFiles, PackageManager } = await import('@vscode/vsce');
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  return { file, bytes: (await stat(file)).size, files: files.map((name) => name.split(path.sep).join('/')).sort() };
}

/** The files that ought to be in the package. */
export async function expectedFiles() {
  return (await readFile(listFile, 'utf8')).split('\n').filter((line) => line !== '');
}

/**
 * What is wrong with a package, a sentence each.
 * @param {PackedExtension} packed
 * @param {readonly string[]} expected
 */
export function packageProblems({ file, bytes, files }, expected) {
  const extra = files.filter((name) => !expected.includes(name));
  const missing = expected.filter((name) => !files.includes(name));
  return [
    ...extra.map((name) => `${name} is packed, but not in test/packagedFiles.txt.`),
    ...missing.map((name) => `${name} is in test/packagedFiles.txt, but not packed.`),
    ...(bytes > largest ? [`${path.basename(file)} is ${bytes} bytes: more than ${largest}.`] : []),
  ];
}

async function main() {
  const { values } = parseArgs({ options: { 'update-list': { type: 'boolean', default: false } } });
  await installPackages((text) => process.stdout.write(`${text}\n`));
  const packed = await packExtension();
  if (values['update-list']) await writeFile(listFile, `${packed.files.join('\n')}\n`);
  const problems = packageProblems(packed, await expectedFiles());
  if (problems.length > 0) throw new PlainError(problems.join('\n'));
  process.stdout.write(
    `${path.relative(process.cwd(), packed.file)}: ${packed.files.length} files, ${(packed.bytes / 1024).toFixed(0)} KiB\n`,
  );
}

if (process.argv[1] === inRoot('scripts', 'package.mjs')) await runMain(main);
