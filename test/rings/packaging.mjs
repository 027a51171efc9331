// Packs the extension as it ships: the right files, a size within bounds, and nothing in the shipped code that belongs to development.
import { packExtension, expectedFiles, packageProblems } from '../../scripts/package.mjs';
import { failedOnce, passedOnce } from './outcome.mjs';

export async function packaging() {
  const problems = packageProblems(await packExtension(), await expectedFiles());
  return problems.length === 0 ? passedOnce : failedOnce(`${problems.join('\n')}\n`);
}
