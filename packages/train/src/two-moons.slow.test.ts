import { init } from '@flow/backend';
import { twoMoons } from '@flow/datasets';
import { beforeAll, it } from 'vitest';
import { expectExact } from './exact-densities.fixture.ts';

beforeAll(() => init());

it.each([0, 1, 2, 3, 4])(
  'two moons, seed %i: no step is lost, KL to the exact density is at most 0.006 nats, the density integrates to 1',
  (seed) => expectExact(twoMoons(), 0.006, seed),
);
