import { describe, expect, it } from 'vitest';
import { HELP, PARTS, readArguments, SUBJECTS } from './arguments.ts';
import { UsageError } from './usage-error.ts';

describe('readArguments', () => {
  it('runs everything but the peers where nothing is asked', () => {
    expect(readArguments([])).toEqual({
      help: false,
      only: PARTS,
      subjects: SUBJECTS,
      peers: false,
      rounds: 5,
      seconds: 0.5,
      quick: false,
      json: undefined,
      html: undefined,
    });
  });

  it('reads what is asked, in any case and order', () => {
    const args = ['--only', 'micro,w2', '--subjects=jax-js,flow', '--peers', '--json', 'a', '--html=b'];
    expect(readArguments(args)).toMatchObject({
      only: ['W2', 'micro'],
      subjects: ['flow', 'jax-js'],
      peers: true,
      json: 'a',
      html: 'b',
    });
  });

  it('takes shorter turns with --quick, and what is given rather than that', () => {
    expect(readArguments(['--quick'])).toMatchObject({ rounds: 2, seconds: 0.1 });
    expect(readArguments(['--quick', '--seconds', '0.01'])).toMatchObject({ rounds: 2, seconds: 0.01 });
  });

  it.each([
    [
      ['--only', 'W4'],
      '--only takes W1, W2, W3a, W3b, W3c, workers, memory, micro, separated by commas, not "w4"',
    ],
    [
      ['--subjects', ''],
      '--subjects takes flow, flow-portable, tfjs-wasm, jax-js, separated by commas, not ""',
    ],
    [['--rounds', '1.5'], '--rounds must be a whole number above 0, not "1.5"'],
    [['--seconds', '0'], '--seconds must be a number above 0, not "0"'],
    [['--seconds', 'Infinity'], '--seconds must be a number above 0, not "Infinity"'],
    [['--json', ''], '--json needs a file'],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readArguments(args)).toThrow(new UsageError(message));
  });

  it.each([[['--fast']], [['W1']], [['--json']]])('refuses %j', (args) => {
    expect(() => readArguments(args)).toThrow(UsageError);
  });

  it('explains every option', () => {
    for (const name of ['only', 'subjects', 'peers', 'quick', 'rounds', 'seconds', 'json', 'html', 'help'])
      expect(HELP).toContain(`--${name}`);
  });
});
