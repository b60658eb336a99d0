import { expect, it } from 'vitest';
import { readMicroOutput } from './read-output.ts';

const PRINTED = `relaxed: ceiling 57.9 GFLOP/s
M,K,N            A·B   A·Bᵀ  Aᵀ·B  Aᵀ·Bᵀ
64,64,2          34.6  43.3  37.0  37.3  
ns an element:
  exp                                       0.85
  coupling, 1 of 2 (a transformed element)  22.79
convolution                     forward dx      dFilter 
b 16x16 3x3 6->128              37.2    30.3    33.7    
geometric mean                  47.8    47.1    44.6    
Glow network                    forward  backward 
b 16x16 6->128->12              47.5    41.8    
`;

it('reads the ceiling, rates of products and convolutions and the time of each function', () => {
  expect(readMicroOutput(PRINTED)).toEqual([
    { metric: 'multiply-add ceiling', unit: 'GFLOP/s', value: 57.9 },
    { metric: 'A·B 64,64,2', unit: 'GFLOP/s', value: 34.6 },
    { metric: 'A·Bᵀ 64,64,2', unit: 'GFLOP/s', value: 43.3 },
    { metric: 'Aᵀ·B 64,64,2', unit: 'GFLOP/s', value: 37 },
    { metric: 'Aᵀ·Bᵀ 64,64,2', unit: 'GFLOP/s', value: 37.3 },
    { metric: 'exp', unit: 'ns an element', value: 0.85 },
    { metric: 'coupling, 1 of 2 (a transformed element)', unit: 'ns an element', value: 22.79 },
    { metric: 'convolution b 16x16 3x3 6->128, forward', unit: 'GFLOP/s', value: 37.2 },
    { metric: 'convolution b 16x16 3x3 6->128, dx', unit: 'GFLOP/s', value: 30.3 },
    { metric: 'convolution b 16x16 3x3 6->128, dFilter', unit: 'GFLOP/s', value: 33.7 },
    { metric: 'Glow network b 16x16 6->128->12, forward', unit: 'GFLOP/s', value: 47.5 },
    { metric: 'Glow network b 16x16 6->128->12, backward', unit: 'GFLOP/s', value: 41.8 },
  ]);
});
