import { area, line } from 'd3-shape';
import type { Tone } from '../widgets/tone.ts';
import { onScreen, type Point, usePlane } from './plane-context.ts';

type CurveProps = {
  readonly points: readonly Point[];
  readonly tone?: Tone;
  readonly thin?: boolean;
  readonly dashed?: boolean;
  readonly thick?: boolean;
};

/** A line through points; it breaks where a number is not finite. */
export function Curve({ points, tone = 'plain', thin = false, dashed = false, thick = false }: CurveProps) {
  const { x, y } = usePlane();
  const draw = line<Point>(
    ([a]) => x(a),
    ([, b]) => y(b),
  ).defined(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const kind = `plane-curve mark-${tone}${thin ? ' plane-curve-thin' : ''}${dashed ? ' plane-curve-dashed' : ''}${thick ? ' plane-curve-thick' : ''}`;
  return <path class={kind} d={draw(points) ?? ''} />;
}

/** The area between a curve and the line y = 0. */
export function AreaUnder({ points, tone = 'plain' }: { points: readonly Point[]; tone?: Tone }) {
  const { x, y } = usePlane();
  const draw = area<Point>(
    ([a]) => x(a),
    y(0),
    ([, b]) => y(b),
  );
  return <path class={`plane-area mark-${tone}`} d={draw(points) ?? ''} />;
}

/** Bars that stand on the line y = 0. */
export function Bars({ bars, tone = 'plain' }: { bars: readonly Bar[]; tone?: Tone }) {
  const { x, y } = usePlane();
  return (
    <g class={`mark-${tone}`}>
      {bars.map(({ from, to, height }) => (
        <rect
          key={from}
          class="plane-area"
          x={x(from) + 0.5}
          width={Math.max(0, x(to) - x(from) - 1)}
          y={y(height)}
          height={y(0) - y(height)}
        />
      ))}
    </g>
  );
}

type Bar = { readonly from: number; readonly to: number; readonly height: number };

/** A filled polygon. */
export function Polygon({ points, tone = 'plain' }: { points: readonly Point[]; tone?: Tone }) {
  const scales = usePlane();
  const corners = points.map((point) => onScreen(scales, point).join(',')).join(' ');
  return <polygon class={`plane-area plane-area-outlined mark-${tone}`} points={corners} />;
}

/** A small disc. */
export function Dot({ at, tone = 'plain', radius = 4 }: { at: Point; tone?: Tone; radius?: number }) {
  const [cx, cy] = onScreen(usePlane(), at);
  return <circle class={`plane-dot mark-${tone}`} cx={cx} cy={cy} r={radius} />;
}

type PlaneLabelProps = {
  readonly at: Point;
  readonly text: string;
  readonly dx?: number;
  readonly dy?: number;
  /** Words in the page's letters instead of a symbol; they end at the point where `dx` is negative. */
  readonly words?: boolean;
};

/** A short text beside a point; `dx`, `dy` in units of the drawing. */
export function PlaneLabel({ at, text, dx = 8, dy = -8, words = false }: PlaneLabelProps) {
  const [x, y] = onScreen(usePlane(), at);
  const kind = words ? 'plane-label plane-words' : 'plane-label';
  return (
    <text
      class={kind}
      x={x + dx}
      y={y + dy}
      text-anchor={words && dx < 0 ? 'end' : 'start'}
      aria-hidden="true"
    >
      {text}
    </text>
  );
}
