import { useMemo } from 'preact/hooks';
import { Arrow } from '../../plane/arrow.tsx';
import { Contours } from '../../plane/contours.tsx';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Curve, Dot } from '../../plane/shapes.tsx';
import { LOG_SCALES, landscape, loss, MEANS, type Parameters } from './normal-model.ts';
import { useText } from './text.ts';

/** How far above its lowest value the loss is on each contour, in nats. */
const HEIGHTS = [4, 2.5, 1.6, 1, 0.6, 0.35, 0.18, 0.07, 0.02];
const ARROW = 0.45;

export type LossMapProps = {
  readonly samples: readonly number[];
  readonly parameters: Parameters;
  readonly path: readonly Parameters[];
  readonly onMove: (parameters: Parameters) => void;
};

/** The loss as a landscape over the two parameters, with the way that was taken. */
export function LossMap({ samples, parameters, path, onMove }: LossMapProps) {
  const text = useText();
  const field = useMemo(() => landscape(samples), [samples]);
  const thresholds = useMemo(() => {
    const best = Math.max(...field.values);
    return HEIGHTS.map((height) => best - height);
  }, [field]);
  const here = asPoint(parameters);
  const { gradient } = loss(parameters, samples);
  const steepness = Math.hypot(gradient.mean, gradient.logScale);
  const reach = (ARROW * Math.min(1, steepness)) / Math.max(steepness, 1e-9);
  return (
    <Plane
      x={MEANS}
      y={LOG_SCALES}
      label={text.mapLabel}
      xName="μ"
      yName="s"
      height={330}
      grid={false}
      interactive
    >
      <Contours field={field} thresholds={thresholds} />
      <Curve points={path.map(asPoint)} tone="latent" />
      {path.slice(0, -1).map((point, i) => (
        <Dot key={i} at={asPoint(point)} tone="latent" radius={2.5} />
      ))}
      <Arrow
        from={here}
        to={[here[0] - reach * gradient.mean, here[1] - reach * gradient.logScale]}
        tone="latent"
      />
      <DraggablePoint
        at={here}
        onMove={([mean, logScale]) => onMove({ mean, logScale })}
        label={text.point}
        tone="latent"
        step={0.05}
        testId="likelihood-point"
      />
    </Plane>
  );
}

function asPoint({ mean, logScale }: Parameters): Point {
  return [mean, logScale];
}
