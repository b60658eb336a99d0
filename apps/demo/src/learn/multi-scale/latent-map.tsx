import './latent-map.css';

export type LatentMapProps = {
  /** One level's slice, row-major [height, width, channels]. */
  readonly values: Float32Array;
  readonly shape: readonly number[];
  readonly label: string;
};

/** A standard normal stays within ±3. */
const REACH = 3;

/** A slice of the latent as colours, each channel a small plane. */
export function LatentMap({ values, shape, label }: LatentMapProps) {
  const [height = 1, width = 1, channels = 1] = shape;
  return (
    <div class="latent-map" role="img" aria-label={label}>
      {Array.from({ length: channels }, (_, channel) => (
        <span key={channel} class="latent-map-plane" style={{ '--columns': width }}>
          {Array.from({ length: height * width }, (_, pixel) => {
            const value = values[pixel * channels + channel] ?? 0;
            const heat = `${Math.min(100, (100 * Math.abs(value)) / REACH)}%`;
            return (
              <i key={pixel} class={value < 0 ? 'latent-map-minus' : undefined} style={{ '--heat': heat }} />
            );
          })}
        </span>
      ))}
    </div>
  );
}
