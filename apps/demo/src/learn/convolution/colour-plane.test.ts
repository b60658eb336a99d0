import { identityMatrix, matrixRows } from '@flow/math';
import { describe, expect, it } from 'vitest';
import { colourOf, withColour } from './colour-plane.ts';
import { mixingMatrix } from './mixing-matrix.ts';

const column = (rows: number[][], channel: number) => rows.map((row) => row[channel] as number);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the colours across the grey axis', () => {
  it('are a third of a turn apart for the identity, and as far from grey', () => {
    const [red, green, blue] = [0, 1, 2].map((channel) => colourOf(identityMatrix(3), channel));
    const angle = ([x, y]: readonly [number, number]) => (Math.atan2(y, x) * 180) / Math.PI;
    expect(red && angle(red)).toBeCloseTo(0, 9);
    expect(green && angle(green)).toBeCloseTo(120, 9);
    expect(blue && angle(blue)).toBeCloseTo(-120, 9);
    for (const at of [red, green, blue]) expect(Math.hypot(...(at ?? []))).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it('turn with the slider', () => {
    const w = mixingMatrix({ order: [0, 1, 2], turn: 50, colour: 0.6, brightness: 1.2 });
    const [x, y] = colourOf(w, 0);
    expect((Math.atan2(y, x) * 180) / Math.PI).toBeCloseTo(50, 9);
    expect(Math.hypot(x, y)).toBeCloseTo(0.6 * Math.sqrt(2 / 3), 12);
  });

  it('move to where they are dragged, with their brightness and the other columns kept', () => {
    const before = identityMatrix(3);
    const after = withColour(before, 1, [0.3, -0.2]);
    expect(colourOf(after, 1)[0]).toBeCloseTo(0.3, 12);
    expect(colourOf(after, 1)[1]).toBeCloseTo(-0.2, 12);
    expect(sum(column(matrixRows(after), 1))).toBeCloseTo(1, 12);
    for (const other of [0, 2]) {
      expect(column(matrixRows(after), other)).toEqual(column(matrixRows(before), other));
    }
  });
});
