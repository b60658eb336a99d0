// Measures flow beside the page, so that drawing does not disturb it.
import { summarise } from '../statistics.ts';
import { flowSubject } from '../subjects/flow.ts';
import { METRICS, WORKLOADS } from '../workloads.ts';
import type { Report, Request } from './messages.ts';

const tell = (report: Report) => postMessage(report);

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  measure(data).then(
    () => tell({ type: 'done' }),
    (error: unknown) => tell({ type: 'failed', text: String(error) }),
  );
});

async function measure({ workloads, pace }: Request): Promise<void> {
  const engine = await flowSubject({ reproducible: false })();
  const machine = `${navigator.hardwareConcurrency} cores, ${navigator.userAgent}`;
  for (const name of workloads) {
    const calls = engine.open(WORKLOADS[name]);
    for (const metric of METRICS) {
      for (const batch of WORKLOADS[name].batches) {
        tell({ type: 'case', text: `${name} ${metric}, batch ${batch}` });
        const summary = summarise(await calls[metric](batch)(pace));
        const identity = { workload: name, metric, subject: 'flow', unit: 'ms', batch };
        tell({ type: 'row', row: { ...identity, ...summary, machine } });
      }
    }
  }
}
