import { beforeAll, expect, it } from 'vitest';
import { init } from '../init.ts';
import { activePack } from './memory.ts';

beforeAll(async () => void (await init()));

it('refuses more bytes than 32 bits count, instead of giving what is left after division', () => {
  const pack = activePack();
  const room = expect.objectContaining({ code: 'out-of-memory' });
  for (const bytes of [2 ** 32, 2 ** 32 + 64]) {
    expect(() => pack?.workspace(bytes)).toThrow(room);
    expect(() => pack?.output([bytes / 4])).toThrow(room);
    expect(() => pack?.tensor([bytes / 4], 'int32')).toThrow(room);
  }
  expect(pack?.workspace(64)).toBeGreaterThan(0);
});
