import { tensor, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { convolution, convolutionGradients } from '../kernels/convolution.fixture.ts';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { gainedConv } from './gained-conv.ts';

function randomCase(seed: number) {
  const make = cases(seed);
  const [batch, height, width] = [make.size(1, 3), make.size(1, 6), make.size(1, 6)];
  const [inputs, outputs] = [make.size(1, 6), make.size(1, 6)];
  const geometry = {
    ...{ batch, height, width, inputs, outputs, filterHeight: 3, filterWidth: 3, strideY: 1, strideX: 1 },
    pads: [1, 1, 1, 1] as const,
  };
  const x = make.values(batch * height * width * inputs);
  const kernel = make.values(9 * inputs * outputs, 0.3);
  const [bias, logScale] = [make.values(outputs), make.values(outputs, 0.3)];
  return { make, geometry, x, kernel, bias, logScale };
}

function tensorsOf({ geometry: g, x, kernel, bias, logScale }: ReturnType<typeof randomCase>) {
  return {
    x: tensor(x, [g.batch, g.height, g.width, g.inputs]),
    parameters: {
      kernel: tensor(kernel, [3, 3, g.inputs, g.outputs]),
      bias: tensor(bias, [g.outputs]),
      logScale: tensor(logScale, [g.outputs]),
    },
  };
}

describeOnBoth('gainedConv', () => {
  it('equals float64 loops, value and gradients', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = randomCase(seed);
      const { make, geometry, bias, logScale } = random;
      const { outputs } = geometry;
      const { x, parameters } = tensorsOf(random);
      const scale = (at: number) => Math.exp(3 * logScale[at % outputs]!);
      const y = convolution(geometry, random.x, random.kernel).map(
        (sum, at) => (sum + bias[at % outputs]!) * scale(at),
      );
      expect(worstError(gainedConv.apply(x, parameters).dataSync(), y)).toBeLessThan(5e-6);

      const up = make.values(y.length);
      const dSums = Float64Array.from(up, (g, at) => g * scale(at));
      const [dBias, dLogScale] = [new Float64Array(outputs), new Float64Array(outputs)];
      up.forEach((g, at) => {
        dBias[at % outputs]! += dSums[at]!;
        dLogScale[at % outputs]! += 3 * g * y[at]!;
      });
      const expected = convolutionGradients(geometry, random.x, random.kernel, dSums);
      const dy = tensor(up, [...x.shape.slice(0, 3), outputs]);
      const { dx, gradients } = gainedConv.backward({ x }, parameters, dy);
      expect(worstError(dx.dataSync(), expected.dx)).toBeLessThan(1e-5);
      expect(worstError(gradients.kernel.dataSync(), expected.dFilter)).toBeLessThan(1e-5);
      expect(worstError(gradients.bias.dataSync(), dBias)).toBeLessThan(1e-5);
      expect(worstError(gradients.logScale.dataSync(), dLogScale)).toBeLessThan(1e-5);
    }
  });

  it('takes an empty batch', () => {
    const { parameters } = tensorsOf(randomCase(1));
    const [, , inputs, outputs] = parameters.kernel.shape as number[];
    const x = zeros([0, 2, 3, inputs!]);
    expect(gainedConv.apply(x, parameters).shape).toEqual([0, 2, 3, outputs]);
    const { gradients } = gainedConv.backward({ x }, parameters, zeros([0, 2, 3, outputs!]));
    expect([...gradients.bias.dataSync()]).toEqual(Array(outputs).fill(0));
  });

  it('names the argument that does not fit', () => {
    const { x, parameters } = tensorsOf(randomCase(1));
    expect(() => gainedConv.apply(x, { ...parameters, bias: tensor([1, 2, 3, 4, 5, 6, 7]) })).toThrow(
      /shape-mismatch.*\(bias\)/,
    );
    expect(() => gainedConv.apply(x, { ...parameters, kernel: zeros([1, 1, 2, 2]) })).toThrow(/\(kernel\)/);
    expect(() => gainedConv.backward({ x }, parameters, zeros([1, 1, 1, 99]))).toThrow(/\(dy\)/);
  });
});
