import type { Split } from './dataset.ts';
import { labelledSplit } from './embedded-table.ts';

/**
 * Handwritten digits: 1,797 pictures of 8×8 pixels with 17 grey levels 0..16, in a fixed division of 1,400 to
 * train, 200 to validate and 197 to test. A uniform model scores log2(17) = 4.0875 bits per dimension.
 *
 * @returns values [rows, 64], shape [8, 8, 1], labels 0..9
 *
 * Source: Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits" (UCI, 1998), CC BY 4.0.
 * @example
 * ```ts
 * const { train, test } = await digits();
 * console.log(train.rows, test.schema.shape); // 1400 [ 8, 8, 1 ]
 * ```
 */
export async function digits(): Promise<Split> {
  return labelledSplit(await import('./generated/digits.ts'), 0, {
    name: 'digits',
    schema: { features: 64, shape: [8, 8, 1], quantization: { levels: 17 } },
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    licence: 'CC BY 4.0',
    source: 'E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI 1998',
  });
}
