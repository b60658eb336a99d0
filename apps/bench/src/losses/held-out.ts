import { trainApart } from './train-apart.ts';

/** Held-out nll of W1 after the same training on both engines: `held-out.ts [STEPS [SEED ...]]`. */
const [steps = 2000, ...given] = process.argv.slice(2).map(Number);
const seeds = given.length > 0 ? given : [0, 1, 2];
const run = { batch: 64, steps };

console.log('seed   flow     tfjs-wasm  difference  (nats)');
for (const seed of seeds) {
  const { heldOut: ours } = await trainApart('flow', { ...run, seed });
  const { heldOut: theirs } = await trainApart('tfjs-wasm', { ...run, seed });
  console.log(`${seed}      ${ours.toFixed(4)}   ${theirs.toFixed(4)}     ${(ours - theirs).toFixed(4)}`);
}
