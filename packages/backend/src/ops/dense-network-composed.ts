// The dense network of plain tfjs ops, for every backend and activation.
import { add, matMul, reshape, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { DenseLayer, DenseNetworkGradients, DenseNetworkSaved } from './dense-network.ts';
import { HIDDEN_ACTIVATIONS, type HiddenActivation } from './hidden-activation.ts';

type ForwardResult = { readonly value: Tensor; readonly hidden: readonly Tensor[] };

export function hiddenComposed(
  x: Tensor,
  layers: readonly DenseLayer[],
  activation: HiddenActivation,
  save: boolean,
): ForwardResult {
  return tidy(() => {
    const { apply } = HIDDEN_ACTIVATIONS[activation];
    const outputs: Tensor[] = [];
    layers.forEach((layer, index) => {
      const sums = linear(outputs.at(-1) ?? asMatrix(x), layer);
      outputs.push(index === layers.length - 1 ? sums : apply(sums));
    });
    const value = reshape(outputs.at(-1) ?? x, outputShape(x, layers));
    return { value, hidden: save ? outputs.slice(1, -1) : [] };
  });
}

export function backwardComposed(saved: DenseNetworkSaved, dy: Tensor): DenseNetworkGradients {
  const { x, layers, activation } = saved;
  return tidy(() => {
    const formula = HIDDEN_ACTIVATIONS[activation];
    const [first] = layers;
    const input = asMatrix(x);
    const isDeep = first !== undefined && layers.length > 1;
    const inputs = isDeep ? [input, formula.apply(linear(input, first)), ...saved.hidden] : [input];
    const kernels: Tensor[] = [];
    const biases: Tensor[] = [];
    let upstream: Tensor = reshape(dy, [input.shape[0] ?? 0, dy.shape.at(-1) ?? 0]);
    for (let index = layers.length - 1; index >= 0; index--) {
      const [layer, layerInput] = [layers[index], inputs[index]];
      if (layer === undefined || layerInput === undefined) continue;
      kernels.unshift(matMul(layerInput, upstream, true));
      biases.unshift(sum(upstream, 0));
      upstream = matMul(upstream, layer.kernel, false, true);
      if (index > 0) upstream = formula.backward(layerInput, upstream);
    }
    return { dx: reshape(upstream, x.shape), kernels, biases };
  });
}

function linear(x: Tensor, { kernel, bias }: DenseLayer): Tensor {
  return add(matMul(x, kernel), bias);
}

function asMatrix(x: Tensor): Tensor {
  const features = x.shape.at(-1) ?? 0;
  return reshape(x, [x.shape.slice(0, -1).reduce((product, size) => product * size, 1), features]);
}

export function outputShape(x: Tensor, layers: readonly DenseLayer[]): number[] {
  return [...x.shape.slice(0, -1), layers.at(-1)?.bias.size ?? 0];
}
