// Trains the two flows beside the page.
import { serveTraining } from '../training/serve-training.ts';
import { createContest } from './contest.ts';

serveTraining({ create: createContest, burst: 20 });
