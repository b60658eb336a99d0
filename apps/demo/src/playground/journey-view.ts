import type { Picture } from './engine/picture-shape.ts';
import type { Box } from './engine/plane.ts';

/** Half the side of the view grows in such steps, so that it does not tremble while the flow learns. */
const STEP = 0.5;
const LEAST_REACH = 3;
/** Of the travellers' coordinates; the others may leave the view. */
const SHARE_IN_VIEW = 0.985;

/** Numbers of one stop: x, y of each row. */
export function rowsAtStop({ journey, logDets }: Picture, stop: number): Float32Array {
  const length = journey.length / (logDets.length + 1);
  return journey.subarray(stop * length, (stop + 1) * length);
}

/** Between two stops, rows on straight ways; `at` 1.5 is half way from stop 1 to stop 2. */
export function rowsBetween(picture: Picture, at: number): Float32Array {
  const from = Math.min(Math.floor(at), picture.logDets.length);
  const share = at - from;
  const here = rowsAtStop(picture, from);
  if (share === 0) return here;
  const next = rowsAtStop(picture, from + 1);
  return here.map((value, i) => value + share * (Number(next[i]) - value));
}

/** A square around the origin that holds nearly all of the travellers at each of their stops. */
export function journeyBox(picture: Picture, travellers: number): Box {
  const sizes: number[] = [];
  for (let stop = 0; stop <= picture.logDets.length; stop++) {
    for (const value of rowsAtStop(picture, stop).subarray(0, 2 * travellers)) sizes.push(Math.abs(value));
  }
  const finite = Float32Array.from(sizes.filter(Number.isFinite)).sort();
  const wanted = finite[Math.floor(SHARE_IN_VIEW * (finite.length - 1))] ?? 0;
  const reach = Math.max(LEAST_REACH, Math.ceil((1.1 * wanted) / STEP) * STEP);
  return { x: [-reach, reach], y: [-reach, reach] };
}
