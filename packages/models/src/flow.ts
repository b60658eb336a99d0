import type { Parameter } from '@flow/backend';
import type { Bijector, Call, LatentSlice, Shape, WithLogDet } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { BitsPerDim } from './bits-per-dim.ts';
import type { DataSchema } from './data-schema.ts';
import type { InterpolationPath } from './interpolate.ts';
import type { Labels } from './labels.ts';
import type { Rows } from './rows.ts';
import type { TraceStep } from './trace.ts';
import type { ValueAndGradients } from './value-and-gradients.ts';
import type { Verification } from './verify.ts';

/** What a density is conditioned on. */
export type ContextOption = {
  /** What the density is conditioned on: a row of context for each row, or one tensor. */
  readonly context?: Rows | Tensor;
  /** Of a flow that is conditioned on classes: the class of each row, or of all, instead of a context. */
  readonly labels?: Labels;
};

export type LogProbOptions = ContextOption & {
  /**
   * Integer data only: adds dequantisation noise, drawn by (seed, row), so that each number is one draw of a lower bound
   * on the log-probability of the row's integers, not that probability. Without it integers stand at the centres of
   * their bins, and the density there bounds nothing.
   */
  readonly seed?: number;
};

type NotFiniteOption = {
  /** Gives rows in which the model overflows as they come, with NaN in them, instead of refusing; default false. */
  readonly keepNotFinite?: boolean;
};

export type InterpolateOptions = ContextOption & {
  /** Through the latent; default `linear`. */
  readonly path?: InterpolationPath;
} & NotFiniteOption;

export type SampleOptions = Pick<ContextOption, 'context'> & {
  /** Of a flow that is conditioned on classes: the class of all samples, or of each. */
  readonly label?: Labels;
  /** Scales the spread of the base; 1 samples the model, less gives likelier and less varied samples. */
  readonly temperature?: number;
  /** The same seed gives the same samples; default 0. */
  readonly seed?: number;
} & NotFiniteOption;

/**
 * A normalizing flow: a bijection f between a simple density π(z) and the data's,
 * log p(x) = log π(f⁻¹(x)) + log|det J_f⁻¹(x)|.
 *
 * Arrays in, arrays out; tensors in, tensors out (the caller's to dispose). Log-probabilities are in nats, of
 * the data in their original units.
 */
export interface Flow {
  readonly bijector: Bijector;
  readonly base: BaseDistribution;
  /** Number of values in one datum. */
  readonly features: number;
  readonly dataShape: Shape;
  readonly contextShape?: Shape;
  /** Which part of the flat latent belongs to which level, coarsest first; one level but for multi-scale flows. */
  readonly latentLayout: readonly LatentSlice[];
  readonly data?: DataSchema;
  readonly parameters: readonly Parameter[];
  /** Number of trained numbers. */
  readonly parameterCount: number;
  /**
   * log p(x), one for each row. Arrays of integer data are refused where a value is outside of their levels; values of
   * tensors are not looked at, here and in the functions below, because reading them would stop the computation.
   *
   * @throws shape-mismatch, invalid-data, context-missing, not-finite where a layer makes NaN
   */
  logProb(x: Tensor, options?: LogProbOptions): Tensor;
  logProb(x: Rows, options?: LogProbOptions): Float32Array;
  /**
   * n samples in original units; integer data are rounded to their levels.
   * @throws invalid-argument, context-missing, not-finite where the model overflows: it names the layer and how many
   */
  sample(n: number, options?: SampleOptions): Float32Array[];
  /** The same as a tensor [n, ...dataShape], not rounded; it holds NaN where the model overflows. */
  sampleTensor(n: number, options?: SampleOptions): Tensor;
  /** z = f⁻¹(x), [batch, features]. @throws not-finite, of arrays only */
  encode(x: Tensor, options?: ContextOption): Tensor;
  encode(x: Rows, options?: ContextOption): Float32Array[];
  /** x = f(z); arrays of integer data are rounded to their levels, tensors are not. @throws not-finite, of arrays only */
  decode(z: Tensor, options?: ContextOption): Tensor;
  decode(z: Rows, options?: ContextOption): Float32Array[];
  /** ∇ₓ log p(x), the direction in which the density grows. @throws not-finite, of arrays only */
  score(x: Tensor, options?: ContextOption): Tensor;
  score(x: Rows, options?: ContextOption): Float32Array[];
  /** Value and running log-det after each layer on the way from x to z, also of those inside a multi-scale flow. */
  trace(x: Rows, options?: ContextOption): TraceStep[];
  /**
   * Data on the way from a to b, `steps` of them with both ends, straight in the latent or on a sphere in it. A
   * conditional flow takes two rows of context (or labels), of a and of b, and goes straight from one to the other.
   * @throws invalid-argument, not-finite
   */
  interpolate(
    a: ArrayLike<number>,
    b: ArrayLike<number>,
    steps: number,
    options?: InterpolateOptions,
  ): Float32Array[];
  /** Mean −log₂ p per dimension with its standard error; for integer data only. */
  bitsPerDim(x: Rows, options?: LogProbOptions): BitsPerDim;
  /** Checks the model against itself on a few rows. */
  verify(x: Rows, options?: ContextOption): Verification;
  /** The layers in a table. */
  summary(): string;
  /** The whole model as one safetensors file. */
  save(): Uint8Array<ArrayBuffer>;
  /** Data-dependent start of the layers that have one. @param x [batch, ...dataShape] */
  initialize(x: Tensor, call?: Call): WithLogDet;
  /** −mean log p(x) as a scalar, differentiable on the tape. */
  nll(x: Tensor, call?: Call): Scalar;
  /**
   * The same and its gradients, by pullbacks.
   *
   * @param call `memory: 'recompute'` holds the activations of one layer at a time: what a layer was given is rebuilt from
   * what it made of it, for one more run of each network. Gradients are those of `'store'` (default) within 1e-4 as long as
   * the result's `drift` is below 1e-4; `worstLayerDrift` names the layer where it is not
   * @param weights [batch]
   */
  valueAndGradients(x: Tensor, call?: Call, weights?: Tensor): ValueAndGradients;
  dispose(): void;
}
