import type { ScaleLinear } from 'd3-scale';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** A point or a vector of the plane, in its own units. */
export type Point = readonly [number, number];

/** How the units of a plane become those of its drawing. */
export type PlaneScales = {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
};

export const PlaneContext = createContext<PlaneScales | undefined>(undefined);

/** The scales of the plane around a component. */
export function usePlane(): PlaneScales {
  const scales = useContext(PlaneContext);
  if (scales === undefined) throw new Error('This belongs inside a <Plane>.');
  return scales;
}

/** A point in the units of the drawing. */
export const onScreen = ({ x, y }: PlaneScales, [a, b]: Point): Point => [x(a), y(b)];
