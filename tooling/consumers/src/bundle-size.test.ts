import { beforeAll, describe, expect, it } from 'vitest';
import { bundleParts } from './bundle-parts.ts';
import { installInto } from './consumer.ts';
import { publicPackages } from './packages.ts';

let folder = '';
beforeAll(async () => {
  folder = await installInto(
    'bundle-size',
    publicPackages.map(({ name }) => name),
  );
});

/**
 * The most that all of a package may weigh on a page, with the packages of ours that it needs and without TensorFlow.js,
 * in kB after gzip; binaries and data, which load when they are needed, are not in it.
 */
const BUDGETS: Readonly<Record<string, number>> = {
  '@flow/backend': 40,
  '@flow/math': 42,
  '@flow/layers': 70,
  '@flow/models': 85,
  '@flow/train': 55,
  '@flow/datasets': 38,
};

describe.each(publicPackages)('$name on a page', ({ name }) => {
  it(`weighs at most ${BUDGETS[name]} kB`, async () => {
    const everything = `export * from '${name}';`;
    const { kilobytes } = await bundleParts(folder, everything, ['@tensorflow/*']);
    expect(kilobytes).toBeLessThanOrEqual(BUDGETS[name] ?? 0);
  });

  it('is nothing where nothing of it is used', async () => {
    const { files } = await bundleParts(folder, `import '${name}';`);
    expect(files.filter((file) => file !== '<stdin>')).toEqual([]);
  });
});

/** What is used, how much a page may load for it with TensorFlow.js, and what must not come along. */
const USES: readonly { used: string; from: string; kilobytes: number; without: RegExp }[] = [
  {
    used: 'actNorm',
    from: '@flow/layers',
    kilobytes: 95,
    without: /train|models|datasets|coupling|squeeze|glow/,
  },
  { used: 'affineCoupling', from: '@flow/layers', kilobytes: 105, without: /train|models|datasets|squeeze/ },
  { used: 'slogdet', from: '@flow/math', kilobytes: 2, without: /tensorflow|layers|base\/|divergence/ },
  { used: 'realNVP', from: '@flow/models', kilobytes: 125, without: /train|datasets/ },
  { used: 'adam', from: '@flow/train', kilobytes: 38, without: /fit|datasets|checkpoint/ },
  { used: 'fit', from: '@flow/train', kilobytes: 135, without: /datasets|math\/dist\/(?!base)|tensor-board/ },
  { used: 'twoMoons', from: '@flow/datasets', kilobytes: 5, without: /csv|generated|tensorflow/ },
];

describe.each(USES)('a page that uses $used of $from', ({ used, from, kilobytes, without }) => {
  it(`loads at most ${kilobytes} kB and nothing of what it does not use`, async () => {
    const parts = await bundleParts(folder, `export { ${used} } from '${from}';`);
    expect(parts.files.filter((file) => without.test(file))).toEqual([]);
    expect(parts.kilobytes).toBeLessThanOrEqual(kilobytes);
  });
});
