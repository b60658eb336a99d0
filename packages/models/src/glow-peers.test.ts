import { init } from '@flow/backend';
import { relativeError, worstError, worstGradientError } from '@flow-tooling/testkit';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeerGlow, readPeerGlow } from './glow-peer.fixture.ts';

const TOLERANCE = 1e-5;
const numbers = (of: Tensor) => of.dataSync() as Float32Array;

beforeAll(() => init());

describe.each([
  ['the released code', 'glow-code'],
  ['the paper', 'glow-paper'],
])('glow as %s has it, against PyTorch', (_, file) => {
  const peer = readPeerGlow(file);
  const pictures = Float32Array.from(peer.input.values);

  it('has the same parameters', () => {
    const { flow, links } = loadPeerGlow(peer);
    const ours = flow.parameters.map(({ path }) => path.replace('bijector.pictures.', ''));
    expect(links.map(({ path }) => path).sort()).toEqual(ours.sort());
    expect(links.map(({ name }) => name).sort()).toEqual(Object.keys(peer.state).sort());
    flow.dispose();
  });

  it('gives the same densities', () => {
    const { flow } = loadPeerGlow(peer);
    expect(worstError(flow.logProb(pictures), peer.logProb.values)).toBeLessThan(TOLERANCE);
    flow.dispose();
  });

  it('has the same gradients of every parameter and of the pictures', () => {
    const { flow, links } = loadPeerGlow(peer);
    const x = tensor(pictures, [peer.input.shape[0]!, ...peer.config.shape]);
    const { loss, gradients, dispose } = flow.valueAndGradients(x);
    const mean = peer.logProb.values.reduce((sum, value) => sum + value, 0) / peer.logProb.values.length;
    expect(relativeError(numbers(loss), [-mean])).toBeLessThan(TOLERANCE);
    const ours = new Map(
      flow.parameters.map(({ path, variable }) => [
        path.replace('bijector.pictures.', ''),
        numbers(gradients.get(variable)!),
      ]),
    );
    const theirs = new Map(
      links.map(({ path, name, ours }) => [path, Float64Array.from(ours(peer.gradients[name]!))]),
    );
    const { name, error } = worstGradientError(ours, theirs);
    expect(error, name).toBeLessThan(TOLERANCE);
    // The score is the gradient of log p itself.
    const score = flow.score(pictures).flatMap((row) => [...row]);
    const slope = peer.gradients.input!.values.map((value) => -value * peer.input.shape[0]!);
    expect(relativeError(score, slope)).toBeLessThan(TOLERANCE);
    dispose();
    x.dispose();
    flow.dispose();
  });
});
