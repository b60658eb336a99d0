import { FlowError } from '@flow/backend';
import { type Shape, sizeOf } from '@flow/layers';

/** A class for each row, or one for all; classes are counted from 0. */
export type Labels = number | ArrayLike<number>;

/**
 * Classes as context of a conditional flow: a row for each label, 1 at its class and 0 elsewhere.
 *
 * @param classes how many there are
 * @param labels the class of each row
 * @returns [labels.length, classes], row-major
 * @throws invalid-argument
 * @example
 * ```ts
 * oneHot([2, 0], 3); // [0, 0, 1, 1, 0, 0]
 * ```
 */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  checkLabels(labels, classes);
  const rows = new Float32Array(labels.length * classes);
  for (const [row, label] of Array.from(labels).entries()) {
    rows[row * classes + label] = 1;
  }
  return rows;
}

/** @throws invalid-argument where a label is not the index of one of so many classes */
export function checkLabels(labels: ArrayLike<number>, classes: number): void {
  const bad = Array.from(labels).findIndex(
    (label) => !Number.isSafeInteger(label) || label < 0 || label >= classes,
  );
  if (bad < 0) return;
  throw new FlowError('invalid-argument', {
    argument: `labels[${bad}]`,
    message: 'A label is the index of its class.',
    expected: `a whole number from 0 to ${classes - 1}`,
    received: String(labels[bad]),
  });
}

/** Options with a context in the place of labels. @throws invalid-argument, shape-mismatch */
export function labelled<T extends { readonly context?: unknown; readonly labels?: Labels }>(
  options: T,
  rows: number,
  contextShape: Shape | undefined,
): T {
  const { labels, ...others } = options;
  if (labels === undefined) return options;
  if (contextShape === undefined || options.context !== undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'labels',
      message:
        contextShape === undefined
          ? 'This flow knows no classes: make it with { classes }.'
          : 'Labels are a context: give one of the two.',
    });
  }
  const each = typeof labels === 'number' ? new Array<number>(rows).fill(labels) : labels;
  if (each.length !== rows) {
    throw new FlowError('shape-mismatch', {
      argument: 'labels',
      message: 'Each row has one label, or all have the same one.',
      expected: `${rows} labels`,
      received: `${each.length}`,
    });
  }
  return { ...others, context: oneHot(each, sizeOf(contextShape)) } as unknown as T;
}

/**
 * Refuses rows of a conditional flow that come without what they are conditioned on.
 *
 * @param option its name where classes are given
 * @throws context-missing
 */
export function requireContext(
  { context, labels }: { readonly context?: unknown; readonly labels?: Labels },
  rows: number,
  contextShape: Shape | undefined,
  option: 'labels' | 'label' = 'labels',
): void {
  if (contextShape === undefined || context !== undefined || labels !== undefined) return;
  const [width = 1] = contextShape;
  const classes =
    contextShape.length === 1 && width > 1
      ? ` Where it was made with { classes: ${width} }, { ${option} } says which, ` +
        `or { context: oneHot(labels, ${width}) }.`
      : '';
  throw new FlowError('context-missing', {
    argument: 'context',
    message: `This flow is conditioned on a context: give { context }, a row of it for each row.${classes}`,
    expected: `a context [${[rows, ...contextShape].join(', ')}]`,
    received: 'none',
  });
}
