/** The look of a report: light or dark as the reader's system is, from a phone to a desk. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b2433; --soft: #5d6778; --line: #e3e6eb;
  --blue: #1f5fbf; --curve: #8b93a1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1319; --card: #171c24; --ink: #e5e9f0; --soft: #98a3b5; --line: #29313d;
    --blue: #7db0f5; --curve: #7b8494;
  }
  img.ink { filter: invert(0.91) hue-rotate(180deg); }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 75rem; margin: 0 auto; padding: clamp(1rem, 3vw, 3rem); }
h1 { margin: 0; font-size: clamp(1.6rem, 4vw, 2.4rem); line-height: 1.15; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0; font-size: 1.15rem; letter-spacing: -0.01em; }
h2 span { display: inline-block; margin-left: 0.5em; color: var(--soft); font-weight: 400; font-size: 0.9em; }
p { margin: 0.35rem 0 0; color: var(--soft); max-width: 80ch; }
a { color: var(--blue); }
section { margin-top: 1.25rem; padding: clamp(1rem, 2.5vw, 1.75rem); background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
.figures { display: flex; flex-wrap: wrap; gap: 1px; margin: 1.5rem 0 0; padding: 0; overflow: hidden; background: var(--line); border: 1px solid var(--line); border-radius: 14px; }
.figures div { flex: 1 1 9rem; padding: 1rem 1.15rem; background: var(--card); }
.figures dt { color: var(--soft); font-size: 0.85rem; }
.figures dd { margin: 0.1rem 0 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.figures small { display: block; color: var(--soft); font-size: 0.8rem; font-weight: 400; letter-spacing: 0; }
.tiles { display: grid; grid-template-columns: repeat(var(--many), minmax(0, 1fr)); gap: 8px; margin-top: 1.1rem; }
.tiles figure { margin: 0; }
.tiles img { display: block; width: 100%; height: auto; border-radius: 3px; }
.tiles figcaption { margin-top: 0.2rem; color: var(--soft); font-size: 0.75rem; text-align: center; font-variant-numeric: tabular-nums; }
.chart { margin-top: 0.5rem; }
.chart svg { display: block; width: 100%; max-width: 52rem; height: auto; }
.scroll { margin-top: 0.9rem; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.93rem; }
th, td { padding: 0.4rem 1.5rem 0.4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
th { color: var(--soft); font-weight: 400; white-space: nowrap; }
td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
pre { margin: 0.9rem 0 0; padding: 0.9rem 1.1rem; overflow-x: auto; background: var(--page); border: 1px solid var(--line); border-radius: 10px; font: 0.85rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
details { margin-top: 0.9rem; }
summary { cursor: pointer; color: var(--blue); }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.85rem; }
@media (max-width: 40rem) {
  .tiles { grid-template-columns: repeat(var(--few), minmax(0, 1fr)); gap: 6px; }
  .tiles figcaption { font-size: 0.65rem; }
}
`;
