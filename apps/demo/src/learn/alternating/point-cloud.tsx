import { useEffect, useRef } from 'preact/hooks';
import { shownTheme } from '../../app/theme.ts';
import { tokenColor } from '../../app/token-color.ts';
import './point-cloud.css';

export type PointCloudProps = {
  /** Row-major [n, 2], faint. */
  readonly data: Float32Array;
  /** Row-major [n, 2], on top. */
  readonly samples: Float32Array;
  readonly label: string;
  readonly testId: string;
};

/** Pixels of the canvas on a side; the page shows it at about half of that. */
const SIDE = 560;
/** The plane from −REACH to REACH. */
const REACH = 2.7;
const RADIUS = 2.6;

/** Two clouds of points of the plane, one over the other. */
export function PointCloud({ data, samples, label, testId }: PointCloudProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = shownTheme.value;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, SIDE, SIDE);
    paint(context, data, tokenColor('--ink-faint'), 0.4);
    paint(context, samples, tokenColor('--data'), 0.75);
  }, [data, samples, theme]);
  return (
    <canvas
      ref={canvas}
      class="point-cloud"
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={label}
      data-testid={testId}
    />
  );
}

function paint(context: CanvasRenderingContext2D, points: Float32Array, color: string, alpha: number): void {
  context.fillStyle = color;
  context.globalAlpha = alpha;
  const place = (value: number) => ((value / REACH + 1) / 2) * SIDE;
  for (let i = 0; i < points.length; i += 2) {
    context.beginPath();
    context.arc(place(points[i] ?? 0), SIDE - place(points[i + 1] ?? 0), RADIUS, 0, 2 * Math.PI);
    context.fill();
  }
}
