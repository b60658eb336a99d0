import { describe, expect, it } from 'vitest';
import { FlowError } from './errors.ts';

describe('FlowError', () => {
  it('says code, place, argument, what to do, expected and received in one sentence', () => {
    const error = new FlowError('shape-mismatch', {
      path: '2.conditioner',
      argument: 'input',
      message: 'This takes another shape.',
      expected: '[batch, 2]',
      received: '[5, 3]',
    });
    expect(error.message).toBe(
      '[shape-mismatch] at 2.conditioner (input) This takes another shape. Expected [batch, 2], got [5, 3].',
    );
    expect(error).toMatchObject({
      name: 'FlowError',
      code: 'shape-mismatch',
      path: '2.conditioner',
      argument: 'input',
      expected: '[batch, 2]',
      received: '[5, 3]',
    });
  });

  it.each([
    [{}, '[singular] Why.'],
    [{ expected: 'this' }, '[singular] Why. Expected this.'],
    [{ received: 'that' }, '[singular] Why. Got that.'],
    [{ argument: 'w', received: '0' }, '[singular] (w) Why. Got 0.'],
  ])('leaves out what is not known: %j', (details, message) => {
    expect(new FlowError('singular', { message: 'Why.', ...details }).message).toBe(message);
  });

  it('keeps its cause', () => {
    const cause = new RangeError('below');
    expect(new FlowError('invalid-file', { message: 'Why.', cause }).cause).toBe(cause);
    expect('cause' in new FlowError('invalid-file', { message: 'Why.' })).toBe(false);
  });

  it('collects its path from the inside out and stays itself', () => {
    const cause = new RangeError('below');
    const inner = new FlowError('not-finite', { message: "Why $& and $'.", argument: 'x', cause });
    const outer = inner.within('conditioner').within('2').within('bijector');
    expect(outer.path).toBe('bijector.2.conditioner');
    expect(outer).toMatchObject({ code: 'not-finite', argument: 'x', cause });
    expect(outer.message).toBe("[not-finite] at bijector.2.conditioner (x) Why $& and $'.");
    expect(inner.path).toBe('');
  });

  it('shows in its stack where it began, under the whole message', () => {
    const inner = new FlowError('not-finite', { message: "Why $& and $'." });
    const outer = inner.within('2');
    expect(outer.stack).toBe(inner.stack?.split(inner.message).join(outer.message));
    expect(outer.stack).toContain(outer.message);
  });
});
