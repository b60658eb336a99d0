// Convolutions as plain float64 loops over every tap.

/** Images [batch, height, width, inputs] and a filter [filterHeight, filterWidth, inputs, outputs]. */
export type ConvolutionCase = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
};

type Visit = (pixel: number, tap: number, position: number) => void;

function outputSize(c: ConvolutionCase): { readonly height: number; readonly width: number } {
  const [top, bottom, left, right] = c.pads;
  return {
    height: Math.floor((c.height + top + bottom - c.filterHeight) / c.strideY) + 1,
    width: Math.floor((c.width + left + right - c.filterWidth) / c.strideX) + 1,
  };
}

/** Calls with every pixel of the input, tap of the filter and position of the output that belong together. */
function eachTap(c: ConvolutionCase, visit: Visit): void {
  const out = outputSize(c);
  const [top, , left] = c.pads;
  for (let position = 0; position < c.batch * out.height * out.width; position++) {
    const ox = position % out.width;
    const oy = Math.floor(position / out.width) % out.height;
    const image = Math.floor(position / (out.width * out.height));
    for (let tap = 0; tap < c.filterHeight * c.filterWidth; tap++) {
      const y = oy * c.strideY + Math.floor(tap / c.filterWidth) - top;
      const x = ox * c.strideX + (tap % c.filterWidth) - left;
      const isInside = y >= 0 && y < c.height && x >= 0 && x < c.width;
      if (isInside) visit((image * c.height + y) * c.width + x, tap, position);
    }
  }
}

/** y = conv(x, filter) in float64. */
export function convolution(c: ConvolutionCase, x: ArrayLike<number>, filter: ArrayLike<number>) {
  const out = outputSize(c);
  const y = new Float64Array(c.batch * out.height * out.width * c.outputs);
  eachTap(c, (pixel, tap, position) => {
    for (let i = 0; i < c.inputs; i++) {
      const value = Number(x[pixel * c.inputs + i]);
      for (let o = 0; o < c.outputs; o++) {
        const at = position * c.outputs + o;
        y[at] = Number(y[at]) + value * Number(filter[(tap * c.inputs + i) * c.outputs + o]);
      }
    }
  });
  return y;
}

/** The gradients of Σ dy·conv(x, filter) in float64. */
export function convolutionGradients(
  c: ConvolutionCase,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
  dy: ArrayLike<number>,
) {
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  eachTap(c, (pixel, tap, position) => {
    for (let i = 0; i < c.inputs; i++) {
      const from = pixel * c.inputs + i;
      for (let o = 0; o < c.outputs; o++) {
        const weight = (tap * c.inputs + i) * c.outputs + o;
        const up = Number(dy[position * c.outputs + o]);
        dx[from] = Number(dx[from]) + up * Number(filter[weight]);
        dFilter[weight] = Number(dFilter[weight]) + up * Number(x[from]);
      }
    }
  });
  return { dx, dFilter };
}
