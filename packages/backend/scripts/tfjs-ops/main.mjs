// tfjs-core's own tests of its ops, on the stock kernels and on both builds of the pack: what passes on the
// stock kernels must pass on the pack. Needs a Node that runs TypeScript (24). Run after `generate`.
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@flow/source', script, kernels, bundle, result],
    {
      encoding: 'utf8',
      timeout: 300_000,
    },
  );
  if (status !== 0)
    throw new Error(`The tests did not run to their end on the ${kernels} kernels.\n${stderr.slice(-2000)}`);
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
const stock = await run('stock');
const expected = Object.keys(stock).filter((name) => hasPassed(stock, name));
let problems = expected.length > 3000 ? 0 : 1;
const testResults = [];
for (const build of ['relaxed', 'portable']) {
  const results = await run(build);
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
