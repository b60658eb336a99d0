export type LogDetBarsProps = {
  readonly label: string;
  readonly values: Float32Array;
  /** Bars up to this one are filled. */
  readonly chosen: number;
};

const HEIGHT = 56;

/** What each layer adds: bars up and down from 0, in the order of the journey. */
export function LogDetBars({ label, values, chosen }: LogDetBarsProps) {
  const sizes = Array.from(values, (value) => (Number.isFinite(value) ? value : 0));
  const reach = Math.max(1e-3, ...sizes.map(Math.abs));
  const width = 100 / Math.max(1, sizes.length);
  return (
    <svg
      class="log-det-bars"
      viewBox={`0 0 100 ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1={0} x2={100} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {sizes.map((value, i) => {
        const size = (Math.abs(value) / reach) * (HEIGHT / 2 - 2);
        return (
          <rect
            key={i}
            class={i < chosen ? 'log-det-bar log-det-passed' : 'log-det-bar'}
            x={(i + 0.15) * width}
            width={0.7 * width}
            y={value > 0 ? HEIGHT / 2 - size : HEIGHT / 2}
            height={size}
          />
        );
      })}
    </svg>
  );
}
