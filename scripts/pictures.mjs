// npm run pictures: makes the pictures of the documentation again, from the screenshots that the tests take (`node test/run.mjs panel screen`).
import { copyFile, mkdir } from 'node:fs/promises';
import process from 'node:process';
import { inRoot } from './paths.mjs';

/** @type {[picture: string, screenshot: string][]} in docs/images/, in out/screenshots/ */
const pictures = [
  ['editor.png', 'editor-first-run.png'],
  ['panel.png', 'panel-dark-1280.png'],
];

await mkdir(inRoot('docs', 'images'), { recursive: true });
for (const [picture, screenshot] of pictures) {
  await copyFile(inRoot('out', 'screenshots', screenshot), inRoot('docs', 'images', picture));
  process.stdout.write(`docs/images/${picture}\n`);
}
