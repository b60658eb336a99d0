import { concat, reshape, slice, type Tensor, tidy, transpose } from '@tensorflow/tfjs-core';

/**
 * Where the pixel (dy, dx) of a 2x2 block puts its channel c of C: `glow` at c·4 + dy·2 + dx; `spaceToDepth` at
 * p·C + c with p = dy·2 + dx; `checkerboard` the same with p = 0 for (0, 0), 1 for (1, 1), 2 for (0, 1), 3 for (1, 0),
 * so that each half of the channels is one colour of a checkerboard.
 */
export type SqueezeOrder = 'glow' | 'spaceToDepth' | 'checkerboard';

/** The pixels dy·2 + dx in the order of `checkerboard`, and where that order has each of them. */
const CHECKERBOARD = [0, 3, 1, 2];
const CHECKERBOARD_BACK = [0, 2, 3, 1];

/** [batch, H, W, C] -> [batch, H/2, W/2, 4C]: each 2x2 block of pixels becomes one. */
export function spaceToDepth(x: Tensor, order: SqueezeOrder): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const half = [batch, height / 2, width / 2, 4 * channels];
  return tidy(() => {
    // Exchanges of neighbouring axes, which the kernels do at the speed of a copy.
    const blocks = transpose(reshape(x, [(batch * height) / 2, 2, width / 2, 2 * channels]), [0, 2, 1, 3]);
    const rows = (batch * height * width) / 4;
    switch (order) {
      case 'spaceToDepth':
        return reshape(blocks, half);
      case 'checkerboard':
        return reshape(reorderPixels(blocks, rows, channels, CHECKERBOARD), half);
      case 'glow':
        return reshape(transpose(reshape(blocks, [rows, 4, channels]), [0, 2, 1]), half);
    }
  });
}

/** [batch, h, w, 4C] -> [batch, 2h, 2w, C], the way back. */
export function depthToSpace(z: Tensor, order: SqueezeOrder): Tensor {
  const [batch, height, width, depth] = z.shape as [number, number, number, number];
  const channels = depth / 4;
  return tidy(() => {
    const blocks = pixelMajor(z, batch * height * width, channels, order);
    const rows = transpose(reshape(blocks, [batch * height, width, 2, 2 * channels]), [0, 2, 1, 3]);
    return reshape(rows, [batch, 2 * height, 2 * width, channels]);
  });
}

function pixelMajor(z: Tensor, rows: number, channels: number, order: SqueezeOrder): Tensor {
  if (order === 'spaceToDepth') return z;
  if (order === 'checkerboard') return reorderPixels(z, rows, channels, CHECKERBOARD_BACK);
  return transpose(reshape(z, [rows, channels, 4]), [0, 2, 1]);
}

/** The four groups of channels of each row in another order. */
function reorderPixels(x: Tensor, rows: number, channels: number, order: readonly number[]): Tensor {
  const flat = reshape(x, [rows, 4 * channels]);
  return concat(
    order.map((pixel) => slice(flat, [0, pixel * channels], [rows, channels])),
    1,
  );
}
