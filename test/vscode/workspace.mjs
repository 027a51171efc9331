// A folder to open in the editor: the examples, copied, so that a test may change them.
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../../scripts/editorServer.mjs';
import { inRoot } from '../../scripts/paths.mjs';

export async function exampleWorkspace() {
  const folder = path.join(await temporaryFolder('workspace'), 'examples');
  await cp(inRoot('examples'), folder, { recursive: true });
  return folder;
}
