import { FlowError, type Parameter, prefixParameters, requireInit } from '@flow/backend';
import { type Bijector, type Call, sizeOf } from '@flow/layers';
import { type BaseDistribution, standardNormal } from '@flow/math';
import { add, mean, neg, reshape, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { createArrayMethods } from './array-methods.ts';
import { checkSchema, type DataSchema } from './data-schema.ts';
import type { Flow } from './flow.ts';
import { saveFlow } from './model-file.ts';
import { countTrained, summaryOf } from './summary.ts';
import { valueAndGradients } from './value-and-gradients.ts';

export type FlowOptions = {
  /** f: z -> x; the flow owns it. */
  readonly bijector: Bijector;
  /** π(z), by default the standard normal; the flow owns it. */
  readonly base?: BaseDistribution;
  /** What the data are, in their original units. */
  readonly data?: DataSchema;
};

/**
 * Makes a flow from a bijection and a base distribution.
 *
 * @throws not-initialized, shape-mismatch, invalid-argument
 * @example
 * ```ts
 * const flow = createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]) });
 * flow.logProb([[0.5, -1]]);
 * ```
 */
export function createFlow({ bijector, base: givenBase, data }: FlowOptions): Flow {
  requireInit('A flow');
  const features = sizeOf(bijector.dataShape);
  const base = givenBase ?? standardNormal({ features });
  checkBase(bijector, base);
  const schema = data && checkSchema(data, features);
  const parameters: readonly Parameter[] = [
    ...prefixParameters('bijector', bijector.parameters),
    ...prefixParameters('base', base.parameters),
  ];
  const logProbTensor = (x: Tensor, call: Call): Tensor =>
    tidy(() => {
      const { value, logDet } = bijector.inverse(x, call);
      return add(base.logProb(reshape(value, [-1, features])), logDet);
    });
  const flow: Flow = {
    bijector,
    base,
    features,
    dataShape: bijector.dataShape,
    ...(bijector.contextShape && { contextShape: bijector.contextShape }),
    latentLayout: bijector.latentLayout ?? [
      { level: 0, shape: bijector.latentShape, offset: 0, size: features },
    ],
    ...(schema && { data: schema }),
    parameters,
    parameterCount: countTrained({ parameters }),
    ...createArrayMethods({ bijector, base, schema, logProbTensor }),
    summary: () => summaryOf(flow),
    save: () => saveFlow(flow),
    initialize: (x, call) => bijector.initialize(x, call),
    nll: (x, call = {}) => tidy(() => neg(mean(logProbTensor(x, call))) as Scalar),
    valueAndGradients: (x, call = {}, weights) => valueAndGradients(bijector, base, x, call, weights),
    dispose() {
      bijector.dispose();
      base.dispose();
    },
  };
  return flow;
}

function checkBase(bijector: Bijector, base: BaseDistribution): void {
  const latent = sizeOf(bijector.latentShape);
  if (bijector.latentShape.length === 1 && base.features === latent) return;
  throw new FlowError('shape-mismatch', {
    argument: 'base',
    message: 'The base is a density over the flat latent of the bijector.',
    expected: `latent shape [${base.features}]`,
    received: `[${bijector.latentShape}]`,
  });
}
