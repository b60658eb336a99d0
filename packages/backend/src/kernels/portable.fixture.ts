// Makes the tests of a file run on the portable kernels: a later init() keeps the first one's choice.
import { init } from '../init.ts';

await init({ reproducible: true });
