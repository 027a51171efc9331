// The miglab command: reads its words, does what they say, sets the exit status.
import process from 'node:process';
import { generator } from '../core/version';
import { parseCommand, usage, UsageError, type Command } from './arguments';
import { checkCommand } from './check';
import { standardOutput, type Output } from './output';
import { runCommand } from './run';

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
  }
}

async function main(): Promise<void> {
  const output = standardOutput();
  // A reader that has seen enough (`| head`) closes the pipe: that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    process.exitCode = await execute(parseCommand(process.argv.slice(2)), output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.message(`miglab: ${error.message} See miglab --help.`);
    process.exitCode = 2;
  }
}

void main();
