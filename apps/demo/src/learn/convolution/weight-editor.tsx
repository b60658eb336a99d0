import { type Matrix, matrixRows } from '@flow/math';
import { useConvolutionText } from './text.ts';
import '../../widgets/brackets.css';
import './weight-editor.css';

/** The nine entries of W, each of them an input. */
export function WeightEditor({ weight, onChange }: { weight: Matrix; onChange: (weight: Matrix) => void }) {
  const text = useConvolutionText();
  const set = (at: number, value: number) => {
    if (Number.isFinite(value)) onChange({ ...weight, data: weight.data.with(at, value) });
  };
  return (
    <div class="weight-editor brackets">
      {matrixRows(weight)
        .flat()
        .map((value, at) => (
          <input
            key={at}
            type="number"
            step={0.1}
            value={Number(value.toFixed(3))}
            aria-label={text.entry(Math.floor(at / weight.columns) + 1, (at % weight.columns) + 1)}
            data-testid={`convolution-w-${Math.floor(at / weight.columns)}-${at % weight.columns}`}
            data-value={value}
            onInput={(event) => set(at, event.currentTarget.valueAsNumber)}
          />
        ))}
    </div>
  );
}
