import { useId } from 'preact/hooks';
import { onScreen, type Point, usePlane } from '../../plane/plane-context.ts';

/** Stripes over a polygon: it shows its other side. */
export function Striped({ points }: { points: readonly Point[] }) {
  const scales = usePlane();
  const id = useId();
  return (
    <>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="determinant-stripe" x1="0" y1="0" x2="0" y2="8" />
      </pattern>
      <polygon
        points={points.map((point) => onScreen(scales, point).join(',')).join(' ')}
        fill={`url(#${id})`}
      />
    </>
  );
}
