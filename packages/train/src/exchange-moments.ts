import { type Parameter, readFlat, writeFlat } from '@flow/backend';
import type { Variable } from '@tensorflow/tfjs-core';
import type { OptimizerMemory } from './optimizer.ts';
import type { Mate } from './worker-mate.ts';

/** Parameters that another thread moves, and room that both see. */
export type MovedElsewhere = {
  readonly mate: Mate;
  readonly parameters: readonly Parameter[];
  readonly room: Float32Array;
};

/**
 * Running values of an optimizer, name by name, from the threads that move the parameters (`tell`) or to them (`take`).
 *
 * @throws worker-failed
 */
export async function exchangeMoments(
  memory: OptimizerMemory,
  parts: readonly MovedElsewhere[],
  way: 'tell' | 'take',
): Promise<void> {
  const [first] = parts.flatMap(({ parameters }) => parameters);
  for (const name of Object.keys(first ? memory.of(first) : {})) {
    await Promise.all(
      parts.map(async ({ mate, parameters, room }) => {
        const values = parameters.map((parameter) => memory.of(parameter)[name] as Variable);
        if (way === 'take') readFlat(values, room);
        mate.ask({ type: 'moments', name, way });
        await mate.hear('moments');
        if (way === 'tell') writeFlat(values, room);
      }),
    );
  }
}
