// Steps a second of the playground's training in this process: node node-rate.ts <reproducible|fastest> <query> <seconds>
import { init } from '@flow/backend';
import { fit } from '@flow/train';
import { buildFlow, fitOptions } from '../engine/from-settings.ts';
import { settingsFromQuery } from '../engine/settings-link.ts';
import { createTarget } from '../engine/target.ts';

const [kernels = 'reproducible', query = '', seconds = '3'] = process.argv.slice(2);
const WARM_UP_STEPS = 50;

await init({ reproducible: kernels === 'reproducible' });
const settings = settingsFromQuery(query);
const target = createTarget(settings);
const ending = new AbortController();
let [start, steps] = [0, 0];

await fit(
  buildFlow(settings),
  (function* () {
    for (;;) yield target.draw(settings.batch);
  })(),
  {
    ...fitOptions(settings),
    signal: ending.signal,
    onProgress({ step }) {
      if (step === WARM_UP_STEPS) start = performance.now();
      steps = step - WARM_UP_STEPS;
      if (start > 0 && performance.now() - start > 1000 * Number(seconds)) ending.abort();
    },
  },
);
console.log((1000 * steps) / (performance.now() - start));
