import { useId } from 'preact/hooks';
import { CHOICES, type DensityName } from './engine/run-settings.ts';
import { usePlaygroundText } from './text.ts';
import { thumbnails } from './thumbnails.ts';

/** The densities as pictures to choose from: radio buttons, arrow keys choose. */
export function DensityPicker({
  value,
  onChange,
}: {
  value: DensityName;
  onChange: (value: DensityName) => void;
}) {
  const text = usePlaygroundText();
  const name = useId();
  return (
    <fieldset class="densities">
      <legend class="visually-hidden">{text.density}</legend>
      {CHOICES.density.map((density) => (
        <label key={density} class="density">
          <input
            type="radio"
            name={name}
            value={density}
            checked={density === value}
            data-testid={`density-${density}`}
            onChange={() => onChange(density)}
          />
          <span class="density-face">
            <svg viewBox="0 0 40 40" aria-hidden="true">
              <path d={thumbnails()[density]} />
            </svg>
            <span>{text.densities[density]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
