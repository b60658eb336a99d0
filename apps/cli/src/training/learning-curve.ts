import type { ProgressEvent } from '@flow/train';

/** Nats at a step, counted from 1. */
export type CurvePoint = { readonly step: number; readonly nll: number };

export type Curve = {
  /** Means over equal stretches of steps, each at the last step of its stretch. */
  readonly training: readonly CurvePoint[];
  /** At the end of each epoch. */
  readonly heldOut: readonly CurvePoint[];
};

export type CurveRecorder = {
  /** For `fit`'s `onProgress`. */
  watch(event: ProgressEvent): void;
  curve(): Curve;
};

const STRETCHES = 150;

/** Remembers how the losses went. */
export function recordCurve(): CurveRecorder {
  const training: CurvePoint[] = [];
  const heldOut: CurvePoint[] = [];
  return {
    watch(event) {
      if (event.type === 'step') training.push({ step: event.step, nll: event.loss });
      if (event.type === 'epoch' && event.validation)
        heldOut.push({ step: event.step, nll: event.validation.nll });
    },
    curve: () => ({ training: averaged(training), heldOut }),
  };
}

function averaged(points: readonly CurvePoint[]): CurvePoint[] {
  const length = Math.max(1, Math.ceil(points.length / STRETCHES));
  return Array.from({ length: Math.ceil(points.length / length) }, (_, i) => {
    const stretch = points.slice(i * length, (i + 1) * length);
    const nll = stretch.reduce((sum, point) => sum + point.nll, 0) / stretch.length;
    return { step: stretch.at(-1)?.step ?? 0, nll };
  });
}
