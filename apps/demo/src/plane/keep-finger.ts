/**
 * For `touchstart`: the finger draws or drags, and does not scroll the page. `touch-action: none` alone does that
 * for HTML, but Chromium overlooks it on what is inside an SVG.
 */
export function keepFinger(event: TouchEvent): void {
  event.preventDefault();
}
