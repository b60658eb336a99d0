import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRng } from '@flow/backend';
import { encodePng } from '../pictures/png.ts';

/** Writes squares of 10x8 pixels in two folders: reddish ones in `red`, bluish ones in `blue`. */
export async function writeOwnPictures(folder: string, each: number): Promise<void> {
  const rng = createRng(5);
  for (const [name, base] of [
    ['blue', [40, 60, 200]],
    ['red', [200, 60, 40]],
  ] as const) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const noise = rng.uniform(10 * 8 * 3);
      const pixels = Uint8Array.from(noise, (u, at) => base[(at % 3) as 0 | 1 | 2] + 50 * u);
      await writeFile(join(folder, name, `${i}.png`), encodePng({ width: 10, height: 8, pixels }));
    }
  }
}
