/** A point or vector of space. */
export type Point3 = readonly [number, number, number];

/** From where a body is looked at, in degrees. */
export type View = {
  /** About the upright axis. */
  readonly turn: number;
  /** 0 from the side, 90 from above. */
  readonly tilt: number;
};

/** Right and up on the picture, and how near the point is to the eye. */
export type Projected = { readonly right: number; readonly up: number; readonly near: number };

/** Parallel projection: turn about the upright axis, then tilt towards the eye. */
export function project([x, y, z]: Point3, { turn, tilt }: View): Projected {
  const [a, b] = [(turn * Math.PI) / 180, (tilt * Math.PI) / 180];
  const right = x * Math.cos(a) - y * Math.sin(a);
  const away = x * Math.sin(a) + y * Math.cos(a);
  return {
    right,
    up: z * Math.cos(b) + away * Math.sin(b),
    near: z * Math.sin(b) - away * Math.cos(b),
  };
}

/** The six faces of a parallelepiped by its corners' numbers, as `parallelepipedCorners` counts them. */
const FACES = [
  [0, 1, 3, 2],
  [4, 5, 7, 6],
  [0, 1, 5, 4],
  [2, 3, 7, 6],
  [0, 2, 6, 4],
  [1, 3, 7, 5],
] as const;

/** The faces of projected corners, the farthest first, so that nearer ones are painted over them. */
export function facesBackToFront(corners: readonly Projected[]): readonly (readonly Projected[])[] {
  const faces = FACES.map((face) => face.flatMap((corner) => corners[corner] ?? []));
  const nearness = (face: readonly Projected[]) => face.reduce((sum, { near }) => sum + near, 0);
  return faces.sort((one, other) => nearness(one) - nearness(other));
}
