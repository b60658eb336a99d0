/** Tables of rates that the kernels' benchmark prints: lines that begin with a case, its passes in columns. */
const TABLES = [
  { what: 'convolution', shape: /^[a-z] \d+x\d+ \d+x\d+ \d+->\d+/, passes: ['forward', 'dx', 'dFilter'] },
  { what: 'Glow network', shape: /^[a-z] \d+x\d+ \d+->\d+->\d+/, passes: ['forward', 'backward'] },
] as const;

const RATES = /(?:\s+[\d.]+)+\s*$/;
const METRIC = /^(convolution|Glow network) ([a-z]) .*, (\w+)$/;

/** The rates in a line of such a table, by metric such as `convolution b 8x8 1x1 128->128, dx`. */
export function convolutionRates(line: string): { readonly metric: string; readonly value: number }[] {
  const table = TABLES.find(({ shape }) => shape.test(line));
  if (table === undefined) return [];
  const label = table.shape.exec(line)?.[0] ?? '';
  const values = RATES.exec(line.slice(label.length))?.[0].trim().split(/\s+/).map(Number);
  if (values?.length !== table.passes.length) return [];
  return table.passes.map((pass, i) => ({
    metric: `${table.what} ${label}, ${pass}`,
    value: values[i] as number,
  }));
}

/** The case, `a`, `b` or `c`, and the pass that such a metric is of. */
export function convolutionCase(metric: string): { readonly name: string; readonly pass: string } | null {
  const [, what, name, pass] = METRIC.exec(metric) ?? [];
  if (name === undefined) return null;
  return { name, pass: what === 'convolution' ? `${pass}` : `network ${pass}` };
}
