// The miglab command: reads its words, does what they say, sets the exit status.
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { generator } from '../core/version';
import { parseCommand, usage, UsageError, type Command } from './arguments';
import { checkCommand } from './check';
import { compareCommand } from './compare';
import { gradeCommand } from './grade';
import { serveGrading } from './gradeWorker';
import { labCommand } from './lab';
import { labStartCommand } from './labStart';
import { standardOutput, type Output } from './output';
import { fitCommand } from './fit';
import { importCommand } from './importLog';
import { runCommand } from './run';
import { schemaCommand } from './schema';
import { mergeCommand, sweepCommand } from './sweep';
import { validateCommand } from './validate';

async function execute(command: Command, output: Output): Promise<number> {
  switch (command.command) {
    case 'help':
      output.result(usage);
      return 0;
    case 'version':
      output.result(`${generator}\n`);
      return 0;
    case 'check':
      return checkCommand(command, output);
    case 'run':
      return runCommand(command, output);
    case 'compare':
      return compareCommand(command, output);
    case 'validate':
      return validateCommand(command, output);
    case 'fit':
      return fitCommand(command, output);
    case 'import':
      return importCommand(command, output);
    case 'sweep':
      return sweepCommand(command, output);
    case 'merge':
      return mergeCommand(command, output);
    case 'grade':
      return gradeCommand(command, output);
    case 'lab':
      return labCommand(command, output);
    case 'lab-start':
      return labStartCommand(command, output);
    case 'schema':
      return schemaCommand(command, output);
  }
}

/** Says in one line what went wrong, and sets the exit status. */
function fail(error: unknown, output: Output): void {
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError;
  output.message(`miglab: ${message.trim().replace(/\s+/g, ' ')}${isUsage ? ' See miglab --help.' : ''}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function main(): Promise<void> {
  const output = standardOutput();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) closes the pipe: that is no fault. A full disk is one.
    if (error.code === 'EPIPE') process.exit(0);
    output.message(`miglab: The result cannot be written (${error.code ?? error.message}).`);
    process.exit(1);
  });
  // Nobody reads the messages: the result is still worth writing.
  process.stderr.on('error', () => undefined);
  try {
    process.exitCode = await execute(parseCommand(process.argv.slice(2)), output);
  } catch (error) {
    fail(error, output);
  }
}

// The same file is the worker that grades submissions.
if (isMainThread) void main();
else serveGrading();
