import { getKernel } from '@tensorflow/tfjs-core';

/**
 * The tfjs kernels that this project's layers call, with those that tfjs's gradients of them call: without one
 * of these a model may sample and score but not train.
 */
const TRAINING_KERNELS = [
  ...['Abs', 'Add', 'AddN', 'BatchMatMul', 'Cast', 'ClipByValue', 'Concat', 'Conv2D', 'Conv2DBackpropFilter'],
  ...[
    'Conv2DBackpropInput',
    'Elu',
    'EluGrad',
    'Equal',
    'Exp',
    'ExpandDims',
    'Expm1',
    'Fill',
    'GatherV2',
    'Greater',
  ],
  ...[
    'GreaterEqual',
    'Identity',
    'LeakyRelu',
    'Less',
    'LessEqual',
    'Log',
    'Log1p',
    'LogicalAnd',
    'Max',
    'Maximum',
  ],
  ...[
    'Mean',
    'Minimum',
    'Multiply',
    'Neg',
    'OnesLike',
    'Pack',
    'PadV2',
    'Pow',
    'Prod',
    'RealDiv',
    'Relu',
    'Reshape',
  ],
  ...[
    'Reverse',
    'Rsqrt',
    'Select',
    'Sigmoid',
    'Sign',
    'Slice',
    'Softmax',
    'Softplus',
    'SplitV',
    'Sqrt',
    'Square',
  ],
  ...[
    'Step',
    'StridedSlice',
    'Sub',
    'Sum',
    'Tanh',
    'Tile',
    'Transpose',
    'Unpack',
    'UnsortedSegmentSum',
    'ZerosLike',
  ],
] as const;

/** The names of training kernels that a backend has not registered. */
export function missingKernels(backend: string): string[] {
  return TRAINING_KERNELS.filter((name) => getKernel(name, backend) === undefined);
}
