import { Slider } from '../widgets/slider.tsx';
import { NUMBER_RANGES, type NumberName } from './engine/run-settings.ts';

export type SettingSliderProps = {
  readonly name: NumberName;
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

/** Positions of a slider over several powers of ten or two. */
const NOTCHES = 48;

/** A setting on a slider; wide ranges go by ratios. */
export function SettingSlider({ name, label, value, onChange }: SettingSliderProps) {
  const { least, most, isWhole } = NUMBER_RANGES[name];
  const byRatio = most / least > 50;
  const ratio = Math.log(most / least);
  const position = byRatio ? (NOTCHES * Math.log(value / least)) / ratio : value;
  const valueAt = (at: number) => {
    const raw = byRatio ? least * Math.exp((ratio * at) / NOTCHES) : at;
    const round = Number(raw.toPrecision(2));
    return Math.min(most, Math.max(least, isWhole ? Math.round(raw) : round));
  };
  return (
    <Slider
      label={label}
      value={position}
      min={byRatio ? 0 : least}
      max={byRatio ? NOTCHES : most}
      step={1}
      format={() => String(value)}
      onInput={(at) => {
        const next = valueAt(at);
        if (next !== value) onChange(next);
      }}
      testId={`setting-${name}`}
    />
  );
}
