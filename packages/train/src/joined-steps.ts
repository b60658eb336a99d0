import { readFlat } from '@flow/backend';
import { joinLosses, joinParts, lostPart, orDispose } from './join-parts.ts';
import { differentiateShards, weightOfShards } from './split-batch.ts';
import { type Crew, type CrewSteps, copyOfFlow, sharedFloats, shareOut } from './worker-crew.ts';
import type { Mate } from './worker-mate.ts';
import { type StepBuffers, transferable } from './worker-messages.ts';

/**
 * Steps in which each thread brings its gradients to this one, which moves all parameters.
 *
 * @param sharesMemory whether threads can see the same memory; otherwise buffers go to and fro
 */
export function joinedSteps(crew: Crew, sharesMemory: boolean): CrewSteps {
  const { flow, trained, variables, mates } = crew;
  const size = variables.reduce((sum, variable) => sum + variable.size, 0);
  const array = () => (sharesMemory ? sharedFloats(size) : new Float32Array(size));
  const weights = array();
  const copy = copyOfFlow(crew);
  const buffers = new Map(
    mates.map((mate) => {
      const its: StepBuffers = { weights: sharesMemory ? weights : array(), gradients: array() };
      mate.load({ ...copy, ...(sharesMemory && { buffers: its }) });
      return [mate, its];
    }),
  );
  const buffersOf = (mate: Mate) => buffers.get(mate) as StepBuffers;
  return {
    async differentiate(batches, settings) {
      if (sharesMemory) readFlat(variables, weights);
      const { gradients: _, ...question } = settings;
      const [mine = [], ...theirs] = shareOut(crew, batches);
      const asked = mates
        .map((mate, i) => ({ mate, shards: theirs[i] ?? [] }))
        .filter(({ shards }) => shards.length > 0);
      for (const { mate, shards } of asked) {
        const lent = buffersOf(mate);
        if (sharesMemory) {
          mate.ask({ type: 'step', shards, ...question });
        } else {
          readFlat(variables, lent.weights);
          mate.ask({ type: 'step', shards, ...question, buffers: lent }, transferable(lent));
        }
      }
      const own = differentiateShards(flow, mine, settings);
      return orDispose(own, async () => {
        const parts = await Promise.all(
          asked.map(async ({ mate, shards }) => {
            const answer = await mate.hear('step');
            if (answer.buffers) buffers.set(mate, answer.buffers);
            const flat = buffersOf(mate).gradients;
            return { ...answer, flat, weight: weightOfShards(shards) };
          }),
        );
        const lost = lostPart(own, parts);
        if (lost || 'skippedAt' in own) return lost ?? own;
        const weight = weightOfShards(mine);
        return {
          ...joinLosses([{ ...own, weight }, ...parts]),
          ...joinParts(trained, own, weight, parts),
        };
      });
    },
    gather: async () => {},
  };
}
