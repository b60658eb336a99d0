import type { ComponentChildren } from 'preact';
import './card.css';

/** A quiet box around things that belong together; `title` heads it. */
export function Card({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <div class="card">
      {title === undefined ? null : <h3 class="card-title">{title}</h3>}
      {children}
    </div>
  );
}
