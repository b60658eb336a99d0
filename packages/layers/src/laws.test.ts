import { init } from '@flow/backend';
import { knownKinds } from '@flow-tooling/reference';
import {
  contextInfluence,
  type Direction,
  gradientsThreeWays,
  jacobianError,
  rebuildError,
  rebuiltErrors,
  referenceErrors,
  refusals,
  roundTripErrors,
  rowDependence,
  type Subject,
  subjectOf,
  tensorsLeftBehind,
  worstGradientError,
} from '@flow-tooling/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { lawTable } from './law-table.fixture.ts';
import { bijectorFromConfig, registeredConditioners, registeredKinds } from './registry.ts';

beforeAll(() => init());

describe.each(lawTable)('$name', (row) => {
  const on = <T>(check: (subject: Subject) => T): T => {
    const subject = subjectOf(row);
    try {
      return check(subject);
    } finally {
      subject.end();
    }
  };

  it('inverse undoes forward, forward undoes inverse, and the log-dets cancel', () => {
    const { value, logDet } = on(roundTripErrors);
    expect(value).toBeLessThan(2e-5);
    expect(logDet).toBeLessThan(2e-5);
  });

  it('agrees with the float64 reference', () => {
    const { value, logDet } = on(referenceErrors);
    expect(value).toBeLessThan(1e-5);
    expect(logDet).toBeLessThanOrEqual(1e-5);
  });

  it("has the log-det of the float64 Jacobian's slogdet in both directions", () => {
    expect(on(jacobianError)).toBeLessThanOrEqual(1e-5);
  });

  it.each<Direction>(['inverse', 'forward'])(
    'has a pullback of %s that equals the tape and finite differences',
    (direction) => {
      const { pullback, tape, differences } = on((subject) => gradientsThreeWays(subject, direction));
      expect(worstGradientError(pullback, tape)).toMatchObject({ error: expect.closeTo(0, 5) });
      expect(worstGradientError(pullback, differences)).toMatchObject({ error: expect.closeTo(0, 4) });
    },
  );

  it('rebuilds its input from its output and has the same gradients there, or says that it cannot', () => {
    if (!on(({ bijector }) => bijector.recomputable)) {
      expect(() => on(rebuiltErrors)).toThrow(/store it and call inversePullback/);
      return;
    }
    const { input, gradients } = on(rebuiltErrors);
    expect(input).toBeLessThan(2e-5);
    expect(gradients).toMatchObject({ error: expect.closeTo(0, 4) });
  });

  it('is the same after its configuration and tensors went through JSON', () => {
    expect(on((subject) => rebuildError(subject, bijectorFromConfig))).toBe(0);
  });

  it('leaves no tensor behind', () => {
    expect(tensorsLeftBehind(row)).toEqual({ whileUsed: 0, afterDispose: 0 });
  });

  it('listens to its context', () => {
    expect(on(contextInfluence)).toBeGreaterThan(1e-3);
  });

  it('treats each row by itself', () => {
    expect(on(rowDependence)).toBeLessThan(1e-6);
  });

  it('refuses wrong input and says why', () => {
    const said = on(refusals);
    expect(said).toMatchObject({
      'wrong width': 'shape-mismatch',
      'no batch': 'shape-mismatch',
      int32: 'dtype-mismatch',
      array: 'invalid-argument',
    });
    if ('no context' in said) {
      expect(said).toMatchObject({ 'no context': 'context-missing', 'short context': 'shape-mismatch' });
    }
  });
});

it('the law table and the reference know every registered kind', () => {
  const tried = new Set(
    lawTable.map((row) => {
      const bijector = row.make();
      const { kind } = bijector;
      bijector.dispose();
      return kind;
    }),
  );
  expect(registeredKinds().filter((kind) => !tried.has(kind))).toEqual([]);
  expect(registeredKinds().filter((kind) => !knownKinds.bijectors.includes(kind))).toEqual([]);
  expect(registeredConditioners().filter((kind) => !knownKinds.conditioners.includes(kind))).toEqual([]);
});
