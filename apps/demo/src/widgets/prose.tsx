import type { ComponentChildren } from 'preact';
import { Formula } from './formula.tsx';
import './prose.css';

/** `$$...$$`, `$...$`, `**...**`, `*...*`, in this order. */
const MARKS = /\$\$([\s\S]+?)\$\$|\$([^$]+)\$|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

/**
 * Running text from a dictionary. An empty line starts a paragraph, `$x$` is a formula, `$$x$$` one on a line
 * of its own, `*x*` is emphasis, `**x**` a term that is introduced here.
 */
export function Prose({ text }: { text: string }) {
  return (
    <div class="prose">
      {text
        .trim()
        .split(/\n\s*\n/)
        .map((paragraph) => (
          <p key={paragraph}>
            <Inline text={paragraph} />
          </p>
        ))}
    </div>
  );
}

/** The same marks within a line, for captions and labels. */
export function Inline({ text }: { text: string }) {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(unbroken(text.slice(end, match.index)), marked(match));
    end = match.index + match[0].length;
  }
  parts.push(unbroken(text.slice(end)));
  return <>{parts}</>;
}

/** Sizes such as 2 × 2 stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' × ', '\u00a0×\u00a0');
}

function marked([, display, formula, term, emphasis]: RegExpMatchArray): ComponentChildren {
  if (display !== undefined) return <Formula tex={display} display />;
  if (formula !== undefined) return <Formula tex={formula} />;
  if (term !== undefined) return <strong>{term}</strong>;
  return <em>{emphasis}</em>;
}
