/// <reference lib="webworker" />
// The playground's engine: training, scoring and sampling beside the page.
import { init } from '@flow/backend';
import { loadFlow } from '@flow/models';
import { createBreath } from './breath.ts';
import { describeError } from './describe-error.ts';
import { createDesk } from './desk.ts';
import type { Report } from './messages.ts';
import { transferables } from './transferables.ts';

declare const self: DedicatedWorkerGlobalScope;

const tell = (report: Report) => self.postMessage(report, transferables(report));
const desk = createDesk({ tell, rest: createBreath(), loadFlow });

// Reproducible kernels, always: a run can be passed on as a link and must then be the same on other machines.
const booted = init({ reproducible: true }).then(
  ({ message }) => {
    tell({ type: 'booted', message });
    return true;
  },
  (error: unknown) => {
    tell({ type: 'failed', at: 'boot', ...describeError(error) });
    return false;
  },
);

self.addEventListener('message', async ({ data }) => {
  if (await booted) await desk.handle(data);
});
