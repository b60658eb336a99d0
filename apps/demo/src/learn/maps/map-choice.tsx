import { language } from '../../i18n/language.ts';
import { Choice } from '../../widgets/choice.tsx';
import { Formula } from '../../widgets/formula.tsx';
import type { PlaneMap } from './plane-map.ts';

export type MapChoiceProps<Map extends PlaneMap> = {
  readonly maps: readonly Map[];
  readonly chosen: Map;
  readonly onChange: (map: Map) => void;
  /** What the choice is called, for screen readers. */
  readonly label: string;
  readonly testId: string;
};

/** One of a few maps of the plane, its formula beside it. */
export function MapChoice<Map extends PlaneMap>({
  maps,
  chosen,
  onChange,
  label,
  testId,
}: MapChoiceProps<Map>) {
  return (
    <>
      <Choice
        label={label}
        hideLabel
        value={chosen.id}
        onChange={(id) => onChange(maps.find((map) => map.id === id) ?? chosen)}
        options={maps.map(({ id, name }) => ({ value: id, label: name[language.value] }))}
        testId={testId}
      />
      <Formula tex={chosen.tex} />
    </>
  );
}
