import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { Curve, PlaneLabel } from '../../plane/shapes.tsx';
import type { Rival } from './contest.ts';
import type { Limits } from './contest-data.ts';
import { useAlternatingText } from './text.ts';

/** −log p of both flows after so many steps. */
export type HistoryPoint = { readonly steps: number; readonly nll: Record<Rival, number> };

/** −log p of both flows over the steps, with what each cannot get below. */
export function NllPlot({ history, limits }: { history: readonly HistoryPoint[]; limits: Limits }) {
  const text = useAlternatingText();
  const end = Math.max(500, Math.ceil((history.at(-1)?.steps ?? 0) / 500) * 500);
  const top = Math.max(limits.frozen, history[0]?.nll.frozen ?? 0) + 0.3;
  const bottom = limits.any - 0.45;
  const line = (rival: Rival) => history.map(({ steps, nll }): Point => [steps, nll[rival]]);
  const level = (y: number): Point[] => [
    [0, y],
    [end, y],
  ];
  return (
    <Plane
      x={[0, end]}
      y={[bottom, top]}
      width={480}
      height={230}
      xTicks={5}
      yTicks={4}
      label={text.curveLabel}
    >
      <Curve points={level(limits.any)} dashed thin />
      <Curve points={level(limits.frozen)} dashed thin />
      <Curve points={line('frozen')} />
      <Curve points={line('alternating')} tone="data" />
      <PlaneLabel at={[end, limits.frozen]} text={text.short.frozen} dx={-6} dy={-7} words />
      <PlaneLabel at={[0, limits.any]} text={text.short.any} dx={6} dy={-7} words />
      <PlaneLabel at={[end, bottom]} text={text.curveX} dx={-6} dy={-7} words />
    </Plane>
  );
}
