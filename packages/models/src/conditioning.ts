import { FlowError } from '@flow/backend';
import { checkWhole, noSuch } from './preset-options.ts';

/** What a preset for pictures is conditioned on. */
export type ConditioningOptions = {
  /** Makes a conditional density of so many classes: `labels`, or a one-hot context, say which. */
  readonly classes?: number;
  /**
   * What the class reaches: `everywhere` (default) is each network and each prior that is learned; `top` is the prior of
   * the coarsest latent alone, a mean and a spread for each class, as in the code released with Glow: quicker steps, and
   * classes are told apart less well. Only beside `classes`.
   */
  readonly classesIn?: 'top' | 'everywhere';
  /** Width of a vector that conditions the density, everywhere; not beside `classes`. */
  readonly context?: number;
};

type Given = {
  readonly [name in keyof Required<ConditioningOptions>]: ConditioningOptions[name] | undefined;
};

/** How wide a context the networks and the prior of the coarsest latent see; 0 for none. */
export type Conditioning = { readonly nets: number; readonly top: number };

/** @throws invalid-argument */
export function conditioningOf({ classes, classesIn, context }: Given, message: string): Conditioning {
  if (classesIn !== undefined && classesIn !== 'top' && classesIn !== 'everywhere') {
    throw noSuch('classesIn', ['top', 'everywhere'], classesIn);
  }
  if (classesIn !== undefined && classes === undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'classesIn',
      message: 'It says what classes reach, and there are none: give { classes }.',
      expected: 'classes beside classesIn',
      received: `classesIn: '${classesIn}' alone`,
    });
  }
  if (context !== undefined) checkWhole('context', context, { least: 1, message });
  if (classes === undefined) return { nets: context ?? 0, top: context ?? 0 };
  checkWhole('classes', classes, { least: 2, message });
  if (context === undefined) return { nets: classesIn === 'top' ? 0 : classes, top: classes };
  throw new FlowError('invalid-argument', {
    argument: 'context',
    message: 'Classes are a context: give one of the two.',
    expected: 'no context beside classes',
    received: `classes: ${classes}, context: ${context}`,
  });
}
