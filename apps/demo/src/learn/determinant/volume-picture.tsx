import { matrixRows, parallelepipedCorners } from '@flow/math';
import { useRef } from 'preact/hooks';
import { facesBackToFront, type Point3, type Projected, project, type View } from './projection.ts';
import { useText } from './text.ts';

const SIZE = 360;
const UNIT = 56;
const DEGREES_A_PIXEL = 0.5;
const FLOOR = [-2, -1, 0, 1, 2, 3];
const NAMES = ['u', 'v', 'w'];

export type VolumePictureProps = {
  readonly columns: readonly Point3[];
  readonly negative: boolean;
  readonly view: View;
  readonly onView: (view: View) => void;
};

/** The parallelepiped of three vectors over a floor of unit squares. A drag turns it; so do the sliders. */
export function VolumePicture({ columns, negative, view, onView }: VolumePictureProps) {
  const text = useText();
  const grip = useRef<{ x: number; y: number; view: View } | undefined>(undefined);
  const corners = matrixRows(parallelepipedCorners(columns)).map((corner) =>
    project(corner as unknown as Point3, view),
  );
  const drag = (event: PointerEvent) => {
    const from = grip.current;
    if (from === undefined) return;
    onView({
      turn: wrapped(from.view.turn - (event.clientX - from.x) * DEGREES_A_PIXEL),
      tilt: Math.min(90, Math.max(0, from.view.tilt + (event.clientY - from.y) * DEGREES_A_PIXEL)),
    });
  };
  return (
    <svg
      class="determinant-volume"
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      role="img"
      aria-label={text.volumeLabel}
      data-testid="determinant-volume-picture"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, y: event.clientY, view };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        grip.current = undefined;
      }}
    >
      <Floor view={view} />
      {facesBackToFront(corners).map((face, i) => (
        <polygon
          key={i}
          class={negative ? 'determinant-face determinant-face-back' : 'determinant-face'}
          points={path(face)}
        />
      ))}
      {columns.map((column, i) => (
        <Edge key={NAMES[i]} name={NAMES[i] ?? ''} tip={project(column, view)} view={view} />
      ))}
    </svg>
  );
}

function Floor({ view }: { view: View }) {
  const [first = 0, last = 0] = [FLOOR[0], FLOOR.at(-1)];
  const line = (a: Point3, b: Point3) => path([project(a, view), project(b, view)]);
  return (
    <g aria-hidden="true">
      {FLOOR.map((at) => (
        <g key={at}>
          <polyline class="plane-grid" points={line([at, first, 0], [at, last, 0])} />
          <polyline class="plane-grid" points={line([first, at, 0], [last, at, 0])} />
        </g>
      ))}
    </g>
  );
}

function Edge({ name, tip, view }: { name: string; tip: Projected; view: View }) {
  const start = onPicture(project([0, 0, 0], view));
  const end = onPicture(tip);
  return (
    <g class="mark-data" aria-hidden="true">
      <line class="plane-arrow-line" x1={start[0]} y1={start[1]} x2={end[0]} y2={end[1]} />
      <circle class="plane-dot" cx={end[0]} cy={end[1]} r={4.5} />
      <text class="plane-label" x={end[0] + 8} y={end[1] - 8}>
        {name}
      </text>
    </g>
  );
}

function path(points: readonly Projected[]): string {
  return points.map((point) => onPicture(point).join(',')).join(' ');
}

function onPicture({ right, up }: Projected): readonly [number, number] {
  return [SIZE * 0.42 + UNIT * right, SIZE * 0.7 - UNIT * up];
}

/** An angle between −180 and 180 degrees. */
function wrapped(angle: number): number {
  return ((((angle + 180) % 360) + 360) % 360) - 180;
}
