import { expect, it } from 'vitest';
import { rate, someRow } from '../row.fixture.ts';
import { productSummary } from './product-summary.ts';

it('gives the geometric mean beside the ceiling, and names the slow ones', () => {
  const rows = [
    rate('multiply-add ceiling', 50),
    rate('A·B 64,64,64', 50),
    rate('Aᵀ·B 64,64,2', 32),
    rate('A·B 9,9,9', 37.9),
    rate('Aᵀ·Bᵀ 8,9,9', 38),
    { ...rate('exp', 1), unit: 'ns an element' },
    rate('multiply-add ceiling', 40, 'flow-portable'),
    rate('A·B 64,64,64', 40, 'flow-portable'),
  ];
  expect(productSummary(rows).split('\n')).toEqual([
    'flow: 4 matrix products, geometric mean 39 GFLOP/s, 77.9 % of the multiply-add ceiling of 50',
    '  under 38: Aᵀ·B 64,64,2 32 (a side under 8); A·B 9,9,9 37.9',
    'flow-portable: 1 matrix products, geometric mean 40 GFLOP/s, 100 % of the multiply-add ceiling of 40',
    '  under 38: none',
  ]);
});

it('says nothing where no product was measured', () => {
  expect(productSummary([someRow, rate('multiply-add ceiling', 50)])).toBe('');
});
