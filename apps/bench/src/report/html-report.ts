import type { Row } from '../row.ts';
import { groupCases } from './cases.ts';
import { caseChart } from './chart.ts';
import { escaped, htmlTable } from './html-table.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f27; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.8rem; text-align: left; border-bottom: 1px solid #e4e7ec; }
td.number, th.number { text-align: right; }
svg { max-width: 100%; height: auto; display: block; }`;

/** The rows as one page that needs nothing else: charts as SVG, then the table. */
export async function htmlReport(rows: readonly Row[]): Promise<string> {
  const cases = groupCases(rows);
  const sections = Map.groupBy(cases, ({ workload, metric, batch }) =>
    batch === null ? workload : `${workload} ${metric}`,
  );
  const charts: string[] = [];
  for (const [title, own] of sections) {
    if (own.some(({ batch }) => batch !== null)) charts.push(await caseChart(title, own));
  }
  const machines = [...new Set(rows.map(({ machine }) => machine))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>flow: benchmark</title>
<style>${STYLE}</style>
</head>
<body>
<h1>flow: benchmark</h1>
${machines.map((machine) => `<p>${escaped(machine)}</p>`).join('\n')}
<p>Dots are medians, lines go from the fastest to the slowest call; axes are logarithmic.</p>
${charts.map((svg) => `<figure>${svg}</figure>`).join('\n')}
${htmlTable(cases)}
</body>
</html>
`;
}
