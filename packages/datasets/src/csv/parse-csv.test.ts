import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { FlowError } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { type CsvOptions, parseCsv } from './parse-csv.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function failure(input: string | Uint8Array, options?: CsvOptions): Promise<FlowError> {
  const error = await parseCsv(input, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FlowError) return error;
  throw new Error(`expected a FlowError, got ${error}`);
}

describe('what is read', () => {
  test('numbers in rows and columns, names from the header', async () => {
    const { dataset, report } = await parseCsv('a,b\n1,2.5\n-3e2,.5\n');
    expect(dataset.schema).toEqual({ features: 2, names: ['a', 'b'] });
    expect([...dataset.values]).toEqual([1, 2.5, -300, 0.5]);
    expect(report).toEqual({ header: true, read: 2, kept: 2, droppedLines: [], missing: {}, unused: [] });
  });

  test.each([
    ['text', 'a,b\n1,2\n3,4'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n3,4'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR alone', 'a,b\r1,2\r3,4'],
    ['mixed line ends', 'a,b\r\n1,2\n3,4\r'],
    ['a byte order mark before a quote', '\uFEFF"a","b"\n1,2\n3,4'],
    ['quoted cells', '"a","b"\n"1","2"\n3,"4"'],
    ['spaces and empty lines', ' a , b \n\n 1 , 2\n3,4 \n\n'],
    ['UTF-8 bytes', bytes('a,b\n1,2\n3,4')],
    ['bytes with a byte order mark', bytes('\uFEFFa,b\n1,2\n3,4')],
    ['gzip', new Uint8Array(gzipSync('a,b\n1,2\n3,4'))],
    ['gzip with a byte order mark', new Uint8Array(gzipSync('\uFEFFa,b\r\n1,2\r\n3,4'))],
    ['an ArrayBuffer', bytes('a,b\n1,2\n3,4').slice().buffer],
  ])('%s', async (_, input) => {
    const { dataset } = await parseCsv(input);
    expect(dataset.schema.names).toEqual(['a', 'b']);
    expect([...dataset.values]).toEqual([1, 2, 3, 4]);
  });

  test('quoted cells may hold delimiters, quotes and line breaks', async () => {
    const { dataset } = await parseCsv('"size, ""big""",kind\n1,"x,\ny"\n2,z', { label: 'kind' });
    expect(dataset.schema.names).toEqual(['size, "big"']);
    expect(dataset.classNames).toEqual(['x,\ny', 'z']);
  });

  test.each([';', '\t', '||'])('cells separated by %j', async (delimiter) => {
    const { dataset } = await parseCsv(['a|b', '1|2'].join('\n').replaceAll('|', delimiter), { delimiter });
    expect([...dataset.values]).toEqual([1, 2]);
  });

  test('without a header, columns are named by position; the first row is data if it holds numbers only', async () => {
    const { dataset, report } = await parseCsv('1,2\nNA,4\n5,6');
    expect(report.header).toBe(false);
    expect(dataset.schema.names).toEqual(['column1', 'column2']);
    expect([...dataset.values]).toEqual([1, 2, 5, 6]);
    const forced = await parseCsv('1,2\n3,4', { header: true });
    expect(forced.dataset.schema.names).toEqual(['1', '2']);
    expect(forced.dataset.rows).toBe(1);
  });

  test('columns in the order asked for; the rest is reported', async () => {
    const { dataset, report } = await parseCsv('a,b,note\n1,2,x\n3,4,y', { columns: ['b', 'a'] });
    expect([...dataset.values]).toEqual([2, 1, 4, 3]);
    expect(report.unused).toEqual(['note']);
  });
});

describe('missing values', () => {
  test('drop the row and are counted by column', async () => {
    const { dataset, report } = await parseCsv('a,b\n1,2\nNA,3\n4,\nNA,NA\n5,6');
    expect([...dataset.values]).toEqual([1, 2, 5, 6]);
    expect(report).toMatchObject({ read: 5, kept: 2, droppedLines: [3, 4, 5], missing: { a: 2, b: 2 } });
  });

  test('matter only in columns in use, the label among them', async () => {
    const text = 'a,b,c\n1,NA,x\n2,5,NA\n3,6,y';
    expect((await parseCsv(text, { columns: ['a'], label: 'c' })).report.droppedLines).toEqual([3]);
    expect((await parseCsv(text, { columns: ['a'] })).report.droppedLines).toEqual([]);
  });

  test('are what `missing` says', async () => {
    const { report } = await parseCsv('a\n1\n?\n-99', { missing: ['?', '-99'] });
    expect(report).toMatchObject({ kept: 1, missing: { a: 2 } });
  });

  test('in each row are refused with the count by column', async () => {
    const error = await failure('a,b\n1,NA\nNA,2');
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain('a: 1, b: 1');
  });
});

