// A program of a user: it trains two flows, samples them and prints what they are, hashes first. The test
// copies it into a project outside the workspace.
import { cosTurns, portableExp, portableExpm1, portableLog, sinTurns } from '@flow/backend';
import { digits, twoMoons } from '@flow/datasets';
import {
  actNorm,
  affineCoupling,
  chain,
  invertibleLinear,
  logit,
  mlp,
  randomPermutation,
  uniformDequantise,
} from '@flow/layers';
import { studentT } from '@flow/math';
import { createFlow, createRng, type DataSchema, type Flow, init, realNVP } from '@flow/models';
import { adam, cosineDecay, type FitOptions, fit } from '@flow/train';

const STEPS = 200;
const SAMPLES = 1000;

const { kernels } = await init({ reproducible: true });
const { train: pictures } = await digits();
console.log(kernels);
console.log('host', await hash(hostNumbers()));
await report('plane', overPlane(), twoMoons().sample(1500, createRng(2)));
await report('digits', overPictures(pictures.schema), pictures.values);

/** What is computed outside the kernels, before rounding to float32 hides last bits. */
function hostNumbers(): Float64Array {
  const functions = [portableExp, portableExpm1, portableLog, cosTurns, sinTurns];
  const inputs = Array.from(createRng(1).uniform(4000), (u, i) => (i % 2 === 0 ? u : 20 * u));
  return Float64Array.from(functions.flatMap((compute) => inputs.map(compute)));
}

/** A RealNVP in the plane. */
function overPlane(): Flow {
  return realNVP({ features: 2, couplings: 6, hidden: [32, 32], activation: 'tanh', seed: 3 });
}

/** Layers of every kind that draws, initialises itself or computes on the host, over a base that does too. */
function overPictures(schema: DataSchema): Flow {
  const { features } = schema;
  const rng = createRng(4);
  const steps = (['plu', 'dense', 'plu'] as const).flatMap((parametrisation, i) => [
    affineCoupling({
      features,
      mask: i % 2 === 0 ? 'even' : 'odd',
      conditioner: (sizes) => mlp({ ...sizes, hidden: [48, 48], rng: rng.fork('net').fork(i) }),
    }),
    actNorm({ features }),
    invertibleLinear({ features, parametrisation, rng: rng.fork('linear').fork(i) }),
    randomPermutation(features, rng.fork('order').fork(i)),
  ]);
  const none = new Float32Array(features);
  return createFlow({
    bijector: chain([
      ...steps,
      logit({ shape: [features], alpha: 0.01 }),
      uniformDequantise({ shape: [features], levels: schema.quantization?.levels ?? 2 }),
    ]),
    base: studentT({ location: none, logScale: none, degreesOfFreedom: 30, trainable: true }),
    data: schema,
  });
}

async function report(name: string, flow: Flow, rows: Float32Array): Promise<void> {
  const options: FitOptions = {
    optimizer: adam({ learningRate: 2e-3, weightDecay: 0.1 }),
    maxSteps: STEPS,
    batchSize: 64,
    warmupSteps: 10,
    schedule: cosineDecay,
    clipNorm: 1,
    validation: 0.2,
    seed: 5,
  };
  const { steps, nonFiniteSteps, history } = await fit(flow, rows, options);
  const losses = history.flatMap(({ loss, validation }) => [loss, validation?.nll ?? Number.NaN]);
  const samples = flow.sampleTensor(SAMPLES, { seed: 6 }).dataSync<'float32'>(); // not rounded to levels
  const meanSquare = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  console.log(name, 'model', await hash(flow.save()));
  console.log(name, 'samples', await hash(samples));
  console.log(name, 'losses', await hash(Float64Array.from(losses)));
  console.log(name, steps, 'steps', nonFiniteSteps, 'skipped');
  console.log(name, 'losses, first and last', losses.slice(0, 2), losses.slice(-2));
  console.log(name, 'samples, mean square', meanSquare);
}

async function hash(values: ArrayBufferView): Promise<string> {
  const bytes = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
