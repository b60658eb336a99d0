import { init } from '@flow/backend';
import type { Flow } from '@flow/models';
import { isNode } from './in-node.ts';
import { joinedSteps } from './joined-steps.ts';
import type { Optimizer } from './optimizer.ts';
import { recipeOf } from './optimizer-recipe.ts';
import { splitSteps, WORTH_SPLITTING } from './split-steps.ts';
import { type CrewSteps, createCrew } from './worker-crew.ts';
import { type Mate, startMate } from './worker-mate.ts';
import type { WorkerOptions } from './worker-options.ts';

/** The threads of a run: this one, which is the first, and the others. */
export type Team = CrewSteps & {
  /** Starts the others. @returns when all have a backend, or the signal is aborted @throws worker-failed */
  start(signal: AbortSignal | undefined): Promise<void>;
  /** Ends the others. */
  close(): Promise<void>;
};

export type TeamWays = {
  /** Whether threads can see the same memory; otherwise buffers go to and fro. */
  readonly sharesMemory?: boolean;
  /** Whether each thread moves a part of the parameters, where their optimizer and memory allow it. */
  readonly splits?: boolean;
};

export function createTeam(
  flow: Flow,
  optimizer: Optimizer,
  options: WorkerOptions,
  { sharesMemory = canShareMemory(), splits = flow.parameterCount >= WORTH_SPLITTING }: TeamWays = {},
): Team {
  const { count } = options;
  const mates: Mate[] = [];
  let steps: CrewSteps | undefined;
  const startSteps = () => {
    const crew = createCrew(flow, mates);
    const recipe = recipeOf(optimizer);
    if (splits && sharesMemory && recipe && optimizer.memory)
      return splitSteps(crew, recipe, optimizer.memory);
    return joinedSteps(crew, sharesMemory);
  };
  return {
    async start(signal) {
      const { kernels, vectorBits } = await init();
      const backend = { reproducible: kernels === 'portable', wideVectors: vectorBits === 256 };
      for (let i = 1; i < count && !signal?.aborted; i++)
        mates.push(await startMate(options, `Worker ${i + 1} of ${count}`));
      const bootAll = async () => {
        // One by one: backends set flags of the process while they compile, and choose kernels by the clock.
        for (const mate of mates) await mate.boot(backend);
      };
      await untilAborted(bootAll(), signal);
    },
    async differentiate(batches, settings) {
      steps ??= startSteps();
      return steps.differentiate(batches, settings);
    },
    gather: async () => steps?.gather(),
    async close() {
      await Promise.all(mates.map((mate) => mate.close()));
    },
  };
}

function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === 'function' && (isNode() || globalThis.crossOriginIsolated);
}

async function untilAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return void (await work);
  const listening = new AbortController();
  work.catch(() => {});
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { signal: listening.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    listening.abort();
  }
}
