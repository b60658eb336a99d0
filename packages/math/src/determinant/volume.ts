import { FlowError } from '@flow/backend';
import { checkSquare, entry, type Matrix, matrix } from '../matrix/matrix.ts';
import { determinant } from '../matrix/slogdet.ts';

/** 2^16 corners; a picture has 4 or 8. */
const LARGEST_DIMENSION = 16;

/**
 * The signed area of the parallelogram of two vectors, u₁v₂ − u₂v₁: positive where v lies counter-clockwise
 * of u.
 *
 * @param u 2 values
 * @param v 2 values
 * @throws shape-mismatch
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * signedArea([2, 0], [1, 3]); // 6
 * signedArea([1, 3], [2, 0]); // -6
 * ```
 */
export function signedArea(u: ArrayLike<number>, v: ArrayLike<number>): number {
  const vectors = matrix([u, v]);
  const [u1, u2, v1, v2] = vectors.data;
  if (vectors.columns !== 2 || u1 === undefined || u2 === undefined || v1 === undefined || v2 === undefined) {
    throw new FlowError('shape-mismatch', {
      argument: 'u',
      message: 'An area is spanned by two vectors in the plane; signedVolume() takes more.',
      expected: '2 values',
      received: String(vectors.columns),
    });
  }
  return u1 * v2 - u2 * v1;
}

/**
 * The signed volume of the parallelepiped of n vectors in n dimensions: the determinant of the matrix whose
 * rows (or columns, it is the same) they are. What a linear map does to volume, and its sign says whether it
 * mirrors.
 *
 * @param vectors n arrays of n values
 * @throws shape-mismatch, not-finite
 * @see Axler, "Linear Algebra Done Right" (4th ed. 2024), section 9C
 * @example
 * ```ts
 * signedVolume([[1, 0, 0], [0, 2, 0], [5, 5, 3]]); // 6
 * ```
 */
export function signedVolume(vectors: ArrayLike<ArrayLike<number>>): number {
  return determinant(matrix(vectors));
}

/**
 * The 2ⁿ corners of the parallelepiped of n vectors at the origin, to draw it. Corner k is the sum of the
 * vectors whose bit is set in k, so corners that differ in one bit are joined by an edge.
 *
 * @param vectors n arrays of n values, n at most 16
 * @returns [2ⁿ, n]
 * @throws shape-mismatch, invalid-argument
 * @example
 * ```ts
 * matrixRows(parallelepipedCorners([[2, 0], [1, 3]])); // [[0, 0], [2, 0], [1, 3], [3, 3]]
 * ```
 */
export function parallelepipedCorners(vectors: ArrayLike<ArrayLike<number>>): Matrix {
  const edges = matrix(vectors);
  const n = checkSquare(edges);
  if (n > LARGEST_DIMENSION) {
    throw new FlowError('invalid-argument', {
      argument: 'vectors',
      message: `A parallelepiped of ${n} vectors has 2^${n} corners.`,
      expected: `at most ${LARGEST_DIMENSION} vectors`,
      received: String(n),
    });
  }
  const corners: Matrix = { rows: 2 ** n, columns: n, data: new Float64Array(2 ** n * n) };
  for (let corner = 1; corner < corners.rows; corner++) {
    const vector = 31 - Math.clz32(corner);
    const neighbour = corner - 2 ** vector;
    for (let axis = 0; axis < n; axis++) {
      corners.data[corner * n + axis] = entry(corners, neighbour, axis) + entry(edges, vector, axis);
    }
  }
  return corners;
}
