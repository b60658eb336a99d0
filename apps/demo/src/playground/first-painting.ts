import { createRng } from '@flow/backend';
import { type PaintedPoints, toLattice } from './engine/painted-points.ts';

const POINTS = 600;
const SPREAD = 0.12;

/** Something on the canvas to begin with: a heart. */
export function firstPainting(): PaintedPoints {
  const rng = createRng(0).fork('first painting');
  const [turns, noise] = [rng.uniform(POINTS), rng.normal(2 * POINTS)];
  const flat: number[] = [];
  turns.forEach((turn, i) => {
    const angle = 2 * Math.PI * turn;
    const x = 16 * Math.sin(angle) ** 3;
    const y = 13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle) - Math.cos(4 * angle);
    flat.push(x / 7.5 + SPREAD * Number(noise[2 * i]), (y + 2.5) / 7.5 + SPREAD * Number(noise[2 * i + 1]));
  });
  return toLattice(flat);
}
