import type { Json, Parameter, Rng } from '@flow/backend';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** What the laws need of a bijector; the test kit lies below @flow/layers and cannot import its type. */
export type BijectorLike = {
  readonly kind: string;
  readonly dataShape: readonly number[];
  readonly latentShape: readonly number[];
  readonly contextShape?: readonly number[];
  readonly rowIndependent: boolean;
  readonly parameters: readonly Parameter[];
  forward(z: Tensor, call?: CallLike): { value: Tensor; logDet: Tensor };
  inverse(x: Tensor, call?: CallLike): { value: Tensor; logDet: Tensor };
  initialize(x: Tensor, call?: CallLike): { value: Tensor; logDet: Tensor };
  inversePullback(x: Tensor, call?: CallLike): PullbackLike;
  forwardPullback(z: Tensor, call?: CallLike): PullbackLike;
  readonly recomputable: boolean;
  pullbackFromOutput(
    z: Tensor,
    dValue: Tensor,
    dLogDet: Tensor,
    call?: CallLike,
  ): GradientsLike & { input: Tensor };
  config(): { readonly kind: string; readonly [key: string]: Json };
  dispose(): void;
};

export type CallLike = { readonly context?: Tensor; readonly training?: boolean; readonly rng?: Rng };

export type GradientsLike = {
  dx: Tensor;
  dContext?: Tensor;
  gradients: ReadonlyMap<Variable, Tensor>;
};

type PullbackLike = {
  readonly value: Tensor;
  readonly logDet: Tensor;
  pullback(dValue: Tensor, dLogDet: Tensor): GradientsLike;
  dispose(): void;
};
