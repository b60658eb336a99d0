import { determinant, leibnizTerms, matrix, signedVolume } from '@flow/math';
import { useState } from 'preact/hooks';
import { Choice } from '../../widgets/choice.tsx';
import { formatNumber } from '../../widgets/format-number.ts';
import { Inline } from '../../widgets/prose.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Slider } from '../../widgets/slider.tsx';
import { Figure, Stage } from '../stage.tsx';
import { LeibnizTable } from './leibniz-table.tsx';
import { MatrixInput } from './matrix-input.tsx';
import type { Point3, View } from './projection.ts';
import { useText } from './text.ts';
import { VolumePicture } from './volume-picture.tsx';

type Rows = readonly [Point3, Point3, Point3];
type PresetName = 'box' | 'sheared' | 'mirrored' | 'flat';

const PRESETS: Readonly<Record<PresetName, Rows>> = {
  box: [
    [2, 0, 0],
    [0, 1.5, 0],
    [0, 0, 1.5],
  ],
  sheared: [
    [2, 0.5, 1],
    [0, 1.5, 0.5],
    [0, 0, 1.5],
  ],
  mirrored: [
    [0.5, 2, 1],
    [1.5, 0, 0.5],
    [0, 0, 1.5],
  ],
  flat: [
    [2, 0.5, 1.25],
    [0, 1.5, 0.75],
    [1, 1, 1],
  ],
};
const PRESET_NAMES = ['box', 'sheared', 'mirrored', 'flat'] as const;
const degrees = (value: number) => `${formatNumber(value, 0)}°`;

/** A matrix of three columns: its body, and Leibniz's six terms. */
export function VolumeStage() {
  const text = useText();
  const [rows, setRows] = useState<Rows>(PRESETS.sheared);
  const [preset, setPreset] = useState<PresetName | ''>('sheared');
  const [view, setView] = useState<View>({ turn: 28, tilt: 24 });
  const [chosen, choose] = useState<number>();
  const a = matrix(rows);
  const permutation = [...leibnizTerms(a)][chosen ?? -1]?.permutation;
  const volume = signedVolume(columnsOf(rows));
  const enter = (row: number, column: number, value: number) => {
    setPreset('');
    setRows(withEntry(rows, row, column, value));
  };
  return (
    <Stage
      bar={
        <Choice<PresetName | ''>
          label={text.presets}
          hideLabel
          value={preset}
          onChange={(name) => {
            setPreset(name);
            if (name !== '') setRows(PRESETS[name]);
          }}
          options={PRESET_NAMES.map((value) => ({ value, label: text[value] }))}
          testId="determinant-preset"
        />
      }
      pictures={
        <Figure caption={<Inline text={text.volumeCaption} />}>
          <VolumePicture columns={columnsOf(rows)} negative={volume < 0} view={view} onView={setView} />
          <div class="determinant-view">
            <Slider
              label={text.turn}
              value={view.turn}
              min={-180}
              max={180}
              step={1}
              format={degrees}
              onInput={(turn) => setView({ ...view, turn })}
              testId="determinant-turn"
            />
            <Slider
              label={text.tilt}
              value={view.tilt}
              min={0}
              max={90}
              step={1}
              format={degrees}
              onInput={(tilt) => setView({ ...view, tilt })}
              testId="determinant-tilt"
            />
          </div>
        </Figure>
      }
      panel={
        <>
          <MatrixInput
            rows={rows}
            onInput={enter}
            label={text.matrix3Label}
            entryLabel={text.entry}
            chosen={(row, column) => permutation?.[row] === column}
            testId="determinant-matrix3"
          />
          <LeibnizTable matrix={a} chosen={chosen} onChoose={choose} testId="determinant-leibniz3" />
          <Readouts>
            <NumberReadout label={text.volume} value={volume} tone="data" testId="determinant-volume" large />
            <NumberReadout
              label={text.byElimination}
              value={determinant(a)}
              testId="determinant-elimination"
            />
          </Readouts>
        </>
      }
    />
  );
}

function columnsOf([a, b, c]: Rows): readonly Point3[] {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function withEntry(rows: Rows, row: number, column: number, value: number): Rows {
  const changed = rows.map((entries, i) =>
    entries.map((entry, j) => (i === row && j === column ? value : entry)),
  );
  return changed as unknown as Rows;
}
