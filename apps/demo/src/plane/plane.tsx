import { scaleLinear } from 'd3-scale';
import type { ComponentChildren } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { Axes } from './axes.tsx';
import { PlaneContext } from './plane-context.ts';
import './plane.css';

export type PlaneProps = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** What the picture shows, in a sentence, for screen readers. */
  readonly label: string;
  /** Units of the drawing; the picture then fills the width that it gets. */
  readonly width?: number;
  readonly height?: number;
  /** Names at the ends of the axes, plain text: `z₁`. */
  readonly xName?: string;
  readonly yName?: string;
  readonly xTicks?: number;
  readonly yTicks?: number;
  readonly grid?: boolean;
  /** Whether something in it can be dragged; a picture that only shows is an image to screen readers. */
  readonly interactive?: boolean;
  readonly testId?: string;
  readonly children?: ComponentChildren;
};

const MARGIN = { left: 30, right: 14, top: 16, bottom: 28 };

/** A coordinate plane in SVG; what is drawn on it goes inside and uses its units. */
export function Plane(props: PlaneProps) {
  const { x: xDomain, y: yDomain, width = 360, height = 360, interactive = false } = props;
  const [x0, x1] = xDomain;
  const [y0, y1] = yDomain;
  const clip = useId();
  const scales = useMemo(
    () => ({
      x: scaleLinear([x0, x1], [MARGIN.left, width - MARGIN.right]),
      y: scaleLinear([y0, y1], [height - MARGIN.bottom, MARGIN.top]),
    }),
    [x0, x1, y0, y1, width, height],
  );
  return (
    <svg
      class="plane"
      viewBox={`0 0 ${width} ${height}`}
      role={interactive ? 'group' : 'img'}
      aria-label={props.label}
      data-testid={props.testId}
    >
      <PlaneContext.Provider value={scales}>
        <clipPath id={clip}>
          <rect
            x={MARGIN.left}
            y={MARGIN.top}
            width={width - MARGIN.left - MARGIN.right}
            height={height - MARGIN.top - MARGIN.bottom}
          />
        </clipPath>
        <Axes {...props} />
        <g clip-path={`url(#${clip})`}>{props.children}</g>
      </PlaneContext.Provider>
    </svg>
  );
}
