import { createRng, init } from '@flow/backend';
import { perturb } from '@flow-tooling/testkit';
import { beforeAll, expect, it } from 'vitest';
import { realNVP } from './real-nvp.ts';

beforeAll(() => init());

it.each(['alternate', 'shuffle', 'linear'] as const)(
  'moves every feature within a few couplings (%s)',
  (mixing) => {
    const flow = realNVP({ features: 5, couplings: mixing === 'alternate' ? 2 : 6, hidden: [4], mixing });
    const row = [0.3, -1.2, 0.7, 2.1, -0.4];
    const [before] = flow.encode([row]);
    perturb(flow.parameters, createRng(1));
    const [after] = flow.encode([row]);
    // Even where a permutation carries it elsewhere: each latent has another value than before.
    for (const [i, value] of Array.from(after!).entries()) expect(value).not.toBe(before![i]);
    flow.dispose();
  },
);

it('refuses a mixing that there is not', () => {
  const mixing = 'magic' as 'linear';
  expect(() => realNVP({ features: 2, mixing })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'mixing' }),
  );
});

it('refuses a word for a switch', () => {
  const actNorm = 'no' as unknown as boolean;
  expect(() => realNVP({ features: 2, actNorm })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'actNorm', received: '"no"' }),
  );
});
