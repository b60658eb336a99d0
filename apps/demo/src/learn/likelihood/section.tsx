import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { Choice } from '../../widgets/choice.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { Figure, Stage } from '../stage.tsx';
import { dataSource, type SourceId } from './data-source.ts';
import { DensityPicture } from './density-picture.tsx';
import { EntropyBar } from './entropy-bar.tsx';
import { LossMap } from './loss-map.tsx';
import { divergence, LOG_SCALES, loss, MEANS } from './normal-model.ts';
import { useText } from './text.ts';
import { type Descent, useDescent } from './use-descent.ts';
import './likelihood.css';

const START = { mean: -1.5, logScale: 0.5 };
const IDS = ['one', 'two'] as const;

/** Fit the smallest flow by hand, then by descent: the likeliest model is the nearest. */
export function Section() {
  const text = useText();
  const [id, setId] = useState<SourceId>('one');
  const [rate, setRate] = useState(0.1);
  const source = useMemo(() => dataSource(id), [id]);
  const descent = useDescent(START, source.samples, rate);
  const { parameters, path, moveTo } = descent;
  const parts = divergence(parameters, source);
  const { nll } = loss(parameters, source.samples);
  return (
    <>
      <Prose text={text.intro} />
      <Stage
        bar={
          <>
            <Choice
              label={text.source}
              hideLabel
              value={id}
              onChange={(chosen) => {
                setId(chosen);
                moveTo(START);
              }}
              options={IDS.map((value) => ({ value, label: text[value] }))}
              testId="likelihood-source"
            />
            <DescentButtons descent={descent} />
          </>
        }
        pictures={
          <>
            <Figure caption={<Inline text={text.densityCaption} />}>
              <DensityPicture source={source} parameters={parameters} />
            </Figure>
            <Figure caption={<Inline text={text.mapCaption} />}>
              <LossMap samples={source.samples} parameters={parameters} path={path} onMove={moveTo} />
            </Figure>
            <div class="stage-across">
              <EntropyBar {...parts} />
            </div>
          </>
        }
        panel={
          <>
            <div>
              <Slider
                label={text.mean}
                spokenLabel={text.meanSpoken}
                value={parameters.mean}
                min={MEANS[0]}
                max={MEANS[1]}
                onInput={(mean) => moveTo({ ...parameters, mean })}
                testId="likelihood-mean"
              />
              <Slider
                label={text.logScale}
                spokenLabel={text.logScaleSpoken}
                value={parameters.logScale}
                min={LOG_SCALES[0]}
                max={LOG_SCALES[1]}
                onInput={(logScale) => moveTo({ ...parameters, logScale })}
                testId="likelihood-log-scale"
              />
              <Slider
                label={text.rate}
                value={rate}
                min={0.02}
                max={0.5}
                onInput={setRate}
                testId="likelihood-rate"
              />
            </div>
            <Readouts>
              <NumberReadout label={text.entropy} value={parts.entropy} testId="likelihood-entropy" />
              <NumberReadout label={text.kl} value={parts.kl} testId="likelihood-kl" />
              <NumberReadout label={text.cross} value={parts.crossEntropy} testId="likelihood-cross" />
              <NumberReadout label={text.nll} value={nll} tone="data" testId="likelihood-nll" large />
              <NumberReadout
                label={text.steps}
                value={path.length - 1}
                digits={0}
                testId="likelihood-steps"
              />
            </Readouts>
          </>
        }
      />
      <Prose text={text.outro} />
    </>
  );
}

function DescentButtons({ descent }: { descent: Descent }) {
  const text = useText();
  return (
    <div class="likelihood-buttons">
      <Button onClick={descent.step} disabled={descent.running} testId="likelihood-step">
        {text.step}
      </Button>
      <Button onClick={descent.toggle} tone="strong" testId="likelihood-run">
        {descent.running ? text.stop : text.descend}
      </Button>
      <Button onClick={() => descent.moveTo(START)} testId="likelihood-again">
        {text.again}
      </Button>
    </div>
  );
}
