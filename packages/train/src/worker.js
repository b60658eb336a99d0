// The module of a worker of `fit`. In JavaScript, so that its name is the same in src/ and in dist/.
import { serveSteps } from './serve-steps.ts';

serveSteps();
