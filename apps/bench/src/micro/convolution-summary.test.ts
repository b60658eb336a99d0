import { expect, it } from 'vitest';
import { rate, someRow } from '../row.fixture.ts';
import { convolutionSummary } from './convolution-summary.ts';

it('gives the geometric mean of each pass, case by case and build by build', () => {
  const rows = [
    rate('convolution a 16x16 3x3 2->64, forward', 30),
    rate('convolution a 16x16 3x3 2->64, dx', 20),
    rate('convolution a 8x8 1x1 64->64, forward', 40.8),
    rate('convolution a 8x8 1x1 64->64, dx', 45),
    rate('Glow network a 8x8 4->64->8, forward', 48),
    rate('convolution b 8x8 1x1 128->128, forward', 50),
    rate('convolution a 16x16 3x3 2->64, forward', 12, 'flow-portable'),
    rate('A·B 64,64,64', 55),
  ];
  expect(convolutionSummary(rows).split('\n')).toEqual([
    'flow: convolutions of (a), geometric means in GFLOP/s: forward 35, dx 30, network forward 48',
    'flow: convolutions of (b), geometric means in GFLOP/s: forward 50',
    'flow-portable: convolutions of (a), geometric means in GFLOP/s: forward 12',
  ]);
});

it('says nothing where no convolution was measured', () => {
  expect(convolutionSummary([someRow, rate('A·B 64,64,64', 55)])).toBe('');
});
