import { tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { featureAffine } from './feature-affine.ts';

const DIRECTIONS = ['forward', 'inverse'] as const;

function randomCase(seed: number) {
  const make = cases(seed);
  const [batch, positions, features] = [make.size(), make.size(1, 5), make.size(1, 33)];
  const rows = batch * positions;
  const [x, s, t] = [make.values(rows * features), make.values(features), make.values(features)];
  const shape = [batch, positions, features];
  const parameters = { logScale: tensor(s, [features]), shift: tensor(t, [features]) };
  return { make, batch, positions, features, rows, x, s, t, shape, parameters, input: tensor(x, shape) };
}

describeOnBoth('featureAffine', () => {
  it.each(DIRECTIONS)('equals float64 loops: %s', (direction) => {
    for (let seed = 0; seed < 60; seed++) {
      const { batch, positions, features, x, s, t, parameters, input } = randomCase(seed);
      const expected = Float64Array.from(x, (value, at) => {
        const [scale, shift] = [Math.exp(s[at % features]!), t[at % features]!];
        return direction === 'forward' ? value * scale + shift : (value - shift) / scale;
      });
      const total = positions * s.reduce((sum, value) => sum + value, 0) * (direction === 'forward' ? 1 : -1);
      const { value, logDet } = featureAffine.apply(input, parameters, direction);
      expect(worstError(value.dataSync(), expected)).toBeLessThan(2e-6);
      expect(worstError(logDet.dataSync(), Array(batch).fill(total))).toBeLessThan(3e-6);
    }
  });

  it.each(DIRECTIONS)('has the gradient of float64 loops: %s', (direction) => {
    const isForward = direction === 'forward';
    for (let seed = 100; seed < 150; seed++) {
      const { make, batch, positions, features, rows, s, shape, parameters, input } = randomCase(seed);
      const { value } = featureAffine.apply(input, parameters, direction);
      const z = isForward ? input : value;
      const [up, ofRows] = [make.values(rows * features), make.values(batch)];
      const latent = z.dataSync();
      const dx = Float64Array.from(up, (g, at) => g * Math.exp((isForward ? 1 : -1) * s[at % features]!));
      const start = positions * ofRows.reduce((sum, g) => sum + g, 0) * (isForward ? 1 : -1);
      const dLogScale = new Float64Array(features).fill(start);
      const dShift = new Float64Array(features);
      for (let at = 0; at < up.length; at++) {
        dLogScale[at % features]! += isForward ? dx[at]! * latent[at]! : -up[at]! * latent[at]!;
        dShift[at % features]! += isForward ? up[at]! : -dx[at]!;
      }
      const gradients = featureAffine.backward(
        { z, logScale: parameters.logScale },
        { dValue: tensor(up, shape), dLogDet: tensor(ofRows, [batch]) },
        direction,
      );
      expect(worstError(gradients.dx.dataSync(), dx)).toBeLessThan(1e-6);
      expect(worstError(gradients.dLogScale.dataSync(), dLogScale)).toBeLessThan(2e-5);
      expect(worstError(gradients.dShift.dataSync(), dShift)).toBeLessThan(2e-5);
    }
  });

  it('takes one feature, many rows and an empty batch', () => {
    const one = { logScale: tensor([Math.log(2)], [1]), shift: tensor([1], [1]) };
    const { value, logDet } = featureAffine.apply(tensor([1, 2, 3], [3, 1]), one, 'forward');
    expect(worstError(value.dataSync(), [3, 5, 7])).toBeLessThan(1e-6);
    expect(worstError(logDet.dataSync(), Array(3).fill(Math.log(2)))).toBeLessThan(1e-6);
    expect(featureAffine.apply(tensor([], [0, 1]), one, 'inverse').logDet.shape).toEqual([0]);
    const { dLogScale } = featureAffine.backward(
      { z: tensor([], [0, 1]), logScale: one.logScale },
      { dValue: tensor([], [0, 1]), dLogDet: tensor([], [0]) },
      'forward',
    );
    expect([...dLogScale.dataSync()]).toEqual([0]);
  });

  it('names the argument that does not fit', () => {
    const wrong = { logScale: tensor([0], [1]), shift: tensor([0, 0], [2]) };
    expect(() => featureAffine.apply(tensor([1, 2], [1, 2]), wrong, 'forward')).toThrow(
      /shape-mismatch.*\(logScale\)/,
    );
  });
});
