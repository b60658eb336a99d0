// Prints what the gradients of a Glow take at each depth, as JSON: measure-memory.ts <timed runs of each kind>.
import { createGradientStore, createRng, init } from '@flow/backend';
import { type Flow, glow } from '@flow/models';
import { activationBytes } from '@flow-tooling/testkit';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { trainingPictures } from '../workload-data.ts';
import type { DepthFigures } from './depth-figures.ts';
import { DEPTH_MODEL, DEPTHS } from './depth-model.ts';

const WAYS = ['store', 'recompute'] as const;

const runs = Number(process.argv[2]);
await init();
process.stdout.write(JSON.stringify(DEPTHS.flatMap(figuresAt)));

function figuresAt(depth: number): DepthFigures[] {
  const { shape, levels, hidden, batch } = DEPTH_MODEL;
  const flow = glow({ shape, levels, hidden, steps: depth, seed: 1 });
  const x = tensor(trainingPictures({ shape }, batch), [batch, ...shape]);
  flow.initialize(x);
  const ways = WAYS.map((memory) => {
    const run = gradientsOf(flow, x, memory);
    return { memory, run, megabytes: megabytesOf(run), milliseconds: [] as number[] };
  });
  for (let i = 0; i < runs; i++) {
    for (const { run, milliseconds } of ways) {
      const start = performance.now();
      run().dispose();
      milliseconds.push(performance.now() - start);
    }
  }
  flow.dispose();
  x.dispose();
  return ways.map(({ memory, megabytes, milliseconds }) => ({
    subject: memory === 'store' ? 'flow' : 'flow-recompute',
    depth,
    megabytes,
    milliseconds,
  }));
}

function gradientsOf(flow: Flow, x: Tensor, memory: (typeof WAYS)[number]) {
  const call = { memory, gradients: createGradientStore() };
  return () => flow.valueAndGradients(x, { ...call, rng: createRng(1) });
}

function megabytesOf(run: ReturnType<typeof gradientsOf>): number {
  run().dispose();
  let result: ReturnType<typeof run> | undefined;
  const bytes = activationBytes(() => {
    result = run();
    return result.gradients.values();
  });
  result?.dispose();
  return bytes / 1e6;
}
