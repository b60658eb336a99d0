import type { Page } from 'playwright-core';

/** The exact number behind a readout, a matrix entry or a slider. */
export async function readNumber(page: Page, testId: string): Promise<number> {
  return Number(await page.getByTestId(testId).first().getAttribute('data-value'));
}

/** All entries of a `MatrixDisplay`. */
export async function readMatrix(
  page: Page,
  testId: string,
  rows: number,
  columns: number,
): Promise<number[][]> {
  const row = (i: number) =>
    Promise.all(Array.from({ length: columns }, (_, j) => readNumber(page, `${testId}-${i}-${j}`)));
  return Promise.all(Array.from({ length: rows }, (_, i) => row(i)));
}

/** Where a `DraggablePoint` is, in its plane's units. */
export async function readPoint(page: Page, testId: string): Promise<[number, number]> {
  const point = page.getByTestId(testId);
  return [Number(await point.getAttribute('data-x')), Number(await point.getAttribute('data-y'))];
}
