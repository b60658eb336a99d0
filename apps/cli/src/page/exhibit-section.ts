import type { Exhibit, Tile } from '../exhibits/exhibit.ts';
import { encodePng } from '../pictures/png.ts';
import { type Html, html } from './html.ts';

/** An exhibit as a section whose pictures lie inside the page. */
export function exhibitSection({ title, chineseTitle, caption, tiles, columns, isInk }: Exhibit): Html {
  const few = Math.max(1, Math.ceil(columns / 2));
  return html`<section>
<h2>${title}<span lang="zh">${chineseTitle}</span></h2>
<p>${caption}</p>
<div class="tiles" style="--many: ${columns}; --few: ${few}">${tiles.map((tile) => tileFigure(tile, isInk))}</div>
</section>
`;
}

function tileFigure({ canvas, alt, label }: Tile, isInk: boolean): Html {
  const source = `data:image/png;base64,${Buffer.from(encodePng(canvas)).toString('base64')}`;
  const caption = label === undefined ? html`` : html`<figcaption>${label}</figcaption>`;
  return html`
<figure><img class="${isInk ? 'ink' : 'colour'}" src="${source}" width="${canvas.width}" height="${canvas.height}" alt="${alt}" title="${alt}">${caption}</figure>`;
}
