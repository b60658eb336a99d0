export { createRng, FlowError, init } from '@flow/backend';
export { type CsvOptions, type CsvReport, parseCsv } from './csv/parse-csv.ts';
export { createDataset, type Dataset, type DatasetContent, type Split, selectRows } from './dataset.ts';
export { digits } from './digits.ts';
export { type DataSchema, parseSchema } from './schema.ts';
export { type SplitSizes, split } from './split.ts';
export { type PlanePoints, sampleDataset, type ToyDensity, type ToyOptions } from './toy/toy-density.ts';
export { twoMoons } from './toy/two-moons.ts';
