import { expect, it } from 'vitest';
import { readMicroOutput } from './read-output.ts';

const PRINTED = `relaxed: ceiling 57.9 GFLOP/s
M,K,N            A·B   A·Bᵀ  Aᵀ·B  Aᵀ·Bᵀ
64,64,2          34.6  43.3  37.0  37.3  
ns an element:
  exp                                       0.85
  coupling, 1 of 2 (a transformed element)  22.79
`;

it('reads the ceiling, four rates a shape and the time of each function', () => {
  expect(readMicroOutput(PRINTED)).toEqual([
    { metric: 'multiply-add ceiling', unit: 'GFLOP/s', value: 57.9 },
    { metric: 'A·B 64,64,2', unit: 'GFLOP/s', value: 34.6 },
    { metric: 'A·Bᵀ 64,64,2', unit: 'GFLOP/s', value: 43.3 },
    { metric: 'Aᵀ·B 64,64,2', unit: 'GFLOP/s', value: 37 },
    { metric: 'Aᵀ·Bᵀ 64,64,2', unit: 'GFLOP/s', value: 37.3 },
    { metric: 'exp', unit: 'ns an element', value: 0.85 },
    { metric: 'coupling, 1 of 2 (a transformed element)', unit: 'ns an element', value: 22.79 },
  ]);
});
