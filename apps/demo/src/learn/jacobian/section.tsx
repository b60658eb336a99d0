import { useMemo, useState } from 'preact/hooks';
import { Arrow } from '../../plane/arrow.tsx';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Curve, Dot, Polygon } from '../../plane/shapes.tsx';
import { MatrixDisplay } from '../../widgets/matrix-display.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { MapChoice } from '../maps/map-choice.tsx';
import { gridLines, mapLines } from '../maps/map-points.ts';
import type { PlaneMap } from '../maps/plane-map.ts';
import { fan, planeMaps } from '../maps/plane-maps.ts';
import { Figure, Stage } from '../stage.tsx';
import { type Linearisation, linearise, squareRim } from './linearise.ts';
import { useText } from './text.ts';

const SPACING = 0.5;

/** A map near a point: the Jacobian beside what really happens to a little square. */
export function Section() {
  const text = useText();
  const [map, setMap] = useState<PlaneMap>(fan);
  const [z, setZ] = useState<Point>(fan.start);
  const [side, setSide] = useState(0.5);
  const near = useMemo(() => linearise(map.f, z, side), [map, z, side]);
  const choose = (chosen: PlaneMap) => {
    setMap(chosen);
    setZ(chosen.start);
  };
  return (
    <>
      <Prose text={text.intro} />
      <Stage
        bar={
          <MapChoice maps={planeMaps} chosen={map} onChange={choose} label={text.map} testId="jacobian-map" />
        }
        pictures={
          <>
            <Figure caption={<Inline text={text.from} />}>
              <SourcePlane map={map} z={z} side={side} onMove={setZ} />
            </Figure>
            <Figure caption={<Inline text={text.to} />}>
              <ImagePlane map={map} near={near} />
            </Figure>
          </>
        }
        panel={
          <>
            <Slider
              label={text.side}
              value={side}
              min={0.02}
              max={1}
              step={0.02}
              onInput={setSide}
              tone="latent"
              testId="jacobian-side"
            />
            <MatrixDisplay
              tex={String.raw`J_f(\latent{z}) =`}
              rows={near.rows}
              label={text.matrixLabel}
              testId="jacobian-matrix"
            />
            <Readouts>
              <NumberReadout
                label={text.determinant}
                value={near.determinant}
                tone="data"
                testId="jacobian-det"
                large
              />
              <NumberReadout label={text.ratio} value={near.trueArea / side ** 2} testId="jacobian-ratio" />
            </Readouts>
          </>
        }
      />
      <Prose text={text.outro} />
    </>
  );
}

type SourcePlaneProps = {
  readonly map: PlaneMap;
  readonly z: Point;
  readonly side: number;
  readonly onMove: (to: Point) => void;
};

function SourcePlane({ map, z, side, onMove }: SourcePlaneProps) {
  const text = useText();
  const lines = useMemo(() => gridLines(map.z, SPACING), [map]);
  const [first, second] = map.id === 'polar' ? (['r', 'φ'] as const) : (['z₁', 'z₂'] as const);
  return (
    <Plane
      x={map.z[0]}
      y={map.z[1]}
      label={text.fromLabel}
      xName={first}
      yName={second}
      grid={false}
      interactive
    >
      <Lines lines={lines} tone="latent" />
      <Polygon points={squareRim(z, side)} tone="latent" />
      <Arrow from={z} to={[z[0] + side, z[1]]} tone="latent" />
      <Arrow from={z} to={[z[0], z[1] + side]} tone="latent" />
      <DraggablePoint
        at={z}
        onMove={onMove}
        label={text.point}
        tone="latent"
        step={0.05}
        testId="jacobian-point"
      />
    </Plane>
  );
}

function ImagePlane({ map, near }: { map: PlaneMap; near: Linearisation }) {
  const text = useText();
  const lines = useMemo(() => mapLines(map.f, gridLines(map.z, SPACING)), [map]);
  const [origin, right, , up] = near.parallelogram;
  return (
    <Plane x={map.x[0]} y={map.x[1]} label={text.toLabel} xName="x₁" yName="x₂" grid={false}>
      <Lines lines={lines} tone="data" />
      <Polygon points={near.trueImage} tone="data" />
      <Curve points={[...near.parallelogram, near.image]} dashed />
      {origin && right && up && (
        <>
          <Arrow from={origin} to={right} tone="data" />
          <Arrow from={origin} to={up} tone="data" />
        </>
      )}
      <Dot at={near.image} tone="data" radius={5} />
    </Plane>
  );
}

function Lines({ lines, tone }: { lines: readonly (readonly Point[])[]; tone: 'latent' | 'data' }) {
  return (
    <>
      {lines.map((points, i) => (
        <Curve key={i} points={points} tone={tone} thin />
      ))}
    </>
  );
}
