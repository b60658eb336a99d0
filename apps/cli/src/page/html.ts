/** A piece of HTML whose texts are escaped. */
export type Html = { readonly markup: string };

type Part = string | number | Html | readonly Html[];

/** Joins markup with values: texts are escaped, pieces of HTML are put in as they are. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: markup.reduce((text, piece, i) => text + markupOf(parts[i - 1] ?? '') + piece) };
}

/** Markup that was made elsewhere, an SVG for example. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
