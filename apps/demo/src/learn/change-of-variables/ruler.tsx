import type { ScaleLinear } from 'd3-scale';

export type RulerProps = {
  readonly scale: ScaleLinear<number, number>;
  /** Where its line stands, across its direction. */
  readonly at: number;
  readonly side: 'below' | 'left';
  readonly name: string;
};

/** An axis with numbers along one edge of a picture. */
export function Ruler({ scale, at, side, name }: RulerProps) {
  const [start = 0, end = 0] = scale.range();
  const isBelow = side === 'below';
  const place = (along: number, out: number) =>
    isBelow ? { x: along, y: at + out } : { x: at - out, y: along };
  const [a, b] = [place(start, 0), place(end, 0)];
  return (
    <g aria-hidden="true">
      <line class="plane-zero" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {scale.ticks(6).map((tick) => (
        <text
          key={tick}
          {...place(scale(tick), isBelow ? 14 : 6)}
          dy={isBelow ? 0 : '0.32em'}
          text-anchor={isBelow ? 'middle' : 'end'}
        >
          {scale.tickFormat(6)(tick)}
        </text>
      ))}
      <text class="plane-name" {...(isBelow ? { x: end - 10, y: at - 7 } : { x: at + 8, y: end + 8 })}>
        {name}
      </text>
    </g>
  );
}
