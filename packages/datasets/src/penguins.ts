import { parseCsv } from './csv/parse-csv.ts';
import type { Split } from './dataset.ts';
import { unpackText } from './embedded-table.ts';
import { takeSplit } from './split.ts';

/**
 * Four measurements of 342 penguins of three species, in a fixed division of 242, 50 and 50 rows. The two
 * penguins that were not measured are left out.
 *
 * @returns values [rows, 4] (mm, mm, mm, g), labels 0..2: Adelie, Chinstrap, Gentoo
 *
 * Source: Horst, Hill and Gorman, "palmerpenguins" (2020), CC0.
 * @example
 * ```ts
 * const { train } = await penguins();
 * console.log(train.schema.names); // [ 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g' ]
 * ```
 */
export async function penguins(): Promise<Split> {
  const table = await import('./generated/penguins.ts');
  const { dataset } = await parseCsv(await unpackText(table), {
    columns: ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'],
    label: 'species',
    name: 'penguins',
    licence: 'CC0',
    source: 'A. M. Horst, A. P. Hill and K. B. Gorman, palmerpenguins, 2020',
  });
  return takeSplit(dataset, table.split);
}

/**
 * The penguins as they were published: 344 rows of CSV with numbers, categories (species, island, sex) and
 * missing values (`NA`), to try `parseCsv` on.
 *
 * @example
 * ```ts
 * const { report } = await parseCsv(await penguinsCsv(), { label: 'species', categories: ['island', 'sex'] });
 * console.log(report.missing.sex); // 11
 * ```
 */
export async function penguinsCsv(): Promise<string> {
  return unpackText(await import('./generated/penguins.ts'));
}
