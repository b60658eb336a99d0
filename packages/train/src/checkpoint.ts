import { FlowError } from '@flow/backend';
import { type CheckpointContent, decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.ts';
import { copyTensors, restoreTensors, restoreWeights } from './checkpoint-parts.ts';
import { type CheckpointStore, keepPrevious, previousOf } from './checkpoint-store.ts';
import { fileStore } from './file-store.ts';
import type { Resumed } from './fit-report.ts';
import type { Run } from './run.ts';
import { checkIdentity, identityOf } from './run-identity.ts';
import type { RunState } from './run-state.ts';
import { awaitsStart } from './start-flow.ts';

/** Where a run is saved, and how often. */
export type CheckpointOptions = CheckpointPlace & {
  /** Steps from one checkpoint to the next; default 100. */
  readonly every?: number;
};

type CheckpointPlace =
  /** A file (Node); the one before is kept as `path.previous`. */
  | { readonly path: string; readonly store?: never; readonly name?: never }
  | { readonly store: CheckpointStore; readonly name?: string; readonly path?: never };

/** The checkpoints of a run that goes on. */
export type Checkpoint = {
  readonly resumed: Resumed | undefined;
  /** Whether the resumed flow is yet to have its data-dependent start. */
  awaitsStart(): boolean;
  /** Puts the weights of the checkpoint back, after a data-dependent start. */
  restoreWeights(): void;
  /** Writes a checkpoint where one is due, or where the run was called off. */
  afterStep(state: RunState): Promise<void>;
  afterRun(state: RunState): Promise<void>;
};

type Parts = Omit<Run, 'checkpoint' | 'pacer'>;

/**
 * Looks for a checkpoint and puts a run where it was.
 *
 * @param state is written over where there is one
 * @throws invalid-file where no checkpoint can be read, invalid-argument where it is of another run
 */
export async function openCheckpoint(
  options: CheckpointOptions,
  parts: Parts,
  state: RunState,
): Promise<Checkpoint> {
  const { store, name } = placeOf(options);
  const { every = 100 } = options;
  if (!Number.isSafeInteger(every) || every < 1) throw refuse('every', 'a whole number, 1 or more', every);
  const memory = parts.optimizer.memory;
  if (!memory) {
    throw refuse('optimizer', 'an optimizer with a memory: this one cannot be resumed', parts.optimizer.kind);
  }
  const identity = identityOf(parts, memory);
  const found = await findCheckpoint(store, name);
  if (found) {
    checkIdentity(identity, found.content.identity);
    restoreTensors(parts, memory, found.content);
    Object.assign(state, found.content.state);
  }
  let pending = found && awaitsStart(parts.flow) ? found.content : undefined;
  let lastIsGood = found?.resumed.damaged === undefined;
  const save = async (now: RunState) => {
    await parts.team?.gather();
    const tensors = copyTensors(parts, memory);
    const bytes = encodeCheckpoint({ state: now, identity, optimizerSteps: memory.steps, tensors });
    if (lastIsGood) await keepPrevious(store, name);
    await store.write(name, bytes);
    lastIsGood = true;
  };
  return {
    resumed: found?.resumed,
    awaitsStart: () => pending !== undefined,
    restoreWeights() {
      if (pending) restoreWeights(parts, pending);
      pending = undefined;
    },
    async afterStep(now) {
      const isAborted = now.stopped === 'aborted';
      if (isAborted || (now.stopped === null && now.step % every === 0))
        await save({ ...now, stopped: null });
    },
    async afterRun(now) {
      if (now.stopped !== 'aborted') await save({ ...now, stopped: now.stopped ?? 'finished' });
    },
  };
}

type Found = { readonly content: CheckpointContent; readonly resumed: Resumed };

/** The newest checkpoint that can be read. @throws invalid-file where there are some and none can be read */
async function findCheckpoint(store: CheckpointStore, name: string): Promise<Found | undefined> {
  const reasons: string[] = [];
  for (const from of [name, previousOf(name)]) {
    const bytes = await store.read(from);
    if (bytes === undefined) continue;
    try {
      const content = decodeCheckpoint(bytes);
      const [damaged] = reasons;
      const { step } = content.state;
      return { content, resumed: { step, from, ...(damaged !== undefined && { damaged }) } };
    } catch (error) {
      if (!(error instanceof FlowError) || error.code !== 'invalid-file') throw error;
      reasons.push(`${from}: ${error.message}`);
    }
  }
  if (reasons.length === 0) return undefined;
  throw new FlowError('invalid-file', {
    argument: 'checkpoint',
    message: `No checkpoint can be read; remove them to start anew. ${reasons.join(' ')}`,
  });
}

function placeOf(options: CheckpointOptions): { store: CheckpointStore; name: string } {
  if (options.store) return { store: options.store, name: options.name ?? 'checkpoint' };
  const { path } = options;
  if (typeof path !== 'string' || path === '' || path.endsWith('/'))
    throw refuse('path', 'the path of a file', path);
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { store: fileStore(cut < 0 ? '.' : path.slice(0, cut) || '/'), name: path.slice(cut + 1) };
}

function refuse(argument: string, expected: string, received: unknown): FlowError {
  return new FlowError('invalid-argument', {
    argument: `checkpoint.${argument}`,
    message: 'No checkpoints can be kept with this.',
    expected,
    received: String(received),
  });
}
