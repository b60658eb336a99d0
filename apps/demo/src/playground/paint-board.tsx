import { useCallback, useRef, useState } from 'preact/hooks';
import { Button } from '../widgets/button.tsx';
import { Card } from '../widgets/card.tsx';
import { Choice } from '../widgets/choice.tsx';
import { Slider } from '../widgets/slider.tsx';
import { dab, erase, type Place } from './brush.ts';
import { CanvasPicture, placeBox, type Sheet } from './canvas-picture.tsx';
import { drawAxes, drawPoints } from './draw.ts';
import {
  CANVAS_REACH,
  FEWEST_PAINTED,
  fromLattice,
  MOST_POINTS,
  type PaintedPoints,
} from './engine/painted-points.ts';
import { cssColor } from './palette.ts';
import type { PlaygroundState } from './playground-state.ts';
import { usePlaygroundText } from './text.ts';

const BOX = { x: [-CANVAS_REACH, CANVAS_REACH], y: [-CANVAS_REACH, CANVAS_REACH] } as const;
const KEY_STEP = 0.15;
const MOVES: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A canvas to paint points on, by pointer or by keyboard. */
export function PaintBoard({ play }: { play: PlaygroundState }) {
  const text = usePlaygroundText();
  const settled = play.settings.value.points;
  const [draft, setDraft] = useState<PaintedPoints | undefined>();
  const [past, setPast] = useState<readonly PaintedPoints[]>([]);
  const [cursor, setCursor] = useState<Place>([0, 0]);
  const [hasFocus, setFocus] = useState(false);
  const [tool, setTool] = useState<'paint' | 'erase'>('paint');
  const [size, setSize] = useState(0.12);
  const stroke = useRef<PaintedPoints | undefined>(undefined);
  const points = draft ?? settled;
  const count = points.length / 2;

  const settle = (next: PaintedPoints) => {
    setPast([...past, settled]);
    play.change({ points: next });
  };
  const touch = (at: Place) => {
    const before = stroke.current ?? settled;
    const after = tool === 'paint' ? dab(before, at, size) : erase(before, at, size);
    stroke.current = after;
    setDraft(after);
  };
  const endStroke = () => {
    const done = stroke.current;
    stroke.current = undefined;
    setDraft(undefined);
    if (done !== undefined) settle(done);
  };
  const undo = () => {
    const before = past.at(-1);
    if (before === undefined) return;
    setPast(past.slice(0, -1));
    play.change({ points: before });
  };
  const draw = useCallback(
    (sheet: Sheet) => drawBoard(sheet, points, hasFocus ? cursor : undefined, size),
    [points, hasFocus, cursor, size],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move === undefined && event.key !== ' ' && event.key !== 'Backspace') return;
    event.preventDefault();
    if (move) setCursor([clamp(cursor[0] + KEY_STEP * move[0]), clamp(cursor[1] + KEY_STEP * move[1])]);
    else if (event.key === ' ') {
      touch(cursor);
      endStroke();
    } else undo();
  };
  return (
    <Card title={text.paintTitle}>
      <div
        class="paint-board"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is painted on by keyboard
        tabIndex={0}
        aria-label={text.paintLabel}
        data-testid="paint-board"
        data-points={count}
        onKeyDown={onKeyDown}
        onFocus={() => setFocus(true)}
        onBlur={() => setFocus(false)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          touch(placeOf(event));
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) touch(placeOf(event));
        }}
        onPointerUp={endStroke}
        onPointerCancel={endStroke}
      >
        <CanvasPicture
          box={BOX}
          label={text.paintedCount(String(count), String(MOST_POINTS))}
          draw={draw}
          testId="picture-painting"
        />
      </div>
      <div class="paint-tools">
        <Choice
          label={text.brush}
          hideLabel
          value={tool}
          options={[
            { value: 'paint', label: text.paint },
            { value: 'erase', label: text.erase },
          ]}
          onChange={setTool}
        />
        <Button onClick={undo} disabled={past.length === 0}>
          {text.undo}
        </Button>
        <Button onClick={() => settle(new Uint16Array())} disabled={count === 0} testId="paint-clear">
          {text.clear}
        </Button>
      </div>
      <Slider label={text.brushSize} value={size} min={0.03} max={0.5} step={0.01} onInput={setSize} />
      <p class="quiet" role="status">
        {count < FEWEST_PAINTED
          ? text.tooFew(String(FEWEST_PAINTED))
          : text.paintedCount(count.toLocaleString('en'), MOST_POINTS.toLocaleString('en'))}
      </p>
      <p class="quiet">{text.paintHelp}</p>
      <p class="quiet">{text.heldBack}</p>
    </Card>
  );
}

function drawBoard(sheet: Sheet, points: PaintedPoints, cursor: Place | undefined, size: number): void {
  drawAxes(sheet);
  drawPoints(sheet, fromLattice(points), cssColor(sheet.colors.data, 0.85), 1.6);
  if (cursor === undefined) return;
  const { context, colors, toX, toY } = sheet;
  context.strokeStyle = cssColor(colors.ink, 0.9);
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(toX(cursor[0]), toY(cursor[1]), Math.max(4, toX(2 * size) - toX(0)), 0, 2 * Math.PI);
  context.stroke();
}

function placeOf(event: PointerEvent & { currentTarget: HTMLElement }): Place {
  const { left, top, width } = event.currentTarget.getBoundingClientRect();
  const { toX, toY } = placeBox(BOX, width);
  const unit = toX(1) - toX(0);
  return [(event.clientX - left - toX(0)) / unit, (toY(0) - (event.clientY - top)) / unit];
}

function clamp(value: number): number {
  return Number(Math.min(CANVAS_REACH, Math.max(-CANVAS_REACH, value)).toFixed(6));
}
