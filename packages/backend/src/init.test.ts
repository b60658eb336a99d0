import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

// The backend is global, so what fails to boot it is tried in a process of its own.
const cases = fileURLToPath(new URL('./init-cases.fixture.ts', import.meta.url));
const { stdout } = await promisify(execFile)(process.execPath, [cases]);
const results = JSON.parse(stdout.trim().split('\n').at(-1) as string);

describe('init', () => {
  it.each([
    ['no binary at all', { argument: 'wasm', received: 'bytes' }],
    ['another binary', { argument: 'wasm', received: 'bytes' }],
    ['the threaded binary', { argument: 'wasm', received: expect.stringContaining('threaded') }],
    ['a missing file', { argument: 'wasm', received: './no-such-file.wasm' }],
    ['an address that answers 404', { argument: 'wasm', received: expect.stringContaining('/missing.wasm') }],
  ])('refuses %s, and the process lives on', (name, expected) => {
    expect(results[name]).toMatchObject({ code: 'binary-unusable', ...expected });
  });

  it('refuses a backend that nobody registered', () => {
    expect(results['an unknown backend']).toMatchObject({ code: 'backend-missing', received: 'abacus' });
  });

  it('boots after failures, from a given file', () => {
    expect(results.info).toMatchObject({ backend: 'wasm', binary: 'given', version: '4.22.0' });
    expect(results.info.message).toContain('TensorFlow.js 4.22.0 on wasm (SIMD, one thread');
    expect(results.backend).toBe('wasm');
  });

  it('gives every caller the same answer, at once and later', () => {
    expect(results['two at once are one']).toBe(true);
    expect(results['again is the same']).toBe(true);
  });

  it('refuses another choice later', () => {
    expect(results['other backend']).toMatchObject({
      code: 'already-initialized',
      argument: 'backend',
      received: 'cpu',
    });
    expect(results['other kernels']).toMatchObject({ code: 'already-initialized', argument: 'reproducible' });
  });
});

describe('requireInit', () => {
  it.each(['before init', 'after failures'])('throws %s and says what to do', (when) => {
    expect(results[when]).toMatchObject({ code: 'not-initialized' });
    expect(results[when].message).toContain('A flow needs a running backend: put `await init()` first');
  });

  it('is silent after init', () => {
    expect(results['after init']).toBe('fine');
  });
});
