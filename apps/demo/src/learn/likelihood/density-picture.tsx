import { histogram } from '@flow/math';
import { useMemo } from 'preact/hooks';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Bars, Curve } from '../../plane/shapes.tsx';
import type { DataSource } from './data-source.ts';
import { logProb, type Parameters } from './normal-model.ts';
import { useText } from './text.ts';

const X = [-4, 4] as const;
const PLACES = Array.from({ length: 161 }, (_, i) => X[0] + ((X[1] - X[0]) * i) / 160);
const EDGES = Array.from({ length: 33 }, (_, i) => X[0] + ((X[1] - X[0]) * i) / 32);

/** The data, the density they come from, and the model's. */
export function DensityPicture({ source, parameters }: { source: DataSource; parameters: Parameters }) {
  const text = useText();
  const q = useMemo(() => curve(source.logQ(PLACES)), [source]);
  const p = curve(logProb(parameters, PLACES));
  const bars = useMemo(() => {
    const { densities } = histogram(source.samples, EDGES);
    return Array.from(densities, (height, i) => ({ from: EDGES[i] ?? 0, to: EDGES[i + 1] ?? 0, height }));
  }, [source]);
  return (
    <Plane x={X} y={[0, 1]} label={text.densityLabel} xName="x" height={330} grid={false}>
      <Bars bars={bars} tone="data" />
      <Curve points={q} tone="data" dashed />
      <Curve points={p} thick />
    </Plane>
  );
}

function curve(logs: readonly number[]): Point[] {
  return logs.map((log, i) => [PLACES[i] ?? 0, Math.exp(log)]);
}
