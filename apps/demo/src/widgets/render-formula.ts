import katex from 'katex';
import 'katex/dist/katex.min.css';

const macros = {
  '\\latent': '\\htmlClass{latent}{#1}',
  '\\data': '\\htmlClass{data}{#1}',
  '\\R': '\\mathbb{R}',
  '\\KL': '\\operatorname{KL}',
};

/** A formula as HTML with MathML beside it. A mistake in it shows as red text, which tests look for. */
export function renderFormula(tex: string, display: boolean): string {
  return katex.renderToString(tex, {
    displayMode: display,
    throwOnError: false,
    macros: { ...macros },
    trust: ({ command }) => command === '\\htmlClass',
    strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
  });
}
