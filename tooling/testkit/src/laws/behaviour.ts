import { createRng, FlowError, type FlowErrorCode, type Json, randomNormal } from '@flow/backend';
import { cast, dispose, memory, slice, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { BijectorLike } from '../bijector-like.ts';
import { worstError } from '../compare.ts';
import { type LawRow, type Subject, subjectOf } from '../subject.ts';

/** Tensors that are left after everything a layer does, and after it is disposed: both must be 0. */
export function tensorsLeftBehind(row: LawRow): { whileUsed: number; afterDispose: number } {
  const before = memory().numTensors;
  const subject = subjectOf(row);
  const { bijector, x, z, call } = subject;
  // The first calls may fill caches that the layer keeps and frees with itself.
  const useAll = () => {
    const results = [bijector.forward(z, call), bijector.inverse(x, call), bijector.initialize(x, call)];
    for (const { value, logDet } of results) dispose([value, logDet]);
    for (const run of [bijector.forwardPullback(z, call), bijector.inversePullback(x, call)]) {
      const { dx, dContext, gradients } = run.pullback(run.value, run.logDet);
      dispose([run.value, run.logDet, dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
    }
    if (bijector.recomputable) {
      const { value, logDet } = bijector.inverse(x, call);
      const { input, dx, dContext, gradients } = bijector.pullbackFromOutput(value, value, logDet, call);
      dispose([value, logDet, input, dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
    }
    const unused = bijector.inversePullback(x, call);
    unused.dispose();
    dispose([unused.value, unused.logDet]);
  };
  useAll();
  const used = memory().numTensors;
  useAll();
  const whileUsed = memory().numTensors - used;
  subject.end();
  return { whileUsed, afterDispose: memory().numTensors - before };
}

/** Outputs of a layer and of the same layer rebuilt from its JSON and its tensors: the largest difference. */
export function rebuildError(
  subject: Subject,
  rebuild: (config: { [key: string]: Json }) => BijectorLike,
): number {
  const { bijector, x, z, call } = subject;
  const again = rebuild(JSON.parse(JSON.stringify(bijector.config())));
  const values = new Map(bijector.parameters.map(({ path, variable }) => [path, variable]));
  const paths = again.parameters.map(({ path }) => path);
  if (paths.join() !== bijector.parameters.map(({ path }) => path).join()) return Infinity;
  for (const { path, variable } of again.parameters) variable.assign(values.get(path) as Tensor);
  const error = tidy(() => {
    const pairs = [
      [bijector.forward(z, call), again.forward(z, call)],
      [bijector.inverse(x, call), again.inverse(x, call)],
    ] as const;
    return Math.max(
      ...pairs.flatMap(([a, b]) => [
        worstError(b.value.dataSync(), a.value.dataSync()),
        worstError(b.logDet.dataSync(), a.logDet.dataSync()),
      ]),
    );
  });
  again.dispose();
  return error;
}

/** Each row alone against the same row in its batch: the largest difference. */
export function rowDependence({ bijector, x, call, batch }: Subject): number {
  return tidy(() => {
    const whole = bijector.inverse(x, call);
    const errors = Array.from({ length: batch }, (_, row) => {
      const context = call.context && slice(call.context, [row], [1]);
      const alone = bijector.inverse(slice(x, [row], [1]), { ...call, ...(context && { context }) });
      return Math.max(
        worstError(alone.value.dataSync(), slice(whole.value, [row], [1]).dataSync()),
        worstError(alone.logDet.dataSync(), slice(whole.logDet, [row], [1]).dataSync()),
      );
    });
    return Math.max(...errors);
  });
}

/** How much the outputs move when the context does; Infinity for a layer without context. */
export function contextInfluence({ bijector, x, call }: Subject): number {
  if (!call.context) return Infinity;
  return tidy(() => {
    const other = randomNormal(createRng(123), call.context?.shape ?? []);
    const [here, there] = [call, { ...call, context: other }].map((c) =>
      bijector.inverse(x, c).value.dataSync(),
    );
    return worstError(there ?? [], here ?? []);
  });
}

/** What a layer says to wrong input, by name of the mistake. */
export function refusals({ bijector, x, call }: Subject): Record<string, FlowErrorCode | 'accepted'> {
  const wide = [2, ...bijector.dataShape.map((side, i) => (i === 0 ? side + 1 : side))];
  const attempts: Record<string, () => unknown> = {
    'wrong width': () => bijector.inverse(zeros(wide), call),
    'no batch': () => bijector.inverse(zeros([...bijector.dataShape]), call),
    int32: () => bijector.inverse(cast(x, 'int32'), call),
    array: () => bijector.inverse([[1, 2]] as unknown as Tensor, call),
    ...(bijector.contextShape && { 'no context': () => bijector.inverse(x, {}) }),
    ...(bijector.contextShape && { 'short context': () => bijector.inverse(x, { context: zeros([1, 1]) }) }),
  };
  return Object.fromEntries(Object.entries(attempts).map(([name, attempt]) => [name, codeOf(attempt)]));
}

function codeOf(attempt: () => unknown): FlowErrorCode | 'accepted' {
  try {
    tidy(() => void attempt());
    return 'accepted';
  } catch (error) {
    if (error instanceof FlowError) return error.code;
    throw error;
  }
}
