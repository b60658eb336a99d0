import { formatNumber } from '../../widgets/format-number.ts';
import { Slider } from '../../widgets/slider.tsx';
import type { CouplingView } from './coupling-lab.ts';
import { useCouplingText } from './text.ts';
import './wires.css';

export type WiresProps = {
  readonly z: readonly number[];
  readonly view: CouplingView;
  readonly onChange: (z: readonly number[]) => void;
};

const SUBSCRIPTS = '₁₂₃₄';
/** z₁, x₃: a variable's name in plain text. */
export const nameOf = (letter: string, i: number): string => letter + (SUBSCRIPTS[i] ?? '');

/** The variables one below the other: what goes in, what happens to it, what comes out. */
export function Wires({ z, view, onChange }: WiresProps) {
  const text = useCouplingText();
  return (
    <div class="wires">
      {z.map((value, i) => {
        const place = view.blocks.changed.indexOf(i);
        const x = view.x[i] ?? Number.NaN;
        return (
          <div key={i} class={place < 0 ? 'wire' : 'wire wire-changes'}>
            <Slider
              label={`$\\latent{z_${i + 1}}$`}
              spokenLabel={nameOf('z', i)}
              value={value}
              min={-2}
              max={2}
              step={0.05}
              tone="latent"
              onInput={(to) => onChange(z.with(i, to))}
              testId={`coupling-z-${i}`}
            />
            <span class="wire-rule">{place < 0 ? text.passes : <Rule view={view} place={place} />}</span>
            <span class="wire-result">
              <small>{nameOf('x', i)}</small>
              <span data-testid={`coupling-x-${i}`} data-value={x}>
                {formatNumber(x)}
              </span>
            </span>
          </div>
        );
      })}
    </div>
  );
}

function Rule({ view, place }: { view: CouplingView; place: number }) {
  const s = view.logScale[place] ?? Number.NaN;
  const t = view.shift[place] ?? Number.NaN;
  return (
    <>
      × e
      <sup data-testid={`coupling-s-${place}`} data-value={s}>
        {formatNumber(s)}
      </sup>{' '}
      {t < 0 ? '−' : '+'}{' '}
      <span data-testid={`coupling-t-${place}`} data-value={t}>
        {formatNumber(Math.abs(t))}
      </span>
    </>
  );
}
