import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import { batchNorm } from './batch-norm.ts';
import { chain } from './chain.ts';
import { uniformDequantise } from './uniform-dequantise.ts';

beforeAll(() => init());

const plain = () => actNorm({ features: 2 });

it('treats rows by themselves only where all of its layers do', () => {
  expect(chain([plain(), plain()]).rowIndependent).toBe(true);
  expect(chain([plain(), batchNorm({ features: 2 }), plain()]).rowIndependent).toBe(false);
});

it('can be rebuilt from its output only where all of its layers can', () => {
  expect(chain([plain(), plain()]).recomputable).toBe(true);
  expect(chain([plain(), uniformDequantise({ shape: [2], levels: 4 })]).recomputable).toBe(false);
});
