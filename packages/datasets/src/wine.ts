import type { Split } from './dataset.ts';
import { labelledSplit } from './embedded-table.ts';

/**
 * Chemical analyses of 178 wines from three growers, in a fixed division of 118, 30 and 30 rows.
 *
 * @returns values [rows, 13] in the units of the source, labels 0..2
 *
 * Source: Aeberhard and Forina, "Wine" (UCI, 1992), CC BY 4.0.
 * @example
 * ```ts
 * const { train } = await wine();
 * console.log(train.schema.names?.[0]); // alcohol
 * ```
 */
export async function wine(): Promise<Split> {
  return labelledSplit(await import('./generated/wine.ts'), 1, {
    name: 'wine',
    schema: {
      features: 13,
      names: [
        'alcohol',
        'malic_acid',
        'ash',
        'alcalinity_of_ash',
        'magnesium',
        'total_phenols',
        'flavanoids',
        'nonflavanoid_phenols',
        'proanthocyanins',
        'color_intensity',
        'hue',
        'od280/od315_of_diluted_wines',
        'proline',
      ],
    },
    classNames: ['class_0', 'class_1', 'class_2'],
    licence: 'CC BY 4.0',
    source: 'S. Aeberhard and M. Forina, Wine, UCI 1992',
  });
}
