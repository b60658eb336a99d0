import { execFile } from 'node:child_process';

type Place = { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
type Printed = { readonly stdout: string; readonly stderr: string };

/** Runs a program to its end. Rejects with all that it printed where it fails or does not end in time. */
export function runProgram(program: string, args: readonly string[], { cwd, env }: Place): Promise<Printed> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: 150_000 }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else
        reject(
          new Error(
            `${program} ${args.join(' ')} failed: ${error.code ?? error.signal}\n${stdout}\n${stderr}`,
          ),
        );
    });
  });
}
