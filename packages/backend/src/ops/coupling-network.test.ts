import { dispose, memory, setBackend, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { addToColumns, createColumns, gatherColumns } from './columns.ts';
import { type CouplingScale, couplingTransform } from './coupling.ts';
import { couplingNetwork, type DenseCoupling } from './coupling-network.ts';
import { type DenseLayer, denseNetwork } from './dense-network.ts';

const SCALES: CouplingScale[] = [
  { kind: 'bounded', bound: 2 },
  { kind: 'inverseSigmoid' },
  { kind: 'additive' },
];

/** A random coupling and inputs of any size; every third activation is one without kernels. */
function randomCase(seed: number, batch?: number) {
  const make = cases(seed);
  const rows = batch ?? make.size(1, 420);
  const features = make.size(2, 12);
  const order = Array.from({ length: features }, (_, i) => i).sort(() => (make.flag() ? 1 : -1));
  const count = make.size(1, features - 1);
  const scale = SCALES[seed % SCALES.length]!;
  const outputs = scale.kind === 'additive' ? count : 2 * count;
  const hidden = Array.from({ length: make.size(0, 3) }, () => make.size(1, 40));
  const widths = [features - count, ...hidden, outputs];
  const layers = widths.slice(1).map(
    (width, i): DenseLayer => ({
      kernel: tensor(make.values(widths[i]! * width, 0.3), [widths[i]!, width], 'float32'),
      bias: tensor(make.values(width, 0.3), [width]),
    }),
  );
  const coupling: DenseCoupling = {
    layers,
    activation: (['relu', 'tanh', 'elu'] as const)[make.size(0, 2)]!,
    transformed: createColumns(order.slice(0, count), features),
    identity: createColumns(order.slice(count), features),
    direction: make.flag() ? 'forward' : 'inverse',
    order: make.flag() ? 'scaleFirst' : 'shiftFirst',
    scale,
  };
  const shape = [rows, features];
  return {
    coupling,
    x: tensor(make.values(rows * features), shape, 'float32'),
    upstream: {
      dValue: tensor(make.values(rows * features), shape, 'float32'),
      dLogDet: tensor(make.values(rows), [rows], 'float32'),
    },
  };
}

/** The two operations that it stands for, one after the other. */
function apart(
  x: Tensor,
  coupling: DenseCoupling,
  upstream: ReturnType<typeof randomCase>['upstream'],
): Tensor[] {
  const { layers, activation, identity, transformed } = coupling;
  const steering = gatherColumns(x, identity);
  const { value: h, saved } = denseNetwork.apply(steering, layers, { activation, save: true });
  const { value, logDet } = couplingTransform.apply(x, h, transformed, coupling);
  const z = coupling.direction === 'forward' ? x : value;
  const { dx, dh } = couplingTransform.backward({ z, h }, transformed, upstream, coupling);
  const back = denseNetwork.backward(saved, dh);
  return [value, logDet, addToColumns(dx, back.dx, identity), ...back.kernels, ...back.biases];
}

describeOnBoth('couplingNetwork', () => {
  it('is the network and the transform one after the other, bit by bit, and so is its gradient', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { coupling, x, upstream } = randomCase(seed);
      const { value, logDet, saved } = couplingNetwork.apply(x, coupling, { save: true });
      const { dx, kernels, biases } = couplingNetwork.backward(saved, upstream);
      const expected = apart(x, coupling, upstream);
      const got = [value, logDet, dx, ...kernels, ...biases];
      expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      got.forEach((each, i) => void expect(each.dataSync()).toEqual(expected[i]!.dataSync()));
      const unsaved = couplingNetwork.apply(x, coupling);
      expect(unsaved.value.dataSync()).toEqual(value.dataSync());
      expect(unsaved.logDet.dataSync()).toEqual(logDet.dataSync());
    }
  });

  it('takes pictures, an empty batch and a network without hidden layers', () => {
    const columns = { transformed: createColumns([1], 2), identity: createColumns([0], 2) };
    const layers = [{ kernel: tensor([1, 0], [1, 2]), bias: tensor([0.5, 0]) }];
    const coupling: DenseCoupling = {
      ...columns,
      layers,
      activation: 'relu',
      direction: 'forward',
      scale: { kind: 'exp' },
    };
    const pictures = tensor([1, 10, 2, 20], [1, 2, 1, 2]);
    expect([...couplingNetwork.apply(pictures, coupling).value.dataSync()]).toEqual([1, 11.5, 2, 22.5]);
    const { value, logDet, saved } = couplingNetwork.apply(zeros([0, 2]), coupling, { save: true });
    const upstream = { dValue: value, dLogDet: logDet };
    const { dx, kernels } = couplingNetwork.backward(saved, upstream);
    expect([value.shape, logDet.shape, dx.shape]).toEqual([[0, 2], [0], [0, 2]]);
    expect([...kernels[0]!.dataSync()]).toEqual([0, 0]);
  });

  it('leaves only its results behind, and nothing where they and what it saved are disposed', () => {
    for (const seed of [3, 4, 5]) {
      const { coupling, x, upstream } = randomCase(seed);
      const before = memory().numTensors;
      const { value, logDet, saved } = couplingNetwork.apply(x, coupling, { save: true });
      // z outlives the value that it is.
      value.dispose();
      const { dx, kernels, biases } = couplingNetwork.backward(saved, upstream);
      saved.dispose();
      expect(memory().numTensors).toBe(before + 2 + 2 * coupling.layers.length);
      dispose([logDet, dx, ...kernels, ...biases]);
      expect(memory().numTensors).toBe(before);
    }
  });

  it('names the argument that does not fit', () => {
    const { coupling, x } = randomCase(1);
    const run = (changed: Partial<DenseCoupling>) => () =>
      couplingNetwork.apply(x, { ...coupling, ...changed });
    expect(() => couplingNetwork.apply(zeros([2, 99]), coupling)).toThrow(/shape-mismatch.*\(x\)/);
    expect(run({ layers: [] })).toThrow(/invalid-argument.*\(layers\)/);
    const wide = { kernel: zeros([coupling.identity.indices.length, 99]), bias: zeros([99]) };
    expect(run({ layers: [wide] })).toThrow(/shape-mismatch.*\(layers\)/);
    const { saved } = couplingNetwork.apply(x, coupling, { save: true });
    const upstream = { dValue: zeros([1, 1]), dLogDet: zeros([x.shape[0]!]) };
    expect(() => couplingNetwork.backward(saved, upstream)).toThrow(/\(dValue\)/);
  });
});

describe('gradients into tensors of the caller', () => {
  beforeAll(() => setBackend('wasm'));

  it('overwrite what was in them', () => {
    const { coupling, x, upstream } = randomCase(10, 400);
    const fused: DenseCoupling = { ...coupling, activation: 'relu' };
    const { saved } = couplingNetwork.apply(x, fused, { save: true });
    const fresh = couplingNetwork.backward(saved, upstream);
    const old = fused.layers.map(({ kernel }) => tensor(new Float32Array(kernel.size).fill(7), kernel.shape));
    const into = (parameter: Tensor) => old[fused.layers.findIndex(({ kernel }) => kernel === parameter)];
    const again = couplingNetwork.backward(saved, upstream, into);
    expect(again.kernels).toEqual(old);
    again.kernels.forEach((kernel, i) => {
      expect(worstError(kernel.dataSync(), fresh.kernels[i]!.dataSync())).toBe(0);
    });
  });
});
