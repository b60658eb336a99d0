// Trains the small Glow beside the page.
import { serveTraining } from '../training/serve-training.ts';
import { createDigitFlow } from './digit-flow.ts';

serveTraining({ create: createDigitFlow, burst: 10 });
