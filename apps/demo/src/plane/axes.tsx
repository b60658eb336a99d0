import { usePlane } from './plane-context.ts';

export type AxesProps = {
  readonly xName?: string;
  readonly yName?: string;
  readonly xTicks?: number;
  readonly yTicks?: number;
  readonly grid?: boolean;
};

/** Grid, lines through zero and numbers of a plane. */
export function Axes({ xName, yName, xTicks = 5, yTicks = 5, grid = true }: AxesProps) {
  const { x, y } = usePlane();
  const [left = 0, right = 0] = x.range();
  const [bottom = 0, top = 0] = y.range();
  const kind = (at: number) => (at === 0 ? 'plane-zero' : 'plane-grid');
  const shown = (at: number) => grid || at === 0;
  return (
    <g aria-hidden="true" class="plane-axes">
      {x.ticks(xTicks).map((at) => (
        <g key={`x${at}`}>
          {shown(at) && <line class={kind(at)} x1={x(at)} x2={x(at)} y1={bottom} y2={top} />}
          <text x={x(at)} y={bottom + 15} text-anchor="middle">
            {x.tickFormat(xTicks)(at)}
          </text>
        </g>
      ))}
      {y.ticks(yTicks).map((at) => (
        <g key={`y${at}`}>
          {shown(at) && <line class={kind(at)} x1={left} x2={right} y1={y(at)} y2={y(at)} />}
          <text x={left - 6} y={y(at)} dy="0.32em" text-anchor="end">
            {y.tickFormat(yTicks)(at)}
          </text>
        </g>
      ))}
      {xName && (
        <text class="plane-name" x={right} y={bottom - 6} text-anchor="end">
          {xName}
        </text>
      )}
      {yName && (
        <text class="plane-name" x={left + 6} y={top + 10}>
          {yName}
        </text>
      )}
    </g>
  );
}
