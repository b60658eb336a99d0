import { matrix, signedArea } from '@flow/math';
import { useState } from 'preact/hooks';
import { Arrow } from '../../plane/arrow.tsx';
import { DraggablePoint } from '../../plane/draggable-point.tsx';
import { Plane } from '../../plane/plane.tsx';
import type { Point } from '../../plane/plane-context.ts';
import { PlaneLabel, Polygon } from '../../plane/shapes.tsx';
import { Button } from '../../widgets/button.tsx';
import { MatrixDisplay } from '../../widgets/matrix-display.tsx';
import { NumberReadout, Readouts } from '../../widgets/readout.tsx';
import { Figure, Stage } from '../stage.tsx';
import { LeibnizTable } from './leibniz-table.tsx';
import { Striped } from './striped.tsx';
import { useText } from './text.ts';

const ORIGIN: Point = [0, 0];
const UNIT_SQUARE: readonly Point[] = [ORIGIN, [1, 0], [1, 1], [0, 1]];
const REACH = [-3, 3] as const;

/** Two vectors to drag, and the signed area between them. */
export function AreaStage() {
  const text = useText();
  const [u, setU] = useState<Point>([2, 0.5]);
  const [v, setV] = useState<Point>([0.5, 1.5]);
  const [chosen, choose] = useState<number>();
  const area = signedArea(u, v);
  const rows: Point[] = [
    [u[0], v[0]],
    [u[1], v[1]],
  ];
  const body: Point[] = [ORIGIN, u, [u[0] + v[0], u[1] + v[1]], v];
  return (
    <Stage
      pictures={
        <Figure caption={text.areaCaption}>
          <Plane x={REACH} y={REACH} label={text.areaLabel} interactive>
            <Polygon points={UNIT_SQUARE} tone="latent" />
            <Polygon points={body} tone="data" />
            {area < 0 && <Striped points={body} />}
            <Arrow from={ORIGIN} to={u} tone="data" />
            <Arrow from={ORIGIN} to={v} tone="data" />
            <PlaneLabel at={u} text="u" dx={12} dy={-10} />
            <PlaneLabel at={v} text="v" dx={12} dy={-10} />
            <DraggablePoint at={u} onMove={setU} label={text.u} tone="data" testId="determinant-u" />
            <DraggablePoint at={v} onMove={setV} label={text.v} tone="data" testId="determinant-v" />
          </Plane>
        </Figure>
      }
      panel={
        <>
          <MatrixDisplay
            tex="A ="
            rows={rows}
            label={text.matrixLabel}
            testId="determinant-matrix"
            cellClass={(row, column) =>
              chosen !== undefined && column === (row + chosen) % 2 ? 'determinant-entry' : undefined
            }
          />
          <LeibnizTable
            matrix={matrix(rows)}
            chosen={chosen}
            onChoose={choose}
            testId="determinant-leibniz"
          />
          <Readouts>
            <NumberReadout label={text.det} value={area} tone="data" testId="determinant-area" large />
          </Readouts>
          <Button
            onClick={() => {
              setU(v);
              setV(u);
            }}
            testId="determinant-swap"
          >
            {text.swap}
          </Button>
        </>
      }
    />
  );
}
