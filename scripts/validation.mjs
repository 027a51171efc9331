// npm run validation: `miglab validate` over all cases of validation/, as the page docs/validation.md. Fails if a figure is off and no sentence says why.
//   node scripts/validation.mjs            writes the page
//   node scripts/validation.mjs --check    writes nothing and fails unless the page is what the cases give now
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { PlainError, runMain } from './commands.mjs';
import { inRoot } from './paths.mjs';

const page = inRoot('docs', 'validation.md');

await runMain(async () => {
  const command = inRoot('dist', 'cli.js');
  if (!existsSync(command)) throw new PlainError('Build first: npm run build');
  const files = readdirSync(inRoot('validation')).filter((file) => /\.cases\.(json|yaml)$/.test(file));
  const words = ['validate', '--format', 'markdown', ...files.sort().map((file) => `validation/${file}`)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    cwd: inRoot(),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const faults = status === 0 ? [] : [stderr.trim()];
  const text = await format(stdout, { ...(await resolveConfig(page)), parser: 'markdown' });
  const isCheck = process.argv.includes('--check');
  if (!isCheck && stdout !== '') writeFileSync(page, text);
  else if (readFileSync(page, 'utf8') !== text)
    faults.push('docs/validation.md is not what the cases give now: run npm run validation');
  if (faults.length > 0) throw new PlainError(faults.join('\n'));
  process.stdout.write(`docs/validation.md ${isCheck ? 'is up to date' : 'written'}\n`);
});
