// Element functions of float32 tensors; other types go to the stock kernels.
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Kernels, UnaryKernel } from './exports.ts';
import type { Replacement } from './install.ts';
import { installedPack } from './memory.ts';

const unary =
  (choose: (kernels: Kernels) => UnaryKernel): Replacement =>
  (stock) =>
  (args) => {
    const { x } = args.inputs as { x: TensorInfo };
    if (x.dtype !== 'float32') return stock(args);
    const pack = installedPack();
    const out = pack.output(x.shape);
    choose(pack.kernels)(pack.address(x), pack.address(out), util.sizeFromShape(x.shape));
    return out;
  };

export const unaryKernels = {
  Exp: unary((kernels) => kernels.exp),
  Expm1: unary((kernels) => kernels.expm1),
  Log: unary((kernels) => kernels.log),
  Log1p: unary((kernels) => kernels.log1p),
  Rsqrt: unary((kernels) => kernels.rsqrt),
  Sigmoid: unary((kernels) => kernels.sigmoid),
  Softplus: unary((kernels) => kernels.softplus),
  Sqrt: unary((kernels) => kernels.sqrt),
  Square: unary((kernels) => kernels.square),
  Tanh: unary((kernels) => kernels.tanh),
};
