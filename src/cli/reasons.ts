// What a person reads in place of the system's error codes.

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  ENOENT: 'there is nothing of that name, or it cannot be made there',
  ENOTDIR: 'a part of its path is a file',
  EROFS: 'it is on a file system that is read-only',
  ENOSPC: 'the disk is full',
  EACCES: 'its permissions forbid it',
  EPERM: 'its permissions forbid it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Why the system refused something, as the rest of a sentence. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (code === '' ? String(error) : code);
}
