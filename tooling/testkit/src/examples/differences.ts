/**
 * What is different between a value and the one that an example promises, in sentences. Numbers written with
 * four decimals or more agree to the last digit written, others to 10⁻⁹ (relative above 1).
 *
 * @param text the promise as it is written, which says how many digits are meant
 */
export function differences(actual: unknown, expected: unknown, text: string): string[] {
  const written = [...text.matchAll(/\d+(?:\.(\d+))?(?:e([+-]?\d+))?/g)];
  const tolerances = written.map(([, decimals = '', exponent = '0']) =>
    decimals.length < 4 ? EXACT : 10 ** (Number(exponent) - decimals.length),
  );
  return compare(actual, expected, tolerances.values(), 'value');
}

const EXACT = 1e-9;

function compare(actual: unknown, expected: unknown, tolerances: Iterator<number>, path: string): string[] {
  if (typeof expected === 'number') return compareNumbers(actual, expected, tolerances, path);
  if (expected === null || typeof expected !== 'object') {
    return actual === expected ? [] : [`${path} is ${String(actual)}, not ${String(expected)}`];
  }
  if (actual === null || typeof actual !== 'object') return [`${path} is ${String(actual)}, not an object`];
  const [keys, wanted] = [Object.keys(actual), Object.keys(expected)];
  if (keys.length !== wanted.length) return [`${path} has ${keys.join(', ')}, not ${wanted.join(', ')}`];
  return Object.entries(expected).flatMap(([key, value]) =>
    compare((actual as Record<string, unknown>)[key], value, tolerances, `${path}.${key}`),
  );
}

function compareNumbers(
  actual: unknown,
  expected: number,
  tolerances: Iterator<number>,
  path: string,
): string[] {
  const tolerance = Number.isFinite(expected) ? (tolerances.next().value ?? 0) : 0;
  const scale = tolerance === EXACT ? Math.max(1, Math.abs(expected)) : 1;
  const isSame =
    typeof actual === 'number' && (actual === expected || Math.abs(actual - expected) <= tolerance * scale);
  return isSame ? [] : [`${path} is ${String(actual)}, not ${expected}`];
}
