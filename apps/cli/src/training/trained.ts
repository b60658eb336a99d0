import type { FitReport } from '@flow/train';
import type { Curve } from './learning-curve.ts';

/** What came of the training itself. */
export type Trained = {
  readonly fitted: FitReport;
  /** `time`: the minutes were over before the steps. */
  readonly stopped: FitReport['stopped'] | 'time';
  readonly curve: Curve;
};
