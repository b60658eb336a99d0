import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actNorm, chain, exp, FlowError, invert, reversePermutation } from '@flow/layers';
import { init } from '@flow/models';
import { root } from '@flow-tooling/bootstrap/environment';
import { describeExamples, markdownExamples } from '@flow-tooling/testkit/examples';
import { tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROVOCATIONS, type Provocation } from './provocations.ts';

const provocations = Object.entries(PROVOCATIONS).map(([code, value]) => ({ code, ...value }));

/** The error that a call ends with, at once or later. */
const errorOf = async (provoke: Provocation['provoke']): Promise<unknown> => {
  try {
    await provoke();
  } catch (error) {
    return error;
  }
  return undefined;
};

const isAsItSays = async (code: string, provoke: Provocation['provoke']) => {
  const error = await errorOf(provoke);
  expect(error).toMatchObject({ name: 'FlowError', code });
  expect((error as FlowError).message).toMatch(new RegExp(`^\\[${code}\\]`));
};

describe('before init()', () => {
  test.each(provocations.filter(({ beforeInit }) => beforeInit))('$code is provoked', ({ code, provoke }) =>
    isAsItSays(code, provoke),
  );
});

describe('after it', () => {
  beforeAll(() => init());

  test.each(provocations.filter(({ beforeInit }) => !beforeInit))('$code is provoked', ({ code, provoke }) =>
    isAsItSays(code, provoke),
  );

  test('an error names the layer, the argument, what was expected and what came', async () => {
    const inner = chain([invert(exp({ shape: [2] })), actNorm({ features: 2 })]);
    const flow = chain([reversePermutation(2), inner]);
    const error = await errorOf(() => flow.initialize?.(tensor2d([[1, Number.NaN]])));
    expect(error).toBeInstanceOf(FlowError);
    expect(error).toMatchObject({ code: 'not-finite', path: '1.1', argument: 'x' });
    const short = await errorOf(() => flow.inverse(tensor2d([[1, 2, 3]])));
    expect(short).toMatchObject({ argument: 'input', expected: '[batch, 2]', received: '[1, 3]' });
  });
});

describe.each(['docs/errors.md', 'docs/errors.zh-CN.md'])('the page %s', (file) => {
  const page = readFileSync(join(root, file), 'utf8');

  test('has every code, once, with what happened and what to do', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\S.*?) +\| (\S.*?) +\|$/gm)];
    const codes = rows.map(([, code = '']) => code).filter((code) => /-|^singular$/.test(code));
    expect(codes.toSorted()).toEqual(Object.keys(PROVOCATIONS).toSorted());
  });

  test('has the example of the other', () => {
    const blocks = (text: string) => text.match(/^```.*?^```$/gms);
    expect(blocks(page)).toEqual(blocks(readFileSync(join(root, 'docs/errors.md'), 'utf8')));
  });
});

describeExamples(markdownExamples(root, 'docs/errors.md'), {
  root: join(import.meta.dirname, '..'),
  folder: 'errors-page',
});
