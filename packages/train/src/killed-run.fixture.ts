import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRng, init } from '@flow/backend';
import { fileStore } from './file-store.ts';
import { longRun, trainedWith } from './resumable-run.fixture.ts';

/**
 * A process that trains with checkpoints and kills itself: after a number of steps, after a number of milliseconds, or
 * with half of a checkpoint written. Arguments: path of the model, way to die, its number.
 */
const [model = '', way = 'never', number = '0'] = process.argv.slice(2);
const at = Number(number);
const die = () => process.kill(process.pid, 'SIGKILL');

await init();
const folder = dirname(model);
const files = fileStore(folder);
let writes = 0;
const checkpoint = {
  every: 1 + (at % 3),
  store: {
    ...files,
    async write(name: string, bytes: Uint8Array<ArrayBuffer>) {
      writes += 1;
      if (way === 'torn' && writes === 1 + (at % 5)) {
        const share = createRng(at).uniform(1)[0] as number;
        await writeFile(join(folder, name), bytes.slice(0, Math.floor(share * bytes.length)));
        die();
        await setTimeout(10_000);
      }
      await files.write(name, bytes);
    },
  },
};
if (way === 'time') void setTimeout(at).then(die);
let steps = 0;
const { bytes } = await trainedWith({
  ...longRun(),
  checkpoint,
  onProgress({ type }) {
    if (type === 'step') steps += 1;
    if (way === 'step' && steps === at) die();
  },
});
await writeFile(model, bytes);
