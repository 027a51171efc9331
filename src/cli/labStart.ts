// `miglab lab start`: students' folders, as Start a Lab makes them in the editor: for courses that hand out by repositories, or without the editor.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { handOut, taskFile } from '../core/lab/handOut';
import { policyTypes } from '../core/policy/templates';
import { UsageError, type LabStartCommand } from './arguments';
import { problemLines } from './files';
import { readLab } from './labs';
import type { Output } from './output';

/** More students than this is a file of something else. */
const mostStudents = 10_000;

/** Makes the folders; the exit status. @throws UsageError before anything is written */
export function labStartCommand({ lab: where, to, student, students }: LabStartCommand, output: Output): number {
  const read = readLab(where, null);
  if ('problems' in read) {
    for (const line of problemLines(read)) output.message(line);
    return 1;
  }
  const { file, lab, files } = read;
  const targets =
    students === null
      ? [{ id: student, folder: to }]
      : idsIn(students).map((id) => ({ id, folder: path.join(to, folderName(id)) }));
  for (const { folder } of targets)
    if (existsSync(path.join(folder, taskFile)))
      throw new UsageError(
        `${path.join(folder, taskFile)} is there already: nothing is overwritten, name another folder by --to.`,
      );
  const types = typesOfPolicies();
  const template = { lab, labName: path.basename(file), files };
  for (const { id, folder } of targets) {
    for (const [name, text] of handOut(template, id, types)) write(path.join(folder, name), text);
    output.result(`${folder}${id === null ? '' : `: ${id}`}\n`);
  }
  return 0;
}

/** Ids, one a line. @throws UsageError for a file that has none, or two that would have one folder */
function idsIn(file: string): readonly string[] {
  if (!existsSync(file)) throw new UsageError(`--students names ${file}, which is not there.`);
  const ids = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (ids.length === 0 || ids.length > mostStudents)
    throw new UsageError(`${file} must have one student's id a line, at most ${mostStudents}; it has ${ids.length}.`);
  const seen = new Map<string, string>();
  for (const id of ids) {
    const other = seen.get(folderName(id).toLowerCase());
    if (other !== undefined)
      throw new UsageError(
        `${file}: '${other}' and '${id}' would have one folder: each student needs an id of their own.`,
      );
    seen.set(folderName(id).toLowerCase(), id);
  }
  return ids;
}

/** An id as the name of a folder on any system. */
function folderName(id: string): string {
  return id.replace(/[^A-Za-z0-9._@-]/g, '_').replace(/^\.+/, '_');
}

function typesOfPolicies(): string | null {
  const file = path.join(__dirname, '..', 'media', 'policy', policyTypes);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Fails where a file of that name has come meanwhile. */
function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
}
