import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { renderFormula } from './render-formula.ts';
import './formula.css';

const renderer = signal<typeof renderFormula | undefined>(undefined);
let asked = false;

/** KaTeX and its fonts come in a file of their own, once, when the first formula is drawn. */
function askForRenderer(): void {
  if (asked) return;
  asked = true;
  import('./render-formula.ts').then(
    (module) => {
      renderer.value = module.renderFormula;
    },
    () => {
      asked = false;
    },
  );
}

/**
 * A formula in KaTeX's TeX. `\latent{z}` and `\data{x}` give the colours of the two spaces. Screen readers
 * read its MathML.
 */
export function Formula({ tex, display = false }: { tex: string; display?: boolean }) {
  useEffect(askForRenderer, []);
  const kind = display ? 'formula formula-display' : 'formula';
  const render = renderer.value;
  if (render === undefined) return <code class={`${kind} formula-pending`}>{tex}</code>;
  return <span class={kind} dangerouslySetInnerHTML={{ __html: render(tex, display) }} />;
}
