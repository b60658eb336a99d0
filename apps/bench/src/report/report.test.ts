import { describe, expect, it } from 'vitest';
import { someRow } from '../row.fixture.ts';
import { groupCases } from './cases.ts';
import { htmlReport } from './html-report.ts';
import { numberText } from './number-text.ts';
import { textTable } from './text-table.ts';

const rows = [
  { ...someRow, subject: 'slow', median: 6, min: 5, max: 9 },
  someRow,
  { ...someRow, batch: 512, subject: 'slow', median: 30, min: 30, max: 30 },
  { ...someRow, workload: 'micro', metric: 'exp', batch: null, unit: 'ns an element' },
];

describe('groupCases', () => {
  it('compares everybody in a case with flow, wherever it stands', () => {
    const [first] = groupCases(rows);
    expect(first?.rows.map(({ subject, ratio }) => [subject, ratio])).toEqual([
      ['slow', 3],
      ['flow', 1],
    ]);
  });

  it('compares with nothing where flow was not measured', () => {
    expect(groupCases(rows)[1]?.rows[0]?.ratio).toBeNull();
  });
});

it('the table aligns its columns and says what is the same once', () => {
  expect(textTable(rows)).toBe(
    [
      'workload  metric      batch  subject  median  min  max  unit           runs  / flow',
      'W1        train-step     64  slow          6    5    9  ms               10      3×',
      '                             flow          2  1.5    4  ms               10      1×',
      'W1        train-step    512  slow         30   30   30  ms               10',
      'micro     exp                flow          2  1.5    4  ns an element    10      1×',
    ].join('\n'),
  );
});

it.each([
  [0.0123456, '0.0123'],
  [2, '2'],
  [123.4, '123'],
  [12345.6, '12346'],
])('%d is written %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

describe('htmlReport', () => {
  it('needs nothing but itself', async () => {
    const page = await htmlReport(rows);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)/);
    expect(page.match(/\b(?:src|href)="(?!#)/)).toBeNull();
    expect(page.match(/<svg/g)).toHaveLength(1);
  });

  it('shows every row and writes text as text', async () => {
    const page = await htmlReport(rows);
    expect(page.match(/<tr><td>/g)).toHaveLength(rows.length);
    expect(page).toContain('a machine &lt;with&gt; &quot;signs&quot; &amp; others');
  });
});
