import { formatNumber } from '../../widgets/format-number.ts';
import type { StackedLayer, StackStep } from './layer-stack.ts';
import { useText } from './text.ts';
import type { Stack } from './use-stack.ts';

const BAR_REACH = 1.25;

export type LayerTableProps = {
  readonly stack: Stack;
  readonly steps: readonly StackStep[];
  /** The layer after which the picture is shown, from 1; 0 before the first. */
  readonly shown: number;
};

/** Each layer with its log-determinant as a number and as a bar, and the sum so far. */
export function LayerTable({ stack, steps, shown }: LayerTableProps) {
  const text = useText();
  return (
    <table class="composition-table" aria-label={text.tableLabel}>
      <thead>
        <tr>
          <th scope="col">{text.layer}</th>
          <th scope="col">{text.logDet}</th>
          <th scope="col">{text.running}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {stack.layers.map((stacked, index) => (
          <LayerRow
            key={stacked.id}
            stacked={stacked}
            number={index + 1}
            step={steps[index]}
            shown={index + 1 === shown}
            stack={stack}
          />
        ))}
      </tbody>
    </table>
  );
}

type LayerRowProps = {
  readonly stacked: StackedLayer;
  readonly number: number;
  readonly step: StackStep | undefined;
  readonly shown: boolean;
  readonly stack: Stack;
};

function LayerRow({ stacked, number, step, shown, stack }: LayerRowProps) {
  const text = useText();
  const name = text[stacked.kind];
  const logDet = step?.logDet ?? Number.NaN;
  const sum = step?.runningLogDet ?? Number.NaN;
  return (
    <tr class={shown ? 'composition-shown' : undefined}>
      <th scope="row">
        <span class="composition-number">{number}</span> {name}
      </th>
      <td>
        <span data-testid={`composition-logdet-${number}`} data-value={logDet}>
          {formatNumber(logDet)}
        </span>
        <LogDetBar logDet={logDet} />
      </td>
      <td data-testid={`composition-sum-${number}`} data-value={sum}>
        {formatNumber(sum)}
      </td>
      <td class="composition-actions">
        <button
          type="button"
          aria-label={text.up(name, number)}
          disabled={number === 1}
          onClick={() => stack.move(stacked.id, -1)}
        >
          ↑
        </button>
        <button
          type="button"
          aria-label={text.remove(name, number)}
          disabled={stack.layers.length === 1}
          onClick={() => stack.remove(stacked.id)}
        >
          ×
        </button>
      </td>
    </tr>
  );
}

/** To the right where volumes grow, to the left where they shrink. */
function LogDetBar({ logDet }: { logDet: number }) {
  const half = Math.min(50, (50 * Math.abs(logDet)) / BAR_REACH);
  const start = logDet < 0 ? 50 - half : 50;
  return (
    <span class="composition-bar" aria-hidden="true">
      <span style={{ insetInlineStart: `${start}%`, width: `${half}%` }} />
    </span>
  );
}
