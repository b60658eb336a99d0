import { expect, test } from 'vitest';
import { InterpreterError } from './interpreter-error.ts';
import { tensorsOf } from './matchers.fixture.ts';
import { knownKinds, referenceBijector } from './reference-bijector.ts';

const affine = { kind: 'elementwiseAffine', features: 1 };

test('an unknown kind is named, with its place', () => {
  const config = { kind: 'chain', layers: [{ kind: 'invert', inner: { kind: 'warp' } }] };
  expect(() => referenceBijector(config)).toThrow(
    new InterpreterError(
      `0.inner: the reference knows no bijector of kind 'warp', only ${knownKinds.bijectors.join(', ')}.`,
    ),
  );
});

test('an unknown conditioner is named, also where its name is one that every object has', () => {
  const config = { kind: 'additiveCoupling', features: 2, mask: 'even', conditioner: { kind: 'toString' } };
  expect(() => referenceBijector(config)).toThrow(
    /conditioner: the reference knows no conditioner of kind 'toString'/,
  );
});

test('a configuration without a kind is refused', () => {
  expect(() => referenceBijector({ features: 2 })).toThrow(/model: expected a configuration with a kind/);
});

test('a setting of the wrong type is named', () => {
  expect(() => referenceBijector({ ...affine, features: '1' })).toThrow(
    /elementwiseAffine: expected features to be a whole number, 1 or more, got "1"/,
  );
});

test('a missing parameter and one that no part asks for are refused', () => {
  expect(() => referenceBijector(affine, tensorsOf({ logScale: [0] }))).toThrow(
    /shift: expected a tensor of shape \[1\], got nothing/,
  );
  expect(() => referenceBijector(affine, tensorsOf({ logScale: [0], shift: [0], offset: [0] }))).toThrow(
    /No part of the model asks for offset/,
  );
});

test('a parameter with as many values in another shape is refused', () => {
  expect(() => referenceBijector(affine, tensorsOf({ logScale: [0], shift: [[0]] }))).toThrow(
    /shift: expected a tensor of shape \[1\], got \[1,1\]/,
  );
});

test('an input of another size is refused in both directions', () => {
  const layer = referenceBijector(affine, tensorsOf({ logScale: [0], shift: [0] }));
  expect(() => layer.forward([1, 2])).toThrow(/elementwiseAffine: expected one row of 1 numbers, got 2/);
  expect(() => layer.inverse([])).toThrow(/elementwiseAffine: expected one row of 1 numbers, got 0/);
});
