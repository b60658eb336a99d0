import { expect, it } from 'vitest';
import { overflowNote } from './overflow-note.ts';

it('counts pictures that hold what is no number, and is silent where there are none', () => {
  const whole = Float32Array.of(0, 255);
  const broken = Float32Array.of(0, Number.NaN);
  expect(overflowNote([whole, whole])).toBe('');
  expect(overflowNote([whole, broken, Float32Array.of(Number.POSITIVE_INFINITY, 0)])).toBe(
    ' Black: 2 of 3 pictures, where the model overflowed.',
  );
});
