import { matrixRows } from '@flow/math';
import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../widgets/button.tsx';
import { Choice } from '../../widgets/choice.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { Figure, Stage } from '../stage.tsx';
import {
  type CouplingSettings,
  type CouplingView,
  FEATURES,
  lookAtCoupling,
  MASKS,
  NETWORKS,
} from './coupling-lab.ts';
import { HeatMatrix } from './heat-matrix.tsx';
import { ScramblePlot } from './scramble-plot.tsx';
import { useCouplingText } from './text.ts';
import { nameOf, Wires } from './wires.tsx';
import './section.css';

const START: CouplingSettings = { mask: 'firstHalf', network: 'tanh', seed: 1, strength: 1 };
const START_POINT = [0.8, -1.2, 0.5, 1.4];

type Order = 'sorted' | 'plain';

/** The triangular Jacobian, and why s and t may be anything. */
export function Section() {
  const text = useCouplingText();
  const [settings, setSettings] = useState(START);
  const [z, setZ] = useState<readonly number[]>(START_POINT);
  const [order, setOrder] = useState<Order>('sorted');
  const view = useMemo(() => lookAtCoupling(settings, z), [settings, z]);
  const change = (part: Partial<CouplingSettings>) => setSettings({ ...settings, ...part });
  return (
    <>
      <Prose text={text.intro} />
      <Stage
        pictures={
          <div class="coupling-pictures">
            <Figure caption={<Inline text={text.wires} />}>
              <Wires z={z} view={view} onChange={setZ} />
            </Figure>
            <Figure caption={<Inline text={text.jacobian} />}>
              <JacobianPicture view={view} order={order} label={text.jacobianLabel} />
            </Figure>
          </div>
        }
        panel={
          <>
            <Button
              tone="strong"
              testId="coupling-scramble"
              onClick={() => change({ seed: settings.seed + 1 })}
            >
              {text.scramble}
            </Button>
            <Readouts>
              <NumberReadout label={text.sum} value={view.logDet} digits={5} testId="coupling-sum" large />
              <NumberReadout
                label={text.brute}
                value={view.bruteForce}
                digits={5}
                testId="coupling-brute"
                large
              />
              <NumberReadout label={text.terms} value={view.terms} digits={0} testId="coupling-terms" />
              <NumberReadout label={text.error} value={view.error} digits={7} testId="coupling-error" />
              <NumberReadout label={text.seed} value={settings.seed} digits={0} testId="coupling-seed" />
            </Readouts>
            <Choice
              label={text.mask}
              value={settings.mask}
              onChange={(mask) => change({ mask })}
              options={MASKS.map((value) => ({ value, label: text.masks[value] }))}
              testId="coupling-mask"
            />
            <Choice
              label={text.order}
              value={order}
              onChange={setOrder}
              options={(['sorted', 'plain'] as const).map((value) => ({ value, label: text.orders[value] }))}
              testId="coupling-order"
            />
            <Choice
              label={text.network}
              value={settings.network}
              onChange={(network) => change({ network })}
              options={NETWORKS.map((value) => ({ value, label: text.networks[value] }))}
              testId="coupling-network"
            />
            <Slider
              label={text.strength}
              spokenLabel={text.strengthSpoken}
              value={settings.strength}
              min={0}
              max={2}
              step={0.05}
              onInput={(strength) => change({ strength })}
              testId="coupling-strength"
            />
          </>
        }
      />
      <Prose text={text.why} />
      <ScramblePlot settings={settings} z={z} />
      <p class="quiet">
        <Inline text={text.source} />
      </p>
    </>
  );
}

function JacobianPicture({ view, order, label }: { view: CouplingView; order: Order; label: string }) {
  const { kept, changed, ordered } = view.blocks;
  const sorted = [...kept, ...changed];
  const places = order === 'sorted' ? sorted : Array.from({ length: FEATURES }, (_, i) => i);
  const entries = matrixRows(ordered);
  const at = places.map((variable) => sorted.indexOf(variable));
  const rows = at.map((i) => at.map((j) => entries[i]?.[j] ?? Number.NaN));
  const isKept = (place: number) => kept.includes(places[place] ?? -1);
  return (
    <HeatMatrix
      rows={rows}
      label={label}
      names={{
        rows: places.map((i) => `∂${nameOf('x', i)}`),
        columns: places.map((i) => `∂${nameOf('z', i)}`),
      }}
      isEmpty={(i, j) => isKept(i) && !isKept(j)}
      testId="coupling-jacobian"
    />
  );
}
