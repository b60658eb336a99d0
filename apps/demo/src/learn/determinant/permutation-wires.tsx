import type { Permutation } from '@flow/math';

const GAP = 16;
const HEIGHT = 26;

/** A wire from each row to its column: crossings are inversions. */
export function PermutationWires({ permutation }: { permutation: Permutation }) {
  const at = (index: number) => 6 + index * GAP;
  const width = at(permutation.length - 1) + 6;
  return (
    <svg
      class="determinant-wires"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      aria-hidden="true"
    >
      {permutation.map((column, row) => (
        <g key={column}>
          <path d={wire(at(row), at(column), (row + 1) / (permutation.length + 1))} />
          <circle cx={at(row)} cy={4} r={2.5} />
          <circle cx={at(column)} cy={HEIGHT - 4} r={2.5} />
        </g>
      ))}
    </svg>
  );
}

/** Down from a row to its column; each row bends at its own height, so that no three wires meet in a point. */
function wire(from: number, to: number, bend: number): string {
  const height = 4 + (HEIGHT - 8) * bend;
  return `M${from} 4C${from} ${height} ${to} ${height} ${to} ${HEIGHT - 4}`;
}
