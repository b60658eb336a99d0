import { readFlat, writeFlat } from '@flow/backend';
import { exchangeMoments, type MovedElsewhere } from './exchange-moments.ts';
import type { GradientShare, JointGradients } from './join-gradients.ts';
import { joinLosses, joinParts, lostPart, orDispose } from './join-parts.ts';
import type { OptimizerMemory } from './optimizer.ts';
import type { OptimizerRecipe } from './optimizer-recipe.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { differentiateShards, weightOfShards } from './split-batch.ts';
import { gradientOf } from './train-step.ts';
import { waitForMoves } from './wait-for-moves.ts';
import { type Crew, type CrewSteps, copyOfFlow, sharedFloats, shareOut } from './worker-crew.ts';
import type { StepAnswer } from './worker-messages.ts';

/** Below this number of weights a step waits longer for messages than it wins. */
export const WORTH_SPLITTING = 2 ** 18;

/**
 * Steps in which each thread joins all gradients for a part of the parameters, and moves that part: it keeps the
 * running values. Weights and gradients lie in memory that all see. The bits are those of joined steps.
 *
 * @param memory of the optimizer of this thread, which moves the first part
 * @see Rajbhandari et al. 2020, "ZeRO" (arXiv 1910.02054), section 5.1
 */
export function splitSteps(crew: Crew, optimizer: OptimizerRecipe, memory: OptimizerMemory): CrewSteps {
  const { flow, trained, variables, mates } = crew;
  const segments = segmentsOf(
    variables.map(({ size }) => size),
    mates.length + 1,
  );
  const [own, ...others] = segments as [Segment, ...Segment[]];
  const size = segments.at(-1)?.to as number;
  const mine = variables.slice(0, own.end);
  const theirs = variables.slice(own.end);
  const weights = sharedFloats(size + own.to);
  const gradients = segments.map(() => sharedFloats(size));
  const ownGradients = gradients[0] as Float32Array;
  const moved = new Int32Array(new SharedArrayBuffer(4 * segments.length));
  const copy = copyOfFlow(crew);
  mates.forEach((mate, i) => {
    mate.load({ ...copy, share: { index: i + 1, segments, optimizer, weights, gradients, moved } });
  });
  const elsewhere = mates.map((mate, i): MovedElsewhere => {
    const { first, end, from, to } = others[i] as Segment;
    const room = (gradients[i + 1] as Float32Array).subarray(from, to);
    return { mate, parameters: trained.slice(first, end), room };
  });
  // The first part's weights before a step stay where they are until all threads have moved.
  let firstAt = 0;
  const firstValues = (at = firstAt) => weights.subarray(at, at + own.to);
  let written: readonly object[] = [];
  let isLoaded = false;

  function tellWeights(all: boolean) {
    for (const mate of mates) mate.ask({ type: 'weights', firstAt, all });
  }

  function noteWritten() {
    written = variables.map(({ dataId }) => dataId);
  }

  /** Where weights are not those that the threads wrote, such as the first ones. */
  function showWeights() {
    if (variables.every(({ dataId }, i) => dataId === written[i])) return;
    readFlat(mine, firstValues());
    readFlat(theirs, weights.subarray(own.to, size));
    tellWeights(true);
    noteWritten();
  }

  /** All weights at once, so that a turn of the event loop never meets a flow of which a part has moved. */
  function takeWeights(at: number) {
    firstAt = at;
    tellWeights(false);
    writeFlat(theirs, weights.subarray(own.to, size));
    noteWritten();
  }

  const move: GradientShare['move'] = async (numbers, moveOwn) => {
    const step = memory.steps + 1;
    for (const mate of mates) mate.ask({ type: 'move', step, ...numbers });
    try {
      moveOwn();
    } catch (error) {
      writeFlat(mine, firstValues());
      throw error;
    }
    const next = firstAt === 0 ? size : 0;
    readFlat(mine, firstValues(next));
    const isPrompt = waitForMoves(moved, step);
    if (isPrompt) takeWeights(next);
    else writeFlat(mine, firstValues());
    await Promise.all(mates.map((mate) => mate.hear('move')));
    if (isPrompt) return;
    writeFlat(mine, firstValues(next));
    takeWeights(next);
  };

  /** Shows the others this thread's gradients for their parts. */
  function showGradients({ gradients: found }: JointGradients) {
    const forOthers = trained.slice(own.end).map((parameter) => gradientOf(parameter, found));
    readFlat(forOthers, ownGradients.subarray(own.to));
  }

  /** Joins the first part of all gradients while the others join theirs. @param counts null where there were no rows */
  async function join(
    result: JointGradients,
    answers: readonly StepAnswer[],
    counts: readonly (number | null)[],
  ) {
    for (const mate of mates) mate.ask({ type: 'join', counts });
    const parts = [result, ...answers].flatMap(({ loss, drift }, i) => {
      const weight = counts[i] ?? null;
      const flat = (gradients[i] as Float32Array).subarray(0, own.to);
      return weight === null ? [] : [{ loss, weight, flat, ...(drift !== undefined && { drift }) }];
    });
    const parameters = trained.slice(0, own.end);
    const joint = await orDispose(result, async () =>
      joinParts(parameters, result, counts[0] ?? 0, parts.slice(1)),
    );
    const answered = await orDispose(joint, () => Promise.all(mates.map((mate) => mate.hear('join'))));
    const squares = [joint, ...answered].flatMap((part) => part.squares);
    return { ...joinLosses(parts), ...joint, squares, share: { parameters, move } };
  }

  return {
    async differentiate(batches, settings) {
      if (!isLoaded && memory.steps > 0) await exchangeMoments(memory, elsewhere, 'take');
      isLoaded = true;
      showWeights();
      const { gradients: _, ...question } = settings;
      const [rows = [], ...theirRows] = shareOut(crew, batches);
      mates.forEach((mate, i) => {
        mate.ask({ type: 'step', shards: theirRows[i] ?? [], ...question });
      });
      const result = differentiateShards(flow, rows, settings);
      const answers = await orDispose(result, async () => {
        if (!('skippedAt' in result)) showGradients(result);
        return Promise.all(mates.map((mate) => mate.hear('step')));
      });
      const lost = lostPart(result, answers);
      if (lost || 'skippedAt' in result) return lost ?? result;
      const counts = [rows, ...theirRows].map((shards) =>
        shards.length > 0 ? weightOfShards(shards) : null,
      );
      return join(result, answers, counts);
    },
    async gather() {
      if (isLoaded) await exchangeMoments(memory, elsewhere, 'tell');
    },
  };
}
