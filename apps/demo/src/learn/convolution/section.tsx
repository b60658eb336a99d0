import type { Matrix } from '@flow/math';
import { useMemo, useState } from 'preact/hooks';
import { Arrow } from '../../plane/arrow.tsx';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import { PlaneLabel } from '../../plane/shapes.tsx';
import { Choice } from '../../widgets/choice.tsx';
import { formatNumber } from '../../widgets/format-number.ts';
import { Notice } from '../../widgets/notice.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { Figure, Stage } from '../stage.tsx';
import { colourOf, withColour } from './colour-plane.ts';
import { Factors } from './factors.tsx';
import { type MixedPicture, mixPicture, type Picture } from './mix-picture.ts';
import { type Mixture, mixingMatrix, ORDERS } from './mixing-matrix.ts';
import { paintPicture, SIDE } from './picture.ts';
import { PictureRow } from './picture-row.tsx';
import { useConvolutionText } from './text.ts';
import { WeightEditor } from './weight-editor.tsx';
import './section.css';

const START: Mixture = { order: [0, 1, 2], turn: 40, colour: 0.8, brightness: 1 };
const LETTERS = 'RGB';
const nameOf = (order: readonly number[]) => order.map((channel) => LETTERS[channel]).join('');

/** A 3x3 matrix over the colours of a picture, there and back. */
export function Section() {
  const text = useConvolutionText();
  const picture = useMemo((): Picture => ({ width: SIDE, height: SIDE, pixels: paintPicture() }), []);
  const [mixture, setMixture] = useState(START);
  const [weight, setWeight] = useState(() => mixingMatrix(START));
  const view = useMemo(() => mixPicture(weight, picture), [weight, picture]);
  const mix = (part: Partial<Mixture>) => {
    const next = { ...mixture, ...part };
    setMixture(next);
    setWeight(mixingMatrix(next));
  };
  return (
    <>
      <Prose text={text.intro} />
      <Stage
        pictures={
          <div class="convolution-pictures">
            <PictureRow picture={picture} view={view} />
            <p class="quiet convolution-note">{text.clipped}</p>
            <div class="convolution-play">
              <div class="convolution-sliders">
                <Choice
                  label={text.order}
                  value={nameOf(mixture.order)}
                  onChange={(name) => mix({ order: [...name].map((letter) => LETTERS.indexOf(letter)) })}
                  options={ORDERS.map((order) => ({ value: nameOf(order), label: nameOf(order) }))}
                  testId="convolution-order"
                />
                <div>
                  <Slider
                    label={text.turn}
                    value={mixture.turn}
                    min={0}
                    max={360}
                    step={1}
                    format={(value) => `${formatNumber(value, 0)}°`}
                    onInput={(turn) => mix({ turn })}
                    testId="convolution-turn"
                  />
                  <Slider
                    label={text.colour}
                    value={mixture.colour}
                    min={0}
                    max={1.5}
                    onInput={(colour) => mix({ colour })}
                    testId="convolution-colour"
                  />
                  <Slider
                    label={text.brightness}
                    value={mixture.brightness}
                    min={0.2}
                    max={1.5}
                    onInput={(brightness) => mix({ brightness })}
                    testId="convolution-brightness"
                  />
                </div>
              </div>
              <Figure caption={<Inline text={text.plane} />}>
                <Colours weight={weight} onChange={setWeight} />
              </Figure>
            </div>
          </div>
        }
        panel={
          <>
            <div class="convolution-editor">
              <p class="quiet">
                <Inline text={text.weight} />
              </p>
              <WeightEditor weight={weight} onChange={setWeight} />
            </div>
            <Numbers view={view} />
          </>
        }
      />
      <Prose text={text.patch} />
      <Factors weight={weight} view={view} />
      <p class="quiet">
        <Inline text={text.source} />
      </p>
    </>
  );
}

function Numbers({ view: { determinant, logAbsDet, logDet, back } }: { view: MixedPicture }) {
  const text = useConvolutionText();
  return (
    <>
      <Readouts>
        <NumberReadout label={text.det} value={determinant} digits={4} testId="convolution-det" large />
        <NumberReadout label={text.logDet} value={logAbsDet} digits={4} testId="convolution-log-det" />
        <NumberReadout label={text.times} value={SIDE * SIDE * logAbsDet} testId="convolution-times" />
        <NumberReadout label={text.layer} value={logDet} testId="convolution-layer" />
        {back && (
          <NumberReadout label={text.error} value={back.error} digits={7} testId="convolution-error" />
        )}
      </Readouts>
      {back === undefined && (
        <Notice title={text.singular}>
          <p>{text.singularHelp}</p>
        </Notice>
      )}
    </>
  );
}

const REACH = 1.4;

function Colours({ weight, onChange }: { weight: Matrix; onChange: (weight: Matrix) => void }) {
  const text = useConvolutionText();
  const range = [-REACH, REACH] as const;
  return (
    <Plane x={range} y={range} width={320} height={320} label={text.planeLabel} interactive>
      {text.handles.map((label, channel) => {
        const at = colourOf(weight, channel);
        return (
          <g key={label} class={`convolution-axis convolution-axis-${channel}`}>
            <Arrow from={[0, 0]} to={at} />
            <DraggablePoint
              at={at}
              label={label}
              onMove={(to) => onChange(withColour(weight, channel, to))}
              step={0.05}
              testId={`convolution-colour-${channel}`}
            />
            <PlaneLabel at={at} text={text.handleNames[channel] ?? ''} dx={12} dy={-10} />
          </g>
        );
      })}
    </Plane>
  );
}
