import { useMemo, useState } from 'preact/hooks';
import { Contours } from '../../plane/contours.tsx';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Dot, Polygon } from '../../plane/shapes.tsx';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { linearise, squareRim } from '../jacobian/linearise.ts';
import { MapChoice } from '../maps/map-choice.tsx';
import type { InvertiblePlaneMap } from '../maps/plane-map.ts';
import { bend, fan, shear, swirl } from '../maps/plane-maps.ts';
import { Figure, Stage } from '../stage.tsx';
import { dataDensities, densityField, latentDensities, massOfImage, massOfSquare } from './density-fields.ts';
import { useText } from './text.ts';

const MAPS = [fan, bend, swirl, shear];
const LEVELS = [0.005, 0.02, 0.045, 0.08, 0.12, 0.16, 0.22];
const START: Point = [0.25, 0.25];

/** Change of variables in the plane: densities on both sides, and a square with its image. */
export function PlaneStage() {
  const text = useText();
  const [map, setMap] = useState<InvertiblePlaneMap>(fan);
  const [corner, setCorner] = useState<Point>(START);
  const [side, setSide] = useState(0.6);
  const latent = useMemo(() => densityField(map.z, latentDensities), [map]);
  const data = useMemo(() => densityField(map.x, (points) => dataDensities(map, points)), [map]);
  const near = useMemo(() => linearise(map.f, corner, side), [map, corner, side]);
  const masses = useMemo(
    () => ({ z: massOfSquare(corner, side), x: massOfImage(map, corner, side) }),
    [map, corner, side],
  );
  const [atZ = 0] = latentDensities([corner]);
  const [atX = 0] = dataDensities(map, [near.image]);
  return (
    <Stage
      bar={
        <MapChoice
          maps={MAPS}
          chosen={map}
          onChange={setMap}
          label={text.function}
          testId="change-plane-map"
        />
      }
      pictures={
        <>
          <Figure caption={<Inline text={text.latentCaption} />}>
            <Plane x={map.z[0]} y={map.z[1]} label={text.latentPlane} xName="z₁" yName="z₂" interactive>
              <Contours field={latent} thresholds={LEVELS} tone="latent" />
              <Polygon points={squareRim(corner, side)} />
              <DraggablePoint
                at={corner}
                onMove={setCorner}
                label={text.corner}
                tone="latent"
                step={0.05}
                testId="change-corner"
              />
            </Plane>
          </Figure>
          <Figure caption={<Inline text={text.dataCaption} />}>
            <Plane x={map.x[0]} y={map.x[1]} label={text.dataPlane} xName="x₁" yName="x₂">
              <Contours field={data} thresholds={LEVELS} tone="data" />
              <Polygon points={near.trueImage} />
              <Dot at={near.image} tone="data" radius={6} />
            </Plane>
          </Figure>
        </>
      }
      panel={
        <>
          <Slider
            label={text.side}
            value={side}
            min={0.1}
            max={1}
            step={0.05}
            onInput={setSide}
            tone="latent"
            testId="change-side"
          />
          <Readouts>
            <NumberReadout
              label={text.densityZ}
              value={atZ}
              digits={4}
              tone="latent"
              testId="change-density-z"
            />
            <NumberReadout label={text.det} value={near.determinant} digits={4} testId="change-det" />
            <NumberReadout
              label={text.densityX}
              value={atX}
              digits={4}
              tone="data"
              testId="change-density-x"
            />
            <NumberReadout
              label={text.squareMass}
              value={masses.z}
              digits={4}
              tone="latent"
              testId="change-square"
            />
            <NumberReadout
              label={text.imageMass}
              value={masses.x}
              digits={4}
              tone="data"
              testId="change-image"
            />
          </Readouts>
        </>
      }
    />
  );
}
