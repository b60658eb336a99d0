import { useEffect, useRef } from 'preact/hooks';
import './picture-canvas.css';

export type PictureCanvasProps = {
  /** Row-major [height, width, channels]; 0 is black, 1 is full, what lies outside is clipped. */
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Three channels are red, green and blue; a single one, by its number, is grey. */
  readonly channels: number;
  readonly only?: number;
  readonly label: string;
  readonly testId?: string;
};

/** A small picture, each pixel a square. */
export function PictureCanvas({ pixels, width, height, channels, only, label, testId }: PictureCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let color = 0; color < 3; color++) {
        const channel = only ?? Math.min(color, channels - 1);
        image.data[4 * pixel + color] = 255 * (pixels[pixel * channels + channel] ?? 0);
      }
      image.data[4 * pixel + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, width, height, channels, only]);
  return (
    <canvas
      ref={canvas}
      class="picture-canvas"
      width={width}
      height={height}
      role="img"
      aria-label={label}
      data-testid={testId}
    />
  );
}
