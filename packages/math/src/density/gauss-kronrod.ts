/** One node of the pair of rules on [−1, 1]; `gauss` is 0 at the nodes that only Kronrod's rule has. */
type Node = { readonly at: number; readonly kronrod: number; readonly gauss: number };

/** The nodes from 1 down to 0; the others mirror them. */
const HALF: readonly Node[] = [
  { at: 0.9914553711208126, kronrod: 0.022935322010529224, gauss: 0 },
  { at: 0.9491079123427585, kronrod: 0.06309209262997856, gauss: 0.1294849661688697 },
  { at: 0.8648644233597691, kronrod: 0.10479001032225019, gauss: 0 },
  { at: 0.7415311855993945, kronrod: 0.14065325971552592, gauss: 0.27970539148927664 },
  { at: 0.5860872354676911, kronrod: 0.1690047266392679, gauss: 0 },
  { at: 0.4058451513773972, kronrod: 0.19035057806478542, gauss: 0.3818300505051189 },
  { at: 0.20778495500789848, kronrod: 0.20443294007529889, gauss: 0 },
  { at: 0, kronrod: 0.20948214108472782, gauss: 0.4179591836734694 },
];

/**
 * The 15 nodes of Kronrod's rule on [−1, 1], rising; every second one belongs to the 7-point Gauss rule. The
 * first is exact for polynomials up to degree 22, the second up to 13, and their difference bounds the error.
 *
 * Source: Piessens et al., "QUADPACK" (1983), routine QK15; Laurie, "Calculation of Gauss-Kronrod quadrature
 * rules" (1997).
 */
const NODES: readonly Node[] = [
  ...HALF.slice(0, -1).map((node) => ({ ...node, at: -node.at })),
  ...HALF.toReversed(),
];

/** A point of the product rule on [−1, 1] x … x [−1, 1]. */
export type RulePoint = {
  readonly at: readonly number[];
  /** With Kronrod's rule on all axes. */
  readonly weight: number;
  /** For each axis, the weight with the Gauss rule in Kronrod's place on it. */
  readonly mixed: readonly number[];
};

/** The 15^axes points of the rule on all axes. */
export function productRule(axes: number): readonly RulePoint[] {
  let points: readonly RulePoint[] = [{ at: [], weight: 1, mixed: [] }];
  for (let axis = 0; axis < axes; axis++) {
    points = points.flatMap(({ at, weight, mixed }) =>
      NODES.map((node) => ({
        at: [...at, node.at],
        weight: weight * node.kronrod,
        mixed: [...mixed.map((other) => other * node.kronrod), weight * node.gauss],
      })),
    );
  }
  return points;
}