describe('categories', () => {
  test('are encoded as their place in sorted order, and the schema knows them', async () => {
    const { dataset } = await parseCsv('h,sex\n1,m\n2,f\n3,m', { categories: ['sex'] });
    expect([...dataset.values]).toEqual([1, 1, 2, 0, 3, 1]);
    expect(dataset.schema.categories).toEqual({ sex: ['f', 'm'] });
  });

  test('of another table encode new data in the same way', async () => {
    const { dataset } = await parseCsv('h,sex\n1,m', { categories: { sex: ['f', 'm'] } });
    expect([...dataset.values]).toEqual([1, 1]);
    const error = await failure('h,sex\n1,m\n2,x', { categories: { sex: ['f', 'm'] } });
    expect(error.message).toMatch(/Line 3, column 2 \("sex"\).*Expected f, m, got "x"/);
  });

  test('labels that are numbers are sorted by size', async () => {
    const { dataset } = await parseCsv('a,class\n1,10\n2,9\n3,10', { label: 'class' });
    expect(dataset.classNames).toEqual(['9', '10']);
    expect([...dataset.labels!]).toEqual([1, 0, 1]);
    expect(dataset.schema.names).toEqual(['a']);
  });

  test('a column called __proto__ is a column like others', async () => {
    const { dataset, report } = await parseCsv('a,__proto__\n1,x\n2,NA', { categories: ['__proto__'] });
    expect(Object.keys(dataset.schema.categories!)).toEqual(['__proto__']);
    expect(Object.keys(report.missing)).toEqual(['__proto__']);
  });
});

describe('what is refused', () => {
  test('a bad cell: by line, column and text, also after quoted line breaks and empty lines', async () => {
    const error = await failure('a,"b\nb"\n\n1,2\n3,4\n5,1.2.3\n7,8', { columns: ['a', 'b\nb'] });
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain('Line 6, column 2');
    expect(error.received).toBe('"1.2.3"');
    expect(error.message).toContain('`missing`');
  });

  test.each(['\n', '\r\n', '\r'])('a bad cell behind line ends %j: by line', async (end) => {
    const error = await failure(['a,b', '', '1,2', '"3",4', '5,x'].join(end));
    expect(error.message).toContain('Line 5, column 2');
  });

  test('a record with line breaks: by the line on which it starts', async () => {
    const error = await failure('a,b\n1,2\n3,"4\n\n5"\n6,7');
    expect(error.message).toContain('Line 3, column 2 ("b")');
  });

  test('a column of text: says how to encode or drop it', async () => {
    const error = await failure('h,island\n1,Dream\n2,Biscoe');
    expect(error.message).toMatch(
      /column 2 \("island"\).*0 of the column's 2 cells.*`categories`.*`columns`/,
    );
    expect(error.received).toBe('"Dream"');
  });

  test('a wrong delimiter is named', async () => {
    expect((await failure('a;b\n1;2')).message).toContain('delimiter ";"');
  });

  test.each(['1e39', 'Infinity', 'NaN', '0x10', '1 000', '١', '--1', 'e5', '.'])(
    '%j is not a number',
    async (cell) => {
      expect((await failure(`a\n1\n2\n${cell}`)).received).toBe(`"${cell}"`);
    },
  );

  test('rows of another length', async () => {
    const error = await failure('a,b\n1,2\n3\n');
    expect(error.message).toContain('Line 3');
    expect([error.expected, error.received]).toEqual(['2 cells', '1']);
  });

  test.each([
    ['a quote that is not closed', 'a,b\n1,2\n3,"4\n5,6'],
    ['a quote inside a cell', 'a,b\n1,2\n3,4"5"\n'],
  ])('%s: by the line before it', async (_, text) => {
    const error = await failure(text);
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain('after line 2');
  });

  test.each([
    ['nothing', ''],
    ['a header only', 'a,b\n'],
  ])('%s', async (_, text) => {
    const error = await failure(text);
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain('no rows');
  });

  test('two columns of one name', async () => {
    expect((await failure('a,a\n1,2')).received).toBe('"a" twice');
  });

  test.each<[string, CsvOptions]>([
    ['columns', { columns: ['z'] }],
    ['columns', { columns: [] }],
    ['columns', { columns: ['a', 'a'] }],
    ['label', { label: 'z' }],
    ['categories', { categories: ['z'] }],
    ['categories', { categories: { z: ['x'] } }],
    ['delimiter', { delimiter: '' }],
    ['delimiter', { delimiter: '"' }],
  ])('a bad %s option', async (argument, options) => {
    const error = await failure('a,b\n1,2', options);
    expect([error.code, error.argument]).toEqual(['invalid-argument', argument]);
  });

  test('bytes that are not UTF-8', async () => {
    expect((await failure(Uint8Array.of(0x61, 0x0a, 0xff, 0xfe))).message).toContain('UTF-8');
  });

  test('damaged gzip', async () => {
    const whole = new Uint8Array(gzipSync('a,b\n1,2\n'.repeat(1000)));
    expect((await failure(whole.slice(0, whole.length / 2))).code).toBe('invalid-file');
    const flipped = whole.slice();
    flipped[flipped.length - 6]! ^= 0xff;
    expect((await failure(flipped)).code).toBe('invalid-file');
  });
});

test('the penguins: categories, labels and missing values of a real file', async () => {
  const bytesOfFile = new Uint8Array(await readFile(new URL('../../data/penguins.csv', import.meta.url)));
  const { dataset, report } = await parseCsv(bytesOfFile, {
    label: 'species',
    categories: ['island', 'sex'],
  });
  expect(dataset.schema.categories).toEqual({
    island: ['Biscoe', 'Dream', 'Torgersen'],
    sex: ['female', 'male'],
  });
  expect(dataset.classNames).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
  expect(report).toMatchObject({ read: 344, kept: 333 });
  expect(report.missing).toEqual({
    bill_length_mm: 2,
    bill_depth_mm: 2,
    flipper_length_mm: 2,
    body_mass_g: 2,
    sex: 11,
  });
});
