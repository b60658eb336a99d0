import { fromBase64 } from './base64.ts';
import { type Split, selectRows } from './dataset.ts';
import { idxDataset } from './idx/idx-dataset.ts';
import { parseIdx } from './idx/parse-idx.ts';

/**
 * Emoji in colour: pictures of 32×32 pixels, red, green and blue with 256 levels 0..255, on white; the class is the
 * category. 1,800 to train and 355 others to test, 3.4 MB that load with the first call. No test picture is a
 * training picture, though some differ from one by a hair colour only.
 *
 * @returns values [rows, 3072], shape [32, 32, 3], labels 0..9 with their names
 *
 * Source: Twitter's Twemoji, by way of emoji-datasource-twitter 16, CC BY 4.0.
 * @example
 * ```ts
 * const { train, test } = await emoji();
 * console.log(train.rows, test.rows, test.schema.shape); // 1800 355 [ 32, 32, 3 ]
 * console.log(test.classNames?.[test.labels?.[0] ?? 0]); // Activities
 * ```
 */
export async function emoji(): Promise<Pick<Split, 'train' | 'test'>> {
  const packed = await import('./generated/emoji.ts');
  const all = idxDataset(await parseIdx(fromBase64(packed.images)), {
    name: 'emoji',
    labels: await parseIdx(fromBase64(packed.labels)),
    classNames: [
      'Activities',
      'Animals & Nature',
      'Component',
      'Flags',
      'Food & Drink',
      'Objects',
      'People & Body',
      'Smileys & Emotion',
      'Symbols',
      'Travel & Places',
    ],
    licence: 'CC BY 4.0',
    source: 'Twitter and contributors, Twemoji (emoji-datasource-twitter 16)',
  });
  return { train: selectRows(all, packed.train), test: selectRows(all, packed.test) };
}
