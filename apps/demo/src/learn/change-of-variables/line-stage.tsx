import { useMemo, useState } from 'preact/hooks';
import { Choice } from '../../widgets/choice.tsx';
import { Formula } from '../../widgets/formula.tsx';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import type { Domain } from '../maps/plane-map.ts';
import { Figure, Stage } from '../stage.tsx';
import { type LineMap, type LineMapId, lineMaps } from './line-maps.ts';
import {
  firstFunction,
  handlesOf,
  OWN_RANGE,
  type OwnFunction,
  splineOf,
  withHandle,
  withStroke,
} from './own-function.ts';
import { useText } from './text.ts';
import { dataDensity, transport } from './transport.ts';
import { TransportPicture } from './transport-picture.tsx';

const IDS = ['bumps', 'linear', 'exponential', 'falling', 'own'] as const;

/** Change of variables on the line: equal areas under π and p. */
export function LineStage() {
  const text = useText();
  const [id, setId] = useState<LineMapId>('bumps');
  const [own, setOwn] = useState<OwnFunction>(firstFunction);
  const [interval, setInterval] = useState<Domain>([-0.5, 0.5]);
  const map = useMemo(() => chosenMap(id, own), [id, own]);
  const density = useMemo(() => dataDensity(map), [map]);
  const moved = useMemo(() => transport(map, interval[0], interval[1]), [map, interval]);
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
            knots={id === 'own' ? handlesOf(own) : []}
            onKnot={(index, [, height]) => setOwn((before) => withHandle(before, index, height))}
            onStroke={(from, to) => setOwn((before) => withStroke(before, from, to))}
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

function chosenMap(id: LineMapId, own: OwnFunction): LineMap {
  const listed = lineMaps.find((map) => map.id === id);
  if (listed !== undefined) return listed;
  const { value, slope } = splineOf(own);
  return { id: 'own', f: value, slope, x: OWN_RANGE };
}
