import { FlowError } from '@flow/backend';
import type { Bijector } from './bijector.ts';
import type { Shape } from './shape.ts';

/** The one context that the conditioned parts of a composition take. @throws shape-mismatch */
export function sharedContext(composition: string, layers: readonly Bijector[]): Shape | undefined {
  const shapes = layers.flatMap(({ contextShape }) => (contextShape ? [contextShape] : []));
  const [first, ...others] = shapes;
  const other = others.find((shape) => shape.join() !== first?.join());
  if (other === undefined) return first;
  throw new FlowError('shape-mismatch', {
    argument: 'layers',
    message: `All conditioned layers of a ${composition} share one context.`,
    expected: `[${first}]`,
    received: `[${other}]`,
  });
}
