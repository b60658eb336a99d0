// One number that depends on every bit of a small training run.
import { exp, log, matMul, mean, type Tensor, tanh, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import { createColumns } from '../ops/columns.ts';
import { couplingTransform } from '../ops/coupling.ts';
import { denseNetwork } from '../ops/dense-network.ts';
import { featureAffine } from '../ops/feature-affine.ts';
import { gradientNorm } from '../ops/gradient-norm.ts';
import { normalLogProb } from '../ops/normal-log-prob.ts';
import { adamStep } from '../ops/optimizer-steps.ts';
import { randomNormal, randomUniform } from '../random-tensors.ts';
import { createRng } from '../rng.ts';

/** FNV-1a over the bits of float32 values. */
function fold(hash: number, values: ArrayLike<number>): number {
  for (const bits of new Uint32Array(Float32Array.from(values).buffer)) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((bits >>> shift) & 255), 0x01000193);
  }
  return hash >>> 0;
}

/** Twenty steps of one coupling layer on random data, with everything that they compute on the way. */
export function trainingDigest(): string {
  const rng = createRng(42);
  let hash = 0x811c9dc5;
  const take = (result: Tensor) => {
    hash = fold(hash, result.dataSync());
    return result;
  };
  const slot = (value: Tensor) => {
    const zero = () => variable(tensor(new Float32Array(value.size), value.shape));
    return { variable: variable(value), first: zero(), second: zero() };
  };
  const widths = [3, 33, 65, 6];
  const slots = widths
    .slice(1)
    .flatMap((outputs, i) => [
      slot(randomNormal(rng, [widths[i] ?? 0, outputs])),
      slot(randomNormal(rng, [outputs])),
    ]);
  const affine = [slot(randomNormal(rng, [6])), slot(randomNormal(rng, [6]))] as const;
  const columns = createColumns([0, 2, 4], 6);
  const scale = { kind: 'bounded', bound: 2 } as const;
  for (let step = 1; step <= 20; step++) {
    tidy(() => {
      const layers = [0, 2, 4].map((i) => ({
        kernel: at(slots, i).variable,
        bias: at(slots, i + 1).variable,
      }));
      const x = take(randomNormal(rng.fork(step), [199, 6]));
      const parameters = { logScale: affine[0].variable, shift: affine[1].variable };
      const normalised = featureAffine.apply(x, parameters, 'inverse');
      const condition = take(randomUniform(rng.fork(-step >>> 0), [199, 3]));
      const { value: h, saved } = denseNetwork.apply(condition, layers, { activation: 'tanh', save: true });
      const options = { direction: 'inverse', scale } as const;
      const { value: z, logDet } = couplingTransform.apply(normalised.value, take(h), columns, options);
      const dLogDet = take(logDet);
      take(mean(z, 0));
      const dValue = normalLogProb.backward(z, take(normalLogProb.apply(z)));
      const { dx, dh } = couplingTransform.backward({ z, h }, columns, { dValue, dLogDet }, options);
      const dense = denseNetwork.backward(saved, take(dh));
      saved.dispose();
      const upstream = { dValue: take(dx), dLogDet };
      const ofAffine = featureAffine.backward(
        { z: normalised.value, logScale: parameters.logScale },
        upstream,
        'inverse',
      );
      const gradients = [
        ...dense.kernels.flatMap((kernel, i) => [kernel, at(dense.biases, i)]),
        ofAffine.dLogScale,
        ofAffine.dShift,
      ];
      const { norm } = gradientNorm(gradients);
      adamStep(
        [...slots, ...affine].map((each, i) => ({
          ...each,
          gradient: take(at(gradients, i)),
          weightDecay: 0.01,
        })),
        { step, learningRate: 0.01, gradientScale: 1 / norm },
      );
      take(tanh(matMul(dx, dx, true)));
      take(log(exp(z)));
    });
  }
  for (const each of [...slots, ...affine]) take(each.variable);
  return hash.toString(16).padStart(8, '0');
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no element ${index}`);
  return found;
}
