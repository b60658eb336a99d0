import { integrate } from '@flow/math';
import { describe, expect, it } from 'vitest';
import { lineMaps } from './line-maps.ts';
import { dataDensity, transport } from './transport.ts';

describe.each(lineMaps)('$id', (map) => {
  it('its slope is the derivative of its function', () => {
    for (const z of [-2.3, -0.4, 0, 0.9, 2.1]) {
      expect(map.slope(z)).toBeCloseTo((map.f(z + 1e-6) - map.f(z - 1e-6)) / 2e-6, 6);
    }
  });

  it('the same probability lies over an interval and over its image', () => {
    const { latentMass, dataMass } = transport(map, -0.8, 1.3);
    expect(dataMass).toBeCloseTo(latentMass, 8);
    expect(latentMass).toBeCloseTo(0.691344, 5);
  });

  it('p integrates to 1 over the image of nearly everything', () => {
    const ends = [map.f(-8), map.f(8)].sort((a, b) => a - b);
    expect(integrate(dataDensity(map), ends[0]!, ends[1]!).value).toBeCloseTo(1, 6);
  });
});
