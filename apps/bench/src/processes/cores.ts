import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, platform } from 'node:os';

/** A command and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** A command on the machine's last cores only, the ones with the least of the system's own work, where that can be had. */
export function onCores(count: number, command: Command): Command {
  if (!canPin()) return command;
  const last = availableParallelism() - 1;
  return ['taskset', '-c', `${Math.max(0, last - count + 1)}-${last}`, ...command];
}

/** What the rows say about the machine. */
export function describeMachine(): string {
  const [first] = cpus();
  const model = first?.model.trim() || process.arch;
  const pinned = canPin() ? 'one core each' : 'not pinned';
  return `${model}, ${availableParallelism()} cores, ${pinned}, ${platform()}, Node ${process.versions.node}`;
}

let pins: boolean | undefined;

function canPin(): boolean {
  pins ??= platform() === 'linux' && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  return pins;
}
