import type { Tone } from '../widgets/tone.ts';
import { onScreen, type Point, usePlane } from './plane-context.ts';

const HEAD = 10;

/** A vector from one point to another. */
export function Arrow({ from, to, tone = 'plain' }: { from: Point; to: Point; tone?: Tone }) {
  const scales = usePlane();
  const [x0, y0] = onScreen(scales, from);
  const [x1, y1] = onScreen(scales, to);
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.5)) return null;
  const head = Math.min(HEAD, length);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - head * ux, y1 - head * uy];
  const wing = (side: number) => `${bx - side * 0.45 * head * uy},${by + side * 0.45 * head * ux}`;
  return (
    <g class={`mark-${tone}`}>
      <line class="plane-arrow-line" x1={x0} y1={y0} x2={bx} y2={by} />
      <polygon class="plane-arrow-head" points={`${x1},${y1} ${wing(1)} ${wing(-1)}`} />
    </g>
  );
}
