import { expect, it } from 'vitest';
import { GLOW_METRICS, METRICS, WORKLOADS } from '../workloads.ts';
import { type Contestant, takeTurns } from './take-turns.ts';

/** Each turn is one call that takes as many milliseconds as turns have been before it; `log` says whose it was. */
function contestant(name: string, log: string[], failAt = Number.POSITIVE_INFINITY): Contestant {
  let turns = 0;
  return {
    name,
    start: async (_, batch) => ({
      detail: `${name} runs`,
      async run({ metric }) {
        log.push(`${name} ${metric} ${batch}`);
        if (turns === failAt) throw new Error('out of breath');
        return [++turns];
      },
      async end() {
        log.push(`${name} ends`);
      },
    }),
  };
}

const options = { rounds: 2, seconds: 1, machine: 'here' };
const workload = { ...WORKLOADS.W2, metrics: METRICS, batches: [64] };

it('gives everybody a turn before anybody has a second one, and ends them all', async () => {
  const log: string[] = [];
  const rows = await takeTurns(workload, [contestant('a', log), contestant('b', log)], {
    ...options,
    say() {},
  });
  expect(log.slice(0, 5)).toEqual([
    'a train-step 64',
    'b train-step 64',
    'a train-step 64',
    'b train-step 64',
    'a sample 64',
  ]);
  expect(log.slice(-2)).toEqual(['a ends', 'b ends']);
  expect(rows[0]).toEqual({
    workload: 'W2',
    metric: 'train-step',
    subject: 'a',
    unit: 'ms',
    batch: 64,
    median: 1.5,
    min: 1,
    max: 2,
    runs: 2,
    machine: 'here',
  });
  expect(rows).toHaveLength(6);
});

it('leaves out who fails, with what it has measured of the case, and goes on with the others', async () => {
  const [log, said]: [string[], string[]] = [[], []];
  const absent: Contestant = { name: 'c', start: () => Promise.reject(new Error('not installed')) };
  const all = [contestant('a', log, 3), contestant('b', log), absent];
  const rows = await takeTurns(workload, all, { ...options, say: (line) => said.push(line) });
  expect(said).toContain('c is left out: not installed');
  expect(said).toContain('a is left out from here on: out of breath');
  expect(rows.map(({ subject, metric }) => `${subject} ${metric}`)).toEqual([
    'a train-step',
    'b train-step',
    'b sample',
    'b logProb',
  ]);
});

it('asks for what a course measures, in its unit', async () => {
  const glow = { name: 'W3a', batches: [4], metrics: GLOW_METRICS };
  const log: string[] = [];
  const rows = await takeTurns(glow, [contestant('a', log)], { ...options, rounds: 1, say() {} });
  expect(rows.map(({ workload, metric, unit }) => [workload, metric, unit])).toEqual([
    ['W3a', 'train-step', 'ms'],
    ['W3a', 'peak-memory', 'MB'],
    ['W3a', 'sample', 'ms'],
  ]);
});
