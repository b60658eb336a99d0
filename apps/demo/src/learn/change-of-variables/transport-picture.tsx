import { scaleLinear } from 'd3-scale';
import { useId, useMemo } from 'preact/hooks';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { PlaneContext, type Point } from '../../plane/plane-context.ts';
import { AreaUnder, Curve, Polygon } from '../../plane/shapes.tsx';
import type { Domain } from '../maps/plane-map.ts';
import { DrawingBoard } from './drawing-board.tsx';
import { Ruler } from './ruler.tsx';
import { useText } from './text.ts';
import { curveOf, latentDensity, type Transport } from './transport.ts';

const Z: Domain = [-3, 3];
const [LEFT, MIDDLE, RIGHT] = [34, 350, 520];
const [TOP, CROSSING, BOTTOM] = [14, 330, 450];
/** In pixels; less where p would not fit beside. */
const HEIGHT_OF_DENSITY_ONE = 200;

export type TransportPictureProps = {
  readonly f: (z: number) => number;
  readonly density: (x: number) => number;
  readonly x: Domain;
  readonly interval: Domain;
  readonly moved: Transport;
  readonly onInterval: (interval: Domain) => void;
  /** Points of the reader's own function, to drag. */
  readonly knots?: readonly Point[];
  readonly onKnot?: (index: number, to: Point) => void;
  /** A piece of a stroke, where there are knots. */
  readonly onStroke?: (from: Point, to: Point) => void;
};

/**
 * f in the middle, π(z) below it and p(x) on its right: an interval goes up from the z axis to the curve and
 * right to the x axis.
 */
export function TransportPicture(props: TransportPictureProps) {
  const { f, density, x, interval, moved, onInterval, knots = [], onKnot, onStroke } = props;
  const text = useText();
  const clip = useId();
  const [from, to] = interval;
  const data = useMemo(() => curveOf(density, x).map(sideways), [density, x]);
  const peak = Math.max(...data.map(([height]) => height));
  const scales = useMemo(() => panelScales(x, peak), [x, peak]);
  const curve = useMemo(() => curveOf(f, Z), [f]);
  const latent = useMemo(() => curveOf(latentDensity, Z), []);
  const dataPart = useMemo(
    () => curveOf(density, [moved.imageFrom, moved.imageTo], 81).map(sideways),
    [density, moved.imageFrom, moved.imageTo],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a picture
    <svg
      class="plane change-picture"
      viewBox={`0 0 ${RIGHT + 8} ${BOTTOM + 30}`}
      role="group"
      aria-label={text.lineLabel}
    >
      <clipPath id={clip}>
        <rect x={LEFT} y={TOP} width={RIGHT - LEFT} height={BOTTOM - TOP} />
      </clipPath>
      <Ruler scale={scales.z} at={CROSSING} side="below" name="z" />
      <Ruler scale={scales.x} at={LEFT} side="left" name="x" />
      <g clip-path={`url(#${clip})`}>
        <PlaneContext.Provider value={{ x: scales.z, y: scales.x }}>
          {interval.map((end) => (
            <Guide key={end} z={end} x={f(end)} floor={x[0]} />
          ))}
          <Curve points={curve} />
          <Curve points={curveOf(f, interval, 41)} thick />
        </PlaneContext.Provider>
        <PlaneContext.Provider value={{ x: scales.z, y: scales.latentDensity }}>
          <AreaUnder points={curveOf(latentDensity, [from, to], 81)} tone="latent" />
          <Curve points={latent} tone="latent" />
        </PlaneContext.Provider>
        <PlaneContext.Provider value={{ x: scales.dataDensity, y: scales.x }}>
          <Polygon points={[[0, moved.imageFrom], ...dataPart, [0, moved.imageTo]]} tone="data" />
          <Curve points={data} tone="data" />
        </PlaneContext.Provider>
      </g>
      <text class="plane-label change-name" x={LEFT + 8} y={CROSSING + 46}>
        π(z)
      </text>
      <text class="plane-label change-name" x={RIGHT - 4} y={TOP + 16} text-anchor="end">
        p(x)
      </text>
      <PlaneContext.Provider value={{ x: scales.z, y: scales.x }}>
        {knots.length > 0 && onStroke && <DrawingBoard onStroke={onStroke} />}
        {knots.map((knot, index) => (
          <DraggablePoint
            key={knot[0]}
            at={knot}
            onMove={(next) => onKnot?.(index, next)}
            constrain={([, height]) => [knot[0], height]}
            label={text.knot(index + 1)}
            step={0.05}
            testId={`change-knot-${index}`}
          />
        ))}
      </PlaneContext.Provider>
      <PlaneContext.Provider value={{ x: scales.z, y: scales.latentDensity }}>
        <DraggablePoint
          at={[from, 0]}
          onMove={([next]) => onInterval([Math.min(next, to - 0.05), to])}
          label={text.from}
          tone="latent"
          step={0.05}
          testId="change-from"
        />
        <DraggablePoint
          at={[to, 0]}
          onMove={([next]) => onInterval([from, Math.max(next, from + 0.05)])}
          label={text.to}
          tone="latent"
          step={0.05}
          testId="change-to"
        />
      </PlaneContext.Provider>
    </svg>
  );
}

/** From an end of the interval up to the curve, and from there to the x axis of p. */
function Guide({ z, x, floor }: { z: number; x: number; floor: number }) {
  return (
    <>
      <Curve
        points={[
          [z, floor],
          [z, x],
        ]}
        tone="latent"
        dashed
        thin
      />
      <Curve
        points={[
          [z, x],
          [Z[1], x],
        ]}
        tone="data"
        dashed
        thin
      />
    </>
  );
}

/** Both densities are drawn to such scales that equal probabilities have equal areas on the screen. */
function panelScales(x: Domain, peak: number) {
  const pixels = { z: (MIDDLE - LEFT) / (Z[1] - Z[0]), x: (CROSSING - TOP) / (x[1] - x[0]) };
  const room = (0.97 * (RIGHT - MIDDLE)) / peak;
  const ofDataDensity = Math.min((HEIGHT_OF_DENSITY_ONE * pixels.z) / pixels.x, room);
  const ofLatentDensity = (ofDataDensity * pixels.x) / pixels.z;
  return {
    z: scaleLinear([...Z], [LEFT, MIDDLE]),
    x: scaleLinear([...x], [CROSSING, TOP]),
    latentDensity: scaleLinear([0, 1], [BOTTOM, BOTTOM - ofLatentDensity]),
    dataDensity: scaleLinear([0, 1], [MIDDLE, MIDDLE + ofDataDensity]),
  };
}

const sideways = ([x, density]: Point): Point => [density, x];
