/** Three significant digits, thousands as they are. */
export function numberText(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** `3.4×`, or nothing where there is nothing to compare with. */
export function ratioText(ratio: number | null): string {
  return ratio === null ? '' : `${numberText(ratio)}×`;
}
