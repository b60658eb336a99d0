// tfjs-core's own tests of its ops, on the stock kernels and on both builds of the pack: what passes on the
// stock kernels must pass on the pack. Needs a Node that runs TypeScript (24). Run after `generate`.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleOpTests } from './bundle.mjs';
import { EXCLUSIONS } from './exclusions.mjs';

if (!process.features.typescript)
  throw new Error(`Node ${process.version} does not run TypeScript: use Node 24.`);

const here = import.meta.dirname;
const out = join(here, '../../out/tfjs-ops');
const bundle = join(out, 'tests.mjs');

async function run(kernels) {
  const result = join(out, `${kernels}.json`);
  const script = join(here, 'run-suite.mjs');
  const args = ['--conditions=@flow/source', script, kernels, bundle, result];
  await promisify(execFile)(process.execPath, args, { timeout: 300_000 }).catch(({ stderr = '' }) => {
    throw new Error(`The tests did not run to their end on the ${kernels} kernels.\n${stderr.slice(-2000)}`);
  });
  return JSON.parse(await readFile(result, 'utf8'));
}

/** In the words of vitest's JSON reporter, so that `npm run test:tfjs-ops` counts these tests like all others. */
const asReport = (build, passed, failed) => ({
  name: `tfjs-core's op tests, ${build} kernels`,
  status: failed.length === 0 ? 'passed' : 'failed',
  assertionResults: [
    ...passed.map((fullName) => ({ status: 'passed', fullName })),
    ...failed.map((fullName) => ({ status: 'failed', fullName })),
  ],
});

const hasPassed = (results, name) => results[name]?.status === 'passed';

console.log(`${await bundleOpTests(bundle)} test files of tfjs-core`);
// Each in a process of its own, all at once.
const [stock, relaxed, portable] = await Promise.all(['stock', 'relaxed', 'portable'].map(run));
const expected = Object.keys(stock).filter((name) => hasPassed(stock, name));
let problems = expected.length > 3000 ? 0 : 1;
const testResults = [];
for (const [build, results] of Object.entries({ relaxed, portable })) {
  const lost = expected.filter((name) => !hasPassed(results, name) && !(name in EXCLUSIONS));
  const stale = Object.keys(EXCLUSIONS).filter((name) => hasPassed(results, name));
  console.log(
    `${build}: ${expected.length - lost.length} of the ${expected.length} tests that pass on the stock kernels`,
  );
  for (const name of lost) console.error(`  lost: ${name}\n    ${results[name]?.message}`);
  for (const name of stale) console.error(`  excluded, but passes: ${name}`);
  problems += lost.length + stale.length;
  const kept = expected.filter((name) => hasPassed(results, name) && !(name in EXCLUSIONS));
  testResults.push(asReport(build, kept, [...lost, ...stale]));
}
await writeFile(join(here, '../../out/test-tfjs-ops.json'), JSON.stringify({ testResults }));
process.exitCode = problems === 0 ? 0 : 1;
