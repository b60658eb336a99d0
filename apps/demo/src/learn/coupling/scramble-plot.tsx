import { useState } from 'preact/hooks';
import { Plane } from '../../plane/plane.tsx';
import { Curve, Dot } from '../../plane/shapes.tsx';
import { Button } from '../../widgets/button.tsx';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Figure, Stage } from '../stage.tsx';
import { type CouplingSettings, type Scrambled, scrambleMany } from './coupling-lab.ts';
import { useCouplingText } from './text.ts';

const COUNT = 40;

/** Many random networks at one point: the two ways to the log-determinant against each other. */
export function ScramblePlot({ settings, z }: { settings: CouplingSettings; z: readonly number[] }) {
  const text = useCouplingText();
  const [first, setFirst] = useState(settings.seed);
  const many = scrambleMany({ ...settings, seed: first }, z, COUNT);
  const reach = Math.max(1, ...many.map(({ logDet }) => Math.abs(logDet))) * 1.15;
  return (
    <Stage
      pictures={
        <Figure caption={<Inline text={text.many} />}>
          <Plane
            x={[-reach, reach]}
            y={[-reach, reach]}
            height={280}
            xName={text.manyX}
            yName={text.manyY}
            label={text.manyLabel}
          >
            <Curve
              points={[
                [-reach, -reach],
                [reach, reach],
              ]}
              thin
            />
            {many.map(({ seed, logDet, bruteForce }) => (
              <Dot key={seed} at={[logDet, bruteForce]} tone="data" />
            ))}
          </Plane>
        </Figure>
      }
      panel={
        <>
          <Button onClick={() => setFirst(first + COUNT)} testId="coupling-many">
            {text.manyButton}
          </Button>
          <Readouts>
            <NumberReadout label={text.manyGap} value={largestGap(many)} digits={7} testId="coupling-gap" />
          </Readouts>
        </>
      }
    />
  );
}

const largestGap = (many: readonly Scrambled[]) =>
  Math.max(...many.map(({ logDet, bruteForce }) => Math.abs(logDet - bruteForce)));
