import { useMemo, useState } from 'preact/hooks';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Curve, Dot } from '../../plane/shapes.tsx';
import { Button } from '../../widgets/button.tsx';
import { Inline, Prose } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { gridLines, mapLines } from '../maps/map-points.ts';
import { Figure, Stage } from '../stage.tsx';
import { bruteForceLogDet, forwardOf, KINDS, type StackedLayer, traceStack } from './layer-stack.ts';
import { LayerTable } from './layer-table.tsx';
import { useText } from './text.ts';
import { MOST_LAYERS, type Stack, useStack } from './use-stack.ts';
import './composition.css';

const Z = [-2, 2] as const;
const X = [-4, 4] as const;
const GRID = gridLines([Z, Z], 0.5, 33);

/** Layers one after the other: their log-determinants add up. */
export function Section() {
  const text = useText();
  const stack = useStack();
  return (
    <>
      <Prose text={text.intro} />
      {stack.layers.length > 0 && <CompositionStage stack={stack} />}
      <Prose text={text.outro} />
    </>
  );
}

function CompositionStage({ stack }: { stack: Stack }) {
  const text = useText();
  const [z, setZ] = useState<Point>([0.75, 0.5]);
  const [chosen, choose] = useState(MOST_LAYERS);
  const { layers } = stack;
  const shown = Math.min(chosen, layers.length);
  const steps = useMemo(() => traceStack(layers, z), [layers, z]);
  const brute = useMemo(() => bruteForceLogDet(layers, z), [layers, z]);
  const here = steps[shown - 1]?.value ?? z;
  return (
    <Stage
      bar={<AddButtons stack={stack} />}
      pictures={
        <>
          <Figure caption={<Inline text={text.from} />}>
            <Plane x={Z} y={Z} label={text.fromLabel} xName="z₁" yName="z₂" grid={false} interactive>
              {GRID.map((points, i) => (
                <Curve key={i} points={points} tone="latent" thin />
              ))}
              <DraggablePoint
                at={z}
                onMove={setZ}
                label={text.point}
                tone="latent"
                step={0.05}
                testId="composition-point"
              />
            </Plane>
          </Figure>
          <Figure caption={<Inline text={shown === 0 ? text.from : text.after(shown, layers.length)} />}>
            <StatePlane layers={layers.slice(0, shown)} at={here} />
          </Figure>
          <div class="stage-across">
            <Slider
              label={text.through}
              value={shown}
              min={0}
              max={layers.length}
              step={1}
              format={String}
              onInput={choose}
              testId="composition-through"
            />
          </div>
        </>
      }
      panel={
        <>
          <LayerTable stack={stack} steps={steps} shown={shown} />
          <Readouts>
            <NumberReadout
              label={text.total}
              value={steps.at(-1)?.runningLogDet ?? 0}
              digits={4}
              tone="data"
              testId="composition-total"
              large
            />
            <NumberReadout label={text.brute} value={brute} digits={4} testId="composition-brute" />
          </Readouts>
        </>
      }
    />
  );
}

function AddButtons({ stack }: { stack: Stack }) {
  const text = useText();
  return (
    <div class="composition-add">
      <span class="quiet">{text.add}</span>
      {KINDS.map((kind) => (
        <Button
          key={kind}
          onClick={() => stack.add(kind)}
          disabled={stack.layers.length >= MOST_LAYERS}
          testId={`composition-add-${kind}`}
        >
          {text[kind]}
        </Button>
      ))}
    </div>
  );
}

function StatePlane({ layers, at }: { layers: readonly StackedLayer[]; at: Point }) {
  const text = useText();
  const key = layers.map(({ id }) => id).join();
  const lines = useMemo(() => mapLines(forwardOf(layers), GRID), [key]);
  const tone = layers.length === 0 ? 'latent' : 'data';
  return (
    <Plane x={X} y={X} label={text.toLabel} grid={false}>
      {lines.map((points, i) => (
        <Curve key={i} points={points} tone={tone} thin />
      ))}
      <Dot at={at} tone={tone} radius={6} />
    </Plane>
  );
}
