import { useMemo, useState } from 'preact/hooks';
import type { Point } from '../../plane/plane-context.ts';
import { Choice } from '../../widgets/choice.tsx';
import { Formula } from '../../widgets/formula.tsx';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import type { Domain } from '../maps/plane-map.ts';
import { Figure, Stage } from '../stage.tsx';
import { type LineMap, type LineMapId, lineMaps } from './line-maps.ts';
import { monotoneSpline } from './monotone-spline.ts';
import { useText } from './text.ts';
import { dataDensity, transport } from './transport.ts';
import { TransportPicture } from './transport-picture.tsx';

const IDS = ['bumps', 'linear', 'exponential', 'falling', 'own'] as const;
const KNOTS = [-2.4, -1.2, 0, 1.2, 2.4];
const FIRST_HEIGHTS = [-2.4, -1.3, 0.2, 0.9, 2.3];
const OWN_RANGE: Domain = [-3.2, 3.2];
const LEAST_RISE = 0.1;

/** Change of variables on the line: equal areas under π and p. */
export function LineStage() {
  const text = useText();
  const [id, setId] = useState<LineMapId>('bumps');
  const [heights, setHeights] = useState<readonly number[]>(FIRST_HEIGHTS);
  const [interval, setInterval] = useState<Domain>([-0.5, 0.5]);
  const map = useMemo(() => chosenMap(id, heights), [id, heights]);
  const density = useMemo(() => dataDensity(map), [map]);
  const moved = useMemo(() => transport(map, interval[0], interval[1]), [map, interval]);
  const knots = KNOTS.map((z, i): Point => [z, heights[i] ?? 0]);
  return (
    <Stage
      bar={
        <>
          <Choice
            label={text.function}
            hideLabel
            value={id}
            onChange={setId}
            options={IDS.map((value) => ({ value, label: text[value] }))}
            testId="change-map"
          />
          {map.tex === undefined ? <span class="quiet">{text.ownHelp}</span> : <Formula tex={map.tex} />}
        </>
      }
      pictures={
        <Figure caption={<Inline text={text.lineCaption} />} wide>
          <TransportPicture
            f={map.f}
            density={density}
            x={map.x}
            interval={interval}
            moved={moved}
            onInterval={setInterval}
            knots={id === 'own' ? knots : []}
            onKnot={(index, [, height]) => setHeights(withHeight(heights, index, height))}
          />
        </Figure>
      }
      panel={
        <Readouts>
          <NumberReadout
            label={text.fromTo}
            value={interval[1] - interval[0]}
            tone="latent"
            testId="change-width-z"
          />
          <NumberReadout
            label={text.imageWidth}
            value={moved.imageTo - moved.imageFrom}
            tone="data"
            testId="change-width-x"
          />
          <NumberReadout
            label={text.latentMass}
            value={moved.latentMass}
            digits={5}
            tone="latent"
            testId="change-mass-z"
            large
          />
          <NumberReadout
            label={text.dataMass}
            value={moved.dataMass}
            digits={5}
            tone="data"
            testId="change-mass-x"
            large
          />
        </Readouts>
      }
    />
  );
}

function chosenMap(id: LineMapId, heights: readonly number[]): LineMap {
  const listed = lineMaps.find((map) => map.id === id);
  if (listed !== undefined) return listed;
  const { value, slope } = monotoneSpline(KNOTS, heights);
  return { id: 'own', f: value, slope, x: OWN_RANGE };
}

/** One knot moved, but never past its neighbours: the function keeps rising. */
function withHeight(heights: readonly number[], index: number, height: number): readonly number[] {
  const least = (heights[index - 1] ?? Number.NEGATIVE_INFINITY) + LEAST_RISE;
  const most = (heights[index + 1] ?? Number.POSITIVE_INFINITY) - LEAST_RISE;
  return heights.with(index, Math.min(most, Math.max(least, height)));
}
