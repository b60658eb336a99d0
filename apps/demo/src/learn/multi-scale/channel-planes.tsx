import type { Part } from './squeeze-stages.ts';
import { useScalesText } from './text.ts';
import './channel-planes.css';

export type ChannelPlanesProps = {
  readonly part: Part;
  readonly label: string;
  /** The number to bring out. */
  readonly follow: number;
  /** It goes to the latent here. */
  readonly leaves?: boolean;
  /** The cells are `<testId>-<pixel>-<channel>`. */
  readonly testId: string;
};

/** The channels of a small picture of numbers, one plane beside the other. */
export function ChannelPlanes({ part, label, follow, leaves = false, testId }: ChannelPlanesProps) {
  const text = useScalesText();
  const [height, width, channels] = part.shape;
  const plane = (channel: number) =>
    Array.from(
      { length: height * width },
      (_, pixel) => part.values[pixel * channels + channel] ?? Number.NaN,
    );
  return (
    <ul class={leaves ? 'planes planes-leave' : 'planes'} aria-label={label}>
      {Array.from({ length: channels }, (_, channel) => {
        const values = plane(channel);
        return (
          <li key={channel} class="planes-plane" style={{ '--columns': width }}>
            <span class="visually-hidden">{text.channel(channel + 1, values.join(', '))}</span>
            {values.map((value, pixel) => (
              <NumberCell
                key={value}
                value={value}
                follow={follow}
                testId={`${testId}-${pixel}-${channel}`}
              />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

/** A number in the colour of its place within its block of 2 x 2 pixels of the picture. */
export function NumberCell({ value, follow, testId }: { value: number; follow: number; testId: string }) {
  const [row, column] = [Math.floor((value - 1) / 4), (value - 1) % 4];
  const place = (row % 2) * 2 + (column % 2);
  const kind = value === follow ? ' planes-followed' : '';
  return (
    <span
      class={`planes-cell planes-place-${place}${kind}`}
      aria-hidden="true"
      data-testid={testId}
      data-value={value}
    >
      {value}
    </span>
  );
}
