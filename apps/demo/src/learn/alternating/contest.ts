import { createRng, init } from '@flow/backend';
import { affineCoupling, chain, type Mask, mlp } from '@flow/layers';
import { createFlow, type Flow } from '@flow/models';
import { adam, type Optimizer } from '@flow/train';
import { tensor2d } from '@tensorflow/tfjs-core';
import { type ContestData, contestData, type DataName } from './contest-data.ts';

/** The two flows: the same layers, networks and first weights; only the masks differ. */
export const RIVALS = ['alternating', 'frozen'] as const;
export type Rival = (typeof RIVALS)[number];

const COUPLINGS = 8;
const HIDDEN = [48, 48];
const BATCH = 256;
const HELD_OUT = 4096;
const SHOWN = 1200;
/** The rate of the first step; it falls with 1/√steps, so that the curves come to rest however long they run. */
const LEARNING_RATE = 3e-3;
const SLOWING = 100;

export type ContestOptions = { readonly data: DataName; readonly seed: number };

export type Standing = {
  /** Mean −log p of rows that were never trained on, in nats. */
  readonly nll: number;
  /** Drawn from the flow, row-major [n, 2]; the same latent points each time. */
  readonly samples: Float32Array;
};

/** What does not change while they train. */
export type ContestFacts = Omit<ContestData, 'sample'> & {
  /** Rows of the data to look at, row-major [n, 2]. */
  readonly shown: Float32Array;
};

export type Contest = {
  readonly facts: ContestFacts;
  readonly steps: number;
  /** Trains both flows on the same batches. */
  train(steps: number): void;
  look(): Record<Rival, Standing>;
  dispose(): void;
};

/** The masks of a rival's couplings, in the order of `forward`; mask `even` passes x₁, `odd` passes x₂. */
export function masksOf(rival: Rival): readonly Mask[] {
  return Array.from({ length: COUPLINGS }, (_, i) =>
    rival === 'alternating' && i % 2 === 1 ? 'odd' : 'even',
  );
}

/** A pile of affine couplings with these masks over a standard normal. */
export function pile(masks: readonly Mask[], seed: number): Flow {
  const rng = createRng(seed);
  const layers = masks.map((mask, i) =>
    affineCoupling({
      features: 2,
      mask,
      conditioner: (sizes) => mlp({ ...sizes, hidden: HIDDEN, rng: rng.fork(i) }),
    }),
  );
  return createFlow({ bijector: chain(layers) });
}

/** Two flows learn the same data from the same batches; the same seed gives the same numbers on each machine. */
export async function createContest({ data: name, seed }: ContestOptions): Promise<Contest> {
  await init({ reproducible: true });
  const data = contestData(name);
  const rng = createRng(seed);
  const heldOut = data.sample(HELD_OUT, rng.fork('held out'));
  const rivals = RIVALS.map((rival) => ({
    rival,
    flow: pile(masksOf(rival), seed),
    optimizer: adam(),
  }));
  let steps = 0;
  return {
    facts: { marginal: data.marginal, limits: data.limits, shown: heldOut.slice(0, 2 * SHOWN) },
    get steps() {
      return steps;
    },
    train(count) {
      for (let i = 0; i < count; i++, steps++) {
        const batch = data.sample(BATCH, rng.fork('batch').fork(steps));
        const rate = LEARNING_RATE / Math.sqrt(1 + steps / SLOWING);
        for (const { flow, optimizer } of rivals) trainStep(flow, optimizer, batch, rate);
      }
    },
    look: () =>
      Object.fromEntries(rivals.map(({ rival, flow }) => [rival, standingOf(flow, heldOut)])) as Record<
        Rival,
        Standing
      >,
    dispose() {
      for (const { flow, optimizer } of rivals) {
        flow.dispose();
        optimizer.dispose();
      }
    },
  };
}

function trainStep(flow: Flow, optimizer: Optimizer, rows: Float32Array, rate: number): void {
  const batch = tensor2d(rows, [rows.length / 2, 2]);
  const step = flow.valueAndGradients(batch);
  const updates = flow.parameters.flatMap((parameter) => {
    const gradient = step.gradients.get(parameter.variable);
    return gradient ? [{ parameter, gradient }] : [];
  });
  optimizer.step(updates, rate, 1);
  step.dispose();
  batch.dispose();
}

function standingOf(flow: Flow, heldOut: Float32Array): Standing {
  const rows = tensor2d(heldOut, [heldOut.length / 2, 2]);
  const nll = flow.nll(rows);
  const samples = flow.sampleTensor(SHOWN);
  const standing = { nll: nll.dataSync()[0] as number, samples: samples.dataSync<'float32'>().slice() };
  for (const tensor of [rows, nll, samples]) tensor.dispose();
  return standing;
}
