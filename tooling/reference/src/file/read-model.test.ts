import { expect, test } from 'vitest';
import { modelOf } from './file.fixture.ts';
import { readModel } from './read-model.ts';

const model = { formatVersion: 1, bijector: { kind: 'b' }, base: { kind: 'n' }, data: { features: 2 } };

test('configurations and tensors come apart by their owners', () => {
  const saved = readModel(modelOf(model, { 'bijector.0.shift': [1, 2], 'base.mean': [3] }));
  expect(saved.bijector.config).toEqual({ kind: 'b' });
  expect(saved.base.config).toEqual({ kind: 'n' });
  expect(saved.data).toEqual({ features: 2 });
  expect([...saved.bijector.tensors]).toEqual([['0.shift', { shape: [2], values: Float64Array.of(1, 2) }]]);
  expect([...saved.base.tensors.keys()]).toEqual(['mean']);
});

test('another format version, and a file without a model, are refused', () => {
  expect(() => readModel(modelOf({ ...model, formatVersion: 2 }))).toThrow(/format version 1/);
  expect(() => readModel(modelOf(null))).toThrow(/Expected the metadata of a saved model/);
});

test('a tensor that belongs to neither part is refused', () => {
  expect(() => readModel(modelOf(model, { 'optimizer.mean': [1] }))).toThrow(
    /belong to bijector. or base., got optimizer.mean/,
  );
});
