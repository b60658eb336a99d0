import { groupCases } from '../report/cases.ts';
import { htmlTable } from '../report/html-table.ts';
import type { Row } from '../row.ts';
import type { Report, Request } from './messages.ts';
import { readPageOptions } from './page-options.ts';

const rows: Row[] = [];
const [status, start, table] = ['status', 'start', 'table'].map((id) => document.getElementById(id));

start?.addEventListener('click', () => {
  start.setAttribute('disabled', '');
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', ({ message }) => show({ type: 'failed', text: message }));
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => show(data));
  worker.postMessage(readPageOptions(location.search) satisfies Request);
});

function show(report: Report): void {
  if (report.type === 'row') {
    rows.push(report.row);
    if (table) table.innerHTML = htmlTable(groupCases(rows));
    return;
  }
  if (status) status.textContent = report.type === 'done' ? 'Done.' : report.text;
  if (report.type === 'done') Object.assign(globalThis, { benchRows: rows });
}
