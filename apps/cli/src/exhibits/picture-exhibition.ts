import type { Split } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { classExhibit } from './class-exhibit.ts';
import type { Exhibition } from './exhibit.ts';
import { interpolationExhibits } from './interpolation-exhibit.ts';
import { reconstructionExhibit } from './reconstruction-exhibit.ts';
import { sampleExhibit, unseenDistance } from './sample-exhibit.ts';

const TEMPERATURES = [0.5, 0.7, 1];

export type PictureSettings = {
  readonly seed: number;
  /** At which a model that knows classes shows each of them. */
  readonly temperature: number;
};

/** What there is to see of a model of pictures: samples, of each class too, ways between pictures, pictures and back. */
export function pictureExhibition(
  flow: Flow,
  { train, test }: Split,
  { seed, temperature: shown }: PictureSettings,
): Exhibition {
  const samples = TEMPERATURES.map((temperature) => sampleExhibit(flow, train, { seed, temperature }));
  const distance = unseenDistance(test, train);
  const { exhibit: reconstructions, ...reconstruction } = reconstructionExhibit(flow, test);
  return {
    exhibits: [
      ...classExhibit(flow, train, { seed, temperature: shown }),
      ...samples.map(({ exhibit, medianDistance }) => ({
        ...exhibit,
        caption: `${exhibit.caption} The median distance is ${medianDistance.toFixed(0)} (Euclidean, in levels); between unseen real pictures and their nearest it is ${distance.toFixed(0)}.`,
      })),
      ...interpolationExhibits(flow, test),
      reconstructions,
    ],
    figures: { ...distances(samples), nearestToUnseen: distance },
    reconstruction,
  };
}

function distances(samples: readonly { medianDistance: number }[]): { [name: string]: number } {
  const entries = samples.map(({ medianDistance }, i) => [
    `nearestToSamples${TEMPERATURES[i]?.toFixed(1)}`,
    medianDistance,
  ]);
  return Object.fromEntries(entries);
}
