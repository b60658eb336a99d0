import { type Palette, palette } from './palette.ts';

/** A panel of the page that goes into the exported picture. */
export type Panel = { readonly title: string; readonly canvas: HTMLCanvasElement };

const SCALE = 2;
const SIDE = 340;
const GAP = 28;
const TITLE = 26;
const HEAD = 78;
const COLUMNS = 3;

/** Panels side by side under a heading, as one PNG. */
export function exportPicture(
  heading: string,
  line: string,
  panels: readonly Panel[],
): Promise<Blob> | undefined {
  const rows = Math.ceil(panels.length / COLUMNS);
  const columns = Math.min(COLUMNS, panels.length);
  const width = GAP + columns * (SIDE + GAP);
  const height = HEAD + rows * (TITLE + SIDE + GAP);
  // Not an element: browsers encode those when they have nothing else to do.
  const sheet = new OffscreenCanvas(width * SCALE, height * SCALE);
  const context = sheet.getContext('2d');
  if (context === null) return undefined;
  context.scale(SCALE, SCALE);
  const colors = palette.peek();
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, width, height);
  write(context, colors, heading, line);
  panels.forEach((panel, i) => {
    const x = GAP + (i % COLUMNS) * (SIDE + GAP);
    const y = HEAD + Math.floor(i / COLUMNS) * (TITLE + SIDE + GAP);
    context.fillStyle = colors.inkSoft;
    context.font = '600 15px system-ui, sans-serif';
    context.fillText(panel.title, x, y + 15, SIDE);
    context.drawImage(panel.canvas, x, y + TITLE, SIDE, SIDE);
    context.strokeStyle = colors.line;
    context.strokeRect(x, y + TITLE, SIDE, SIDE);
  });
  return sheet.convertToBlob({ type: 'image/png' });
}

function write(
  context: OffscreenCanvasRenderingContext2D,
  colors: Palette,
  heading: string,
  line: string,
): void {
  context.fillStyle = `rgb(${colors.ink.join(' ')})`;
  context.font = '650 22px system-ui, sans-serif';
  context.fillText(heading, GAP, 36);
  context.fillStyle = colors.inkSoft;
  context.font = '14px system-ui, sans-serif';
  context.fillText(line, GAP, 58);
}

/** The panels that are on the page now, by the test ids of their canvases. */
export function findPanels(titles: readonly (readonly [testId: string, title: string])[]): Panel[] {
  return titles.flatMap(([testId, title]) => {
    const canvas = document.querySelector(`[data-testid="${testId}"]`);
    return canvas instanceof HTMLCanvasElement ? [{ title, canvas }] : [];
  });
}
