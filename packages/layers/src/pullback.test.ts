import { init } from '@flow/backend';
import { subjectOf } from '@flow-tooling/testkit';
import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lawTable } from './law-table.fixture.ts';

beforeAll(() => init());

describe.each(lawTable)('$name', (row) => {
  it.each(['inverse', 'forward'] as const)(
    'claims the same with a pullback of %s as without',
    (direction) => {
      const subject = subjectOf(row);
      const { call } = subject;
      const input = direction === 'inverse' ? subject.x : subject.z;
      const plain = subject.bijector[direction](input, call);
      const { value, logDet, ...remembered } = subject.bijector[`${direction}Pullback`](input, call);
      expect(value.shape).toEqual(plain.value.shape);
      expect(value.dataSync()).toEqual(plain.value.dataSync());
      expect(logDet.dataSync()).toEqual(plain.logDet.dataSync());
      remembered.dispose();
      dispose([value, logDet, plain.value, plain.logDet]);
      subject.end();
    },
  );
});
