import type { MeanWithError } from '@flow/math';
import { twoColumns } from '../arguments/help-text.ts';
import { baselinesOf } from './baselines.ts';
import { type PictureChoice, readPictures, withBits } from './picture-data.ts';

/** Fits the baselines to the pictures that a model would learn from, and prints what they score on unseen ones. */
export async function printBaselines({
  bits,
  ...choice
}: PictureChoice & { readonly bits: number }): Promise<void> {
  const { train, test, ...others } = withBits(await readPictures(choice), bits);
  const { diagonal, pca, components } = baselinesOf({ train, test, ...others });
  const told = ({ mean, standardError }: MeanWithError) =>
    `${mean.toFixed(3)} ± ${standardError.toFixed(3)} bits/dim`;
  const lines = twoColumns([
    ['pictures', `${test.rows} unseen ones of ${test.schema.shape?.join('x')}, ${bits} bits`],
    ['independent Gaussian pixels', told(diagonal)],
    [`Gaussian, ${components} principal components`, told(pca)],
    ['uniform', `${Math.log2(test.schema.quantization?.levels ?? 2).toFixed(3)} bits/dim`],
  ]);
  process.stdout.write(`${lines.join('\n')}\n`);
}
