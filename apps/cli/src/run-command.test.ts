import { afterEach, describe, expect, it, vi } from 'vitest';
import { train } from './commands/train.ts';
import { runCommand } from './run-command.ts';

afterEach(() => vi.restoreAllMocks());

async function run(args: readonly string[]) {
  const printed = { out: '', error: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += text;
    return true;
  });
  vi.spyOn(console, 'error').mockImplementation((line: string) => {
    printed.error += `${line}\n`;
  });
  return { code: await runCommand(args), ...printed };
}

describe('the command line', () => {
  it('lists the commands where none is named', async () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      for (const name of ['train', 'sample', 'info', 'logprob', 'gallery', 'baselines'])
        expect(out).toContain(`  ${name}`);
    }
  });

  it('shows the help of a command whatever else is given', async () => {
    const { code, out } = await run(['train', '--epochs', 'x', '--help']);
    expect(code).toBe(0);
    expect(out).toBe(train.help);
    for (const text of ['--no-serve', 'report.json', 'default: out/<dataset>', '(default: 60 for digits'])
      expect(out).toContain(text);
  });

  it.each([
    [
      ['dance'],
      'flow: no command "dance": train, sample, info, logprob, gallery, baselines. See flow --help.\n',
    ],
    [['train', '--epoch', '3'], 'flow train: unknown option --epoch. See flow train --help.\n'],
    [['train', '--out', '/dev/null/x'], /^flow train: --out \/dev\/null\/x cannot be made a folder: .+\n$/],
    [['sample'], 'flow sample: --model FILE is missing. See flow sample --help.\n'],
    [
      ['sample', '--model', 'a', '--out', 'a.gif'],
      'flow sample: --out must end in .csv, .png, .idx or .idx.gz, not "a.gif". See flow sample --help.\n',
    ],
  ])('answers %j with one line and code 2', async (args, message) => {
    const { code, out, error } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toMatch(message);
    expect(error.trimEnd()).not.toContain('\n');
  });

  it('says in one line that a model file is not there, or is none', async () => {
    for (const [file, reason] of [
      ['/nowhere.safetensors', 'ENOENT'],
      [import.meta.filename, 'invalid-file'],
    ] as const) {
      const { code, error } = await run(['info', '--model', file]);
      expect(code).toBe(1);
      expect(error).toContain(reason);
      expect(error.trimEnd()).not.toContain('\n');
    }
  });
});
