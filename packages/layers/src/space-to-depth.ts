import { reshape, type Tensor, tidy, transpose } from '@tensorflow/tfjs-core';

/** Where the pixel (dy, dx) of a 2x2 block puts its channel c of C: at c·4 + dy·2 + dx, or at (dy·2 + dx)·C + c. */
export type SqueezeOrder = 'glow' | 'spaceToDepth';

/** [batch, H, W, C] -> [batch, H/2, W/2, 4C]: each 2x2 block of pixels becomes one. */
export function spaceToDepth(x: Tensor, order: SqueezeOrder): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const half = [batch, height / 2, width / 2, 4 * channels];
  return tidy(() => {
    // Two exchanges of neighbouring axes, which the kernels do at the speed of a copy.
    const blocks = transpose(reshape(x, [(batch * height) / 2, 2, width / 2, 2 * channels]), [0, 2, 1, 3]);
    if (order === 'spaceToDepth') return reshape(blocks, half);
    return reshape(transpose(reshape(blocks, [(batch * height * width) / 4, 4, channels]), [0, 2, 1]), half);
  });
}

/** [batch, h, w, 4C] -> [batch, 2h, 2w, C], the way back. */
export function depthToSpace(z: Tensor, order: SqueezeOrder): Tensor {
  const [batch, height, width, depth] = z.shape as [number, number, number, number];
  const channels = depth / 4;
  return tidy(() => {
    const blocks =
      order === 'glow' ? transpose(reshape(z, [batch * height * width, channels, 4]), [0, 2, 1]) : z;
    const rows = transpose(reshape(blocks, [batch * height, width, 2, 2 * channels]), [0, 2, 1, 3]);
    return reshape(rows, [batch, 2 * height, 2 * width, channels]);
  });
}
