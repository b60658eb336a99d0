import { init } from '@flow/backend';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributeDirection, slideAlong } from './attribute-direction.ts';
import type { Flow } from './flow.ts';
import { conditionalFlow, integerFlow, movedFlow } from './trained-flow.fixture.ts';

let flow: Flow;
beforeAll(async () => {
  await init();
  flow = movedFlow();
});
afterAll(() => flow.dispose());

const FROM = [
  [0.1, 0.5, -0.2],
  [1, -0.3, 0.4],
];
const TO = [
  [2, 1, 0],
  [1.5, 0.7, -1],
  [2.5, 0.2, 0.3],
];
const close = (values: Iterable<number>, digits = 5) =>
  Array.from(values, (value) => expect.closeTo(value, digits));

describe('a direction', () => {
  it('is the mean latent of one kind of data minus that of the other', () => {
    const mean = (rows: number[][]) =>
      [0, 1, 2].map((i) => flow.encode(rows).reduce((sum, z) => sum + z[i]!, 0) / rows.length);
    const [start, end] = [mean(FROM), mean(TO)];
    const expected = end.map((value, i) => value - start[i]!);
    expect(Array.from(attributeDirection(flow, FROM, TO))).toEqual(close(expected));
    expect(Array.from(attributeDirection(flow, TO, FROM))).toEqual(close(expected.map((value) => -value)));
  });

  it('of one row to another leads from the one to the other', () => {
    const direction = attributeDirection(flow, [FROM[0]!], [TO[0]!]);
    const [start, half, end] = slideAlong(flow, FROM[0]!, direction, { amounts: [0, 0.5, 1] });
    expect(Array.from(start!)).toEqual(close(FROM[0]!, 4));
    expect(Array.from(end!)).toEqual(close(TO[0]!, 4));
    const [a, b] = flow.encode([FROM[0]!, TO[0]!]);
    const [middle] = flow.decode([Array.from(a!, (value, i) => (value + b![i]!) / 2)]);
    expect(Array.from(half!)).toEqual(close(middle!, 4));
  });

  it('goes both ways by default, in five steps', () => {
    const direction = attributeDirection(flow, FROM, TO);
    const given = slideAlong(flow, FROM[0]!, direction, { amounts: [-1, -0.5, 0, 0.5, 1] });
    expect(slideAlong(flow, FROM[0]!, direction)).toEqual(given);
    expect(given).toHaveLength(5);
  });

  it('gives integers of their levels', () => {
    const integers = integerFlow(8);
    const direction = attributeDirection(integers, [[0, 1, 2]], [[7, 6, 5]]);
    const [same, other] = slideAlong(integers, [3, 0, 7], direction, { amounts: [0, 2] });
    expect(Array.from(same!)).toEqual([3, 0, 7]);
    expect(other!.every((value) => Number.isInteger(value) && value >= 0 && value < 8)).toBe(true);
    integers.dispose();
  });

  it('of a flow of classes is that under one class', () => {
    const classes = conditionalFlow();
    const [ofFirst, ofSecond] = [0, 1].map((label) => attributeDirection(classes, FROM, TO, { label }));
    expect(ofFirst).not.toEqual(ofSecond);
    const [start] = slideAlong(classes, FROM[0]!, ofSecond!, { label: 1, amounts: [0] });
    expect(Array.from(start!)).toEqual(close(FROM[0]!, 4));
    expect(() => attributeDirection(classes, FROM, TO)).toThrow(/conditioned on a context/);
    classes.dispose();
  });

  it('is refused of no rows, of other widths and of numbers that are not finite', () => {
    expect(() => attributeDirection(flow, FROM, [])).toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: 'to' }),
    );
    expect(() => attributeDirection(flow, [[1, 2]], TO)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => slideAlong(flow, FROM[0]!, [1, 2])).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => slideAlong(flow, FROM[0]!, [1, 2, 3], { amounts: [Number.NaN] })).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
  });

  it('leaves no tensor behind', () => {
    const before = memory().numTensors;
    slideAlong(flow, FROM[0]!, attributeDirection(flow, FROM, TO));
    expect(memory().numTensors).toBe(before);
  });
});
