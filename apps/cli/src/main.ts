#!/usr/bin/env -S node --conditions=@flow/source
import { runCommand } from './run-command.ts';

// `flow sample … | head` closes the pipe early; a training run goes on without its reader.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommand(process.argv.slice(2));
