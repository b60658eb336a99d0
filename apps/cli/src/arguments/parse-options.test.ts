import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { choice, path, positiveNumber, requiredPath, toggle, wholeNumber, wholeNumbers } from './option.ts';
import { parseOptions } from './parse-options.ts';

const table = {
  model: requiredPath('FILE', 'which'),
  kind: choice(['plain', 'fancy'], 'how'),
  count: wholeNumber('N', { least: 1, help: 'how many' }),
  seed: wholeNumber('N', { least: 0, fallback: 7, help: 'which' }),
  heat: positiveNumber('T', { fallback: 1, help: 'how warm' }),
  several: wholeNumbers('N,N', { help: 'which ones' }),
  out: path('FILE', { help: 'where' }),
  quiet: toggle('silence'),
};

describe('parseOptions', () => {
  it('fills in defaults and leaves out what has none', () => {
    expect(parseOptions(table, ['--model', 'a'])).toEqual({
      model: 'a',
      kind: 'plain',
      count: undefined,
      seed: 7,
      heat: 1,
      several: undefined,
      out: undefined,
      quiet: false,
    });
  });

  it('reads values after a space and after "="; the last one holds', () => {
    const args = [
      '--model=b',
      '--count',
      '3',
      '--count=4',
      '--kind',
      'fancy',
      '--heat=.5',
      '--several=3,0',
      '--quiet',
    ];
    expect(parseOptions(table, args)).toMatchObject({
      model: 'b',
      count: 4,
      kind: 'fancy',
      heat: 0.5,
      several: [3, 0],
      quiet: true,
    });
  });

  it('takes a value that begins with dashes after "="', () => {
    expect(parseOptions(table, ['--model', 'a', '--out=--odd']).out).toBe('--odd');
  });

  it.each([
    [['--modle', 'a'], 'unknown option --modle'],
    [['-x'], 'unknown option -x'],
    [['--constructor', 'a'], 'unknown option --constructor'],
    [[], '--model FILE is missing'],
    [['--model', ''], '--model must be a path, not ""'],
    [['--model', 'a', 'b'], 'unexpected argument "b"'],
    [['--model', 'a', '--out'], '--out needs a value: --out FILE'],
    [['--out', '--quiet', '--model', 'a'], '--out needs a value: --out FILE'],
    [['--model', 'a', '--quiet=yes'], '--quiet takes no value'],
    [['--model', 'a', '--kind', 'PLAIN'], '--kind must be plain or fancy, not "PLAIN"'],
    [['--model', 'a', '--count', '0'], '--count must be a whole number, 1 or more, not "0"'],
    [['--model', 'a', '--seed', '-1'], '--seed must be a whole number, 0 or more, not "-1"'],
    [['--model', 'a', '--seed', '1.5'], '--seed must be a whole number, 0 or more, not "1.5"'],
    [['--model', 'a', '--seed', '1e3'], '--seed must be a whole number, 0 or more, not "1e3"'],
    [
      ['--model', 'a', '--seed', '9007199254740993'],
      '--seed must be a whole number, 0 or more, not "9007199254740993"',
    ],
    [['--model', 'a', '--heat', '0'], '--heat must be a number above 0, not "0"'],
    [['--model', 'a', '--heat', ' '], '--heat must be a number above 0, not " "'],
    [['--model', 'a', '--heat', 'Infinity'], '--heat must be a number above 0, not "Infinity"'],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseOptions(table, args)).toThrow(new UsageError(message));
  });
});
