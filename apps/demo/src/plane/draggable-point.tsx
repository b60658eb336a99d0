import { formatNumber } from '../widgets/format-number.ts';
import type { Tone } from '../widgets/tone.ts';
import { keepFinger } from './keep-finger.ts';
import { onScreen, type PlaneScales, type Point, usePlane } from './plane-context.ts';

export type DraggablePointProps = {
  readonly at: Point;
  readonly onMove: (to: Point) => void;
  /** What it is, for screen readers. */
  readonly label: string;
  readonly tone?: Tone;
  /** How far an arrow key moves it, in the plane's units; with Shift ten times as far. */
  readonly step?: number;
  /** Holds it to a line or a box; without, to what the plane shows. */
  readonly constrain?: (to: Point) => Point;
  readonly testId: string;
};

const KEYS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A point that is moved with mouse, finger or arrow keys. */
export function DraggablePoint(props: DraggablePointProps) {
  const { at, label, tone = 'plain', step = 0.1, testId } = props;
  const scales = usePlane();
  const [cx, cy] = onScreen(scales, at);
  const move = (to: Point) => {
    const inside = within(scales, to);
    props.onMove(props.constrain?.(inside) ?? inside);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = KEYS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 * step : step;
    // Steps of the arrow keys stay on round numbers.
    move([tidy(at[0] + far * direction[0], step), tidy(at[1] + far * direction[1], step)]);
  };
  const [least = 0, most = 0] = scales.x.domain();
  return (
    <g
      class={`plane-handle mark-${tone}`}
      role="slider"
      tabindex={0}
      aria-label={label}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={at[0]}
      aria-valuetext={`${formatNumber(at[0])}, ${formatNumber(at[1])}`}
      data-testid={testId}
      data-x={at[0]}
      data-y={at[1]}
      onKeyDown={onKeyDown}
      onTouchStart={keepFinger}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const to = fromPointer(scales, event.currentTarget, event);
        if (to !== undefined) move(to);
      }}
    >
      <circle class="plane-handle-room" cx={cx} cy={cy} r={22} />
      <circle class="plane-handle-halo" cx={cx} cy={cy} r={14} />
      <circle class="plane-handle-knob" cx={cx} cy={cy} r={7} />
    </g>
  );
}

/** Where a pointer is, in the plane's units. */
function fromPointer(scales: PlaneScales, handle: SVGGElement, event: PointerEvent): Point | undefined {
  const matrix = handle.getScreenCTM();
  if (matrix === null) return undefined;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [scales.x.invert(x), scales.y.invert(y)];
}

function within({ x, y }: PlaneScales, [a, b]: Point): Point {
  return [clamp(a, x.domain()), clamp(b, y.domain())];
}

function clamp(value: number, [least = 0, most = 0]: number[]): number {
  return Math.min(most, Math.max(least, value));
}

function tidy(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
