import { withPlaceholders } from '@flow/backend';
import { beforeAll, expect, test } from 'vitest';
import { baseFromConfig, fullNormal, identityMatrix, init, registerBase, standardNormal } from '../index.ts';
import { bases } from './base-table.fixture.ts';

beforeAll(() => init());

test('every distribution of the table is known by its kind', () => {
  for (const { build } of bases) {
    const config = build(false).config();
    expect(baseFromConfig(config).kind).toBe(config.kind);
  }
});

test('an unknown kind is refused, and the known ones are named', () => {
  expect(() => baseFromConfig({ kind: 'cauchy', features: 1 })).toThrow(
    expect.objectContaining({
      code: 'unknown-kind',
      received: 'cauchy',
      expected: expect.stringContaining('studentT'),
    }),
  );
  expect(() => baseFromConfig({})).toThrow(
    expect.objectContaining({ code: 'unknown-kind', received: 'undefined' }),
  );
});

test('a kind of the user is built by its function, and a name is given once', () => {
  registerBase('mine', ({ features }) => ({
    ...standardNormal({ features: Number(features) }),
    kind: 'mine',
  }));
  expect(baseFromConfig({ kind: 'mine', features: 4 })).toMatchObject({ kind: 'mine', features: 4 });
  for (const taken of ['mine', 'standardNormal']) {
    expect(() => registerBase(taken, () => standardNormal({ features: 1 }))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'kind', received: taken }),
    );
  }
});

test.each([
  [{ kind: 'standardNormal' }, 'features'],
  [{ kind: 'diagonalNormal', features: -1 }, 'features'],
  [{ kind: 'fullNormal', features: 1.5 }, 'features'],
  [{ kind: 'uniform', features: 'two' }, 'features'],
  [{ kind: 'logistic', features: null }, 'features'],
  [{ kind: 'studentT', features: 2 }, 'degreesOfFreedom'],
  [{ kind: 'normalMixture', features: 2 }, 'components'],
])('a damaged configuration %j is refused by its field', (config, argument) => {
  expect(() => baseFromConfig(config)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument }),
  );
});

test('a configuration that asks for more than its file holds takes no memory', () => {
  for (const kind of ['diagonalNormal', 'fullNormal', 'uniform', 'logistic']) {
    const build = () => baseFromConfig({ kind, features: 1e9 });
    expect(() => withPlaceholders(100, build)).toThrow(expect.objectContaining({ code: 'invalid-file' }));
  }
});

test('placeholders are asked for no first value', () => {
  const { kind, features, trainable } = fullNormal({ mean: [1, 2], covariance: identityMatrix(2) }).config();
  const base = withPlaceholders(100, () =>
    baseFromConfig({ kind: kind!, features: features!, trainable: trainable! }),
  );
  expect(base.parameters.map(({ path, variable }) => [path, variable.shape])).toEqual([
    ['mean', [2]],
    ['logDiagonal', [2]],
    ['lower', [2, 2]],
  ]);
});
