import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { applyMutation, type Mutation, type TestSelection } from './mutation.ts';
import { mutations } from './mutations.ts';
import { type Row, tableOf } from './print-table.ts';
import { rehearsalOf } from './rehearsal.ts';
import { runTests } from './run-tests.ts';
import { twoAtATime } from './two-at-a-time.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { judge, type Verdict } from './verdict.ts';

/** Many times what one takes on an idle machine. */
const MUTANT_SECONDS = 60;
const REHEARSAL_SECONDS = 180;

const words = process.argv.slice(2);
const chosen = mutations.filter(({ name, file }) => words.every((word) => `${name} ${file}`.includes(word)));

await untilInterrupted(async (signal) => {
  const started = performance.now();
  const problems = chosen.length === 0 ? [`No mutant is called "${words.join(' ')}".`] : outdated(chosen);
  if (problems.length === 0) {
    await twoAtATime(rehearsalOf(chosen), async (tests) => {
      problems.push(...(await rehearse(tests, signal)));
    });
  }
  for (const problem of problems) console.error(problem);
  const isSound = problems.length === 0 && (await runAll(signal));
  if (!isSound) process.exitCode = 1;
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
});

/** What is wrong with the table: mutations that no longer fit their files. */
function outdated(table: readonly Mutation[]): string[] {
  return table.flatMap((mutation) => {
    try {
      applyMutation(mutation, readFileSync(join(root, mutation.file), 'utf8'));
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

/** Why the tests fail without a mutation; then they would prove nothing when they fail with one. */
async function rehearse(tests: TestSelection, signal: AbortSignal): Promise<string[]> {
  const { obstacles, failures } = await runTests(tests, { limitSeconds: REHEARSAL_SECONDS, signal });
  const reasons = [...obstacles, ...failures.map(({ test }) => test)];
  return reasons.map((reason) => `${tests.package} fails without any mutation: ${reason}`);
}

/** Runs the mutants and prints the table. @returns whether all were killed */
async function runAll(signal: AbortSignal): Promise<boolean> {
  const table = tableOf(chosen);
  let killed = 0;
  console.log(table.head());
  await twoAtATime(chosen, async (mutation) => {
    const row = await runMutant(mutation, signal);
    if (row.verdict.outcome === 'killed') killed += 1;
    console.log(table.row(row));
  });
  console.log(`${killed} of ${chosen.length} mutants killed`);
  return killed === chosen.length;
}

async function runMutant(mutation: Mutation, signal: AbortSignal): Promise<Row> {
  const started = performance.now();
  const options = { mutant: mutation.name, limitSeconds: MUTANT_SECONDS, signal };
  const verdict = await runTests(mutation.tests, options).then(judge, (error: Error): Verdict => {
    signal.throwIfAborted();
    return { outcome: 'undecided', reason: error.message };
  });
  return { mutation, verdict, seconds: (performance.now() - started) / 1000 };
}
