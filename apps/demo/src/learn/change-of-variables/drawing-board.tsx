import { useRef } from 'preact/hooks';
import { keepFinger } from '../../plane/keep-finger.ts';
import { type Point, usePlane } from '../../plane/plane-context.ts';

/** Where a function is drawn with mouse or finger: tells each piece of a stroke, in the plane's units. */
export function DrawingBoard({ onStroke }: { onStroke: (from: Point, to: Point) => void }) {
  const { x, y } = usePlane();
  const last = useRef<Point | undefined>(undefined);
  const [left = 0, right = 0] = x.range();
  const [bottom = 0, top = 0] = y.range();
  const place = (board: SVGRectElement, event: PointerEvent): Point => {
    const { x: across, y: down } = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      board.getScreenCTM()?.inverse(),
    );
    return [x.invert(across), y.invert(down)];
  };
  const drawTo = (to: Point) => {
    onStroke(last.current ?? to, to);
    last.current = to;
  };
  return (
    <rect
      class="change-board"
      x={left}
      y={top}
      width={right - left}
      height={bottom - top}
      data-testid="change-board"
      onTouchStart={keepFinger}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = undefined;
        drawTo(place(event.currentTarget, event));
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drawTo(place(event.currentTarget, event));
      }}
    />
  );
}
