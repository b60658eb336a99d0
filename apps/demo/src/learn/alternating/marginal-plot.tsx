import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { AreaUnder, Curve } from '../../plane/shapes.tsx';
import type { ContestData } from './contest-data.ts';
import { histogramOfFirst } from './histogram-of-first.ts';

export type MarginalPlotProps = {
  readonly marginal: ContestData['marginal'];
  readonly samples: Float32Array;
  readonly label: string;
  readonly name: string;
};

const REACH = 2.7;
const NORMAL: readonly Point[] = Array.from({ length: 109 }, (_, i) => {
  const x = -REACH + i * 0.05;
  return [x, Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)];
});

/** The density of the first variable: of the flow's samples, of the data, and the standard normal. */
export function MarginalPlot({ marginal, samples, label, name }: MarginalPlotProps) {
  const data = marginal.x.map((x, i): Point => [x, marginal.density[i] ?? 0]);
  const top = 1.15 * Math.max(0.5, ...marginal.density);
  return (
    <Plane
      x={[-REACH, REACH]}
      y={[0, top]}
      width={250}
      height={140}
      xTicks={5}
      yTicks={2}
      grid={false}
      xName={name}
      label={label}
    >
      <AreaUnder points={histogramOfFirst(samples, REACH)} tone="data" />
      <Curve points={data} />
      <Curve points={NORMAL} tone="latent" dashed />
    </Plane>
  );
}
