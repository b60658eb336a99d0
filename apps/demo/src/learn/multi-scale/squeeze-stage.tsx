import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { Choice } from '../../widgets/choice.tsx';
import { formatNumber } from '../../widgets/format-number.ts';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { Stage } from '../stage.tsx';
import { ChannelPlanes, NumberCell } from './channel-planes.tsx';
import { ORDERS, type Part, type SqueezeStages, squeezeStages } from './squeeze-stages.ts';
import { useScalesText } from './text.ts';
import './squeeze-stage.css';

const LAST = 5;

/** Sixteen numbers on their way through squeeze, split and squeeze, one step after the other. */
export function SqueezeStage() {
  const text = useScalesText();
  const [order, setOrder] = useState<(typeof ORDERS)[number]>('glow');
  const [step, setStep] = useState(2);
  const [follow, setFollow] = useState(11);
  const stages = useMemo(() => squeezeStages(order), [order]);
  return (
    <Stage
      pictures={<Steps stages={stages} step={step} follow={follow} />}
      panel={
        <>
          <Button tone="strong" onClick={() => setStep(step === LAST ? 1 : step + 1)} testId="scales-next">
            {step === LAST ? text.again : text.next}
          </Button>
          <p class="quiet scales-count" role="status">
            {text.step(step, LAST)}
          </p>
          <Slider
            label={text.follow}
            value={follow}
            min={1}
            max={16}
            step={1}
            format={(value) => formatNumber(value, 0)}
            onInput={setFollow}
            testId="scales-follow"
          />
          <Choice
            label={text.order}
            value={order}
            onChange={setOrder}
            options={ORDERS.map((value) => ({ value, label: text.orders[value] }))}
            testId="scales-order"
          />
          <Readouts>
            <NumberReadout label={text.logDet} value={stages.logDet} digits={0} testId="scales-log-det" />
          </Readouts>
        </>
      }
    />
  );
}

function Steps({ stages, step, follow }: { stages: SqueezeStages; step: number; follow: number }) {
  const text = useScalesText();
  const planes = (name: 'picture' | 'squeezed' | 'stays' | 'leaves' | 'coarsest', part: Part) => (
    <Row caption={text[name]}>
      <ChannelPlanes
        part={part}
        label={text.parts[name]}
        follow={follow}
        leaves={name === 'leaves' || (name === 'coarsest' && step === LAST)}
        testId={`scales-${name}`}
      />
    </Row>
  );
  return (
    <div class="scales-steps">
      {planes('picture', stages.picture)}
      {step >= 2 && planes('squeezed', stages.squeezed)}
      {step >= 3 && (
        <div class="scales-split">
          {planes('stays', stages.stays)}
          {planes('leaves', stages.leaves)}
        </div>
      )}
      {step >= 4 && planes('coarsest', stages.coarsest)}
      {step >= 5 && (
        <Row caption={text.latent}>
          <div class="scales-latent">
            {stages.latent.map(({ level, values }) => (
              <div key={level} class="scales-slice">
                <span class="quiet">{text.level(level)}</span>
                <div class="planes-plane" style={{ '--columns': 8 }}>
                  {values.map((value, i) => (
                    <NumberCell
                      key={value}
                      value={value}
                      follow={follow}
                      testId={`scales-latent-${level}-${i}`}
                    />
                  ))}
                </div>
              </div>
            ))}
          </div>
        </Row>
      )}
    </div>
  );
}

function Row({ caption, children }: { caption: string; children: ComponentChildren }) {
  return (
    <div class="scales-step">
      <p class="quiet">
        <Inline text={caption} />
      </p>
      {children}
    </div>
  );
}
