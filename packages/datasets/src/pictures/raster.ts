/** An opaque picture in memory: red, green and blue bytes, row-major [height, width, 3]. */
export type Raster = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

/** Puts red, green, blue and alpha bytes over white. */
export function overWhite(width: number, height: number, rgba: ArrayLike<number>): Raster {
  const pixels = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = (rgba[4 * pixel + 3] as number) / 255;
    for (let c = 0; c < 3; c++) {
      pixels[3 * pixel + c] = Math.round(alpha * (rgba[4 * pixel + c] as number) + (1 - alpha) * 255);
    }
  }
  return { width, height, pixels };
}

/** Turns and mirrors a picture as EXIF's orientation 1..8 says. */
export function oriented({ width, height, pixels }: Raster, orientation: number): Raster {
  if (orientation === 1) return { width, height, pixels };
  const isOnItsSide = orientation > 4;
  const [newWidth, newHeight] = isOnItsSide ? [height, width] : [width, height];
  // EXIF says on which side row 0 and column 0 of the file are seen: these run backwards.
  const isRowBack = [3, 4, 6, 7].includes(orientation);
  const isColumnBack = [2, 3, 7, 8].includes(orientation);
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const [row, column] = isOnItsSide ? [x, y] : [y, x];
      const storedRow = isRowBack ? height - 1 - row : row;
      const storedColumn = isColumnBack ? width - 1 - column : column;
      const from = 3 * (storedRow * width + storedColumn);
      out.set(pixels.subarray(from, from + 3), 3 * (y * newWidth + x));
    }
  }
  return { width: newWidth, height: newHeight, pixels: out };
}

/**
 * Cuts the largest piece of the wanted shape out of the middle and scales it: each new pixel is the mean of the area
 * that it covers.
 */
export function cropped(raster: Raster, width: number, height: number): Raster {
  if (raster.width === width && raster.height === height) return raster;
  const scale = Math.min(raster.width / width, raster.height / height);
  const columns = sharesOf((raster.width - width * scale) / 2, scale, width, raster.width);
  const rows = sharesOf((raster.height - height * scale) / 2, scale, height, raster.height);
  const pixels = new Uint8Array(3 * width * height);
  rows.forEach((inRow, y) => {
    columns.forEach((inColumn, x) => {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [row, high] of inRow) {
          for (const [column, wide] of inColumn) {
            sum += high * wide * (raster.pixels[3 * (row * raster.width + column) + c] as number);
          }
        }
        pixels[3 * (y * width + x) + c] = Math.round(sum);
      }
    });
  });
  return { width, height, pixels };
}

type Share = readonly [index: number, share: number];

/** Which old pixels each of `count` new ones covers along an axis, and how much of it each of them fills. */
function sharesOf(
  start: number,
  scale: number,
  count: number,
  length: number,
): readonly (readonly Share[])[] {
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [start + i * scale, start + (i + 1) * scale];
    const first = Math.floor(from);
    const covered = Array.from({ length: Math.ceil(to) - first }, (_, j): Share => {
      const pixel = first + j;
      return [Math.min(pixel, length - 1), (Math.min(to, pixel + 1) - Math.max(from, pixel)) / scale];
    });
    return covered.filter(([, share]) => share > 1e-9);
  });
}

/** The values of a table's row: three channels, or one of luma as televisions weigh colours (ITU-R BT.601). */
export function writeRow({ pixels }: Raster, channels: 1 | 3, row: Float32Array): void {
  if (channels === 3) {
    row.set(pixels);
    return;
  }
  for (let i = 0; i < row.length; i++) {
    const [red, green, blue] = pixels.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    row[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
}
