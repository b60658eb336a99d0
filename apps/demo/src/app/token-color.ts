/**
 * A colour token of `styles/tokens.css` as `rgb(...)` in the theme on the screen, for canvases. SVG and HTML
 * use `var(--token)` instead.
 */
export function tokenColor(token: `--${string}`): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
