import { expect, it } from 'vitest';
import { facesBackToFront, project } from './projection.ts';

it('from the side the first axis points right and the third up', () => {
  const view = { turn: 0, tilt: 0 };
  expect(project([1, 0, 0], view)).toMatchObject({ right: 1, up: 0 });
  expect(project([0, 0, 1], view)).toMatchObject({ right: 0, up: 1 });
});

it('from above the second axis points up and the third at the eye', () => {
  const { right, up } = project([0, 1, 0], { turn: 0, tilt: 90 });
  expect(right).toBeCloseTo(0, 12);
  expect(up).toBeCloseTo(1, 12);
  expect(project([0, 0, 1], { turn: 0, tilt: 90 }).near).toBeCloseTo(1, 12);
});

it('a projection keeps the length of a vector in its three numbers', () => {
  const { right, up, near } = project([1, 2, 3], { turn: 33, tilt: 21 });
  expect(right ** 2 + up ** 2 + near ** 2).toBeCloseTo(14, 10);
});

it('the face nearest to the eye is painted last', () => {
  const corners = Array.from({ length: 8 }, (_, bits) =>
    project([bits & 1, (bits >> 1) & 1, (bits >> 2) & 1], { turn: 0, tilt: 90 }),
  );
  const last = facesBackToFront(corners).at(-1) ?? [];
  expect(last).toHaveLength(4);
  for (const { near } of last) expect(near).toBeCloseTo(1, 12);
});
