import { useRef } from 'preact/hooks';
import { route } from '../app/route.ts';
import { language } from '../i18n/language.ts';
import { LazySection } from './lazy-section.tsx';
import { sections } from './sections.ts';
import { useLearnText } from './text.ts';
import { useArrival } from './use-arrival.ts';
import './learn-page.css';

/** The theory of flow models, one section below the other. */
export function LearnPage() {
  const text = useLearnText();
  const here = route.value;
  const section = here.page === 'learn' ? here.section : undefined;
  const body = useRef<HTMLDivElement>(null);
  useArrival(here, body);
  return (
    <div class="learn">
      <Contents kind="aside" section={section} />
      <div ref={body} class="learn-body">
        <header class="learn-intro">
          <h1>{text.title}</h1>
          <p class="learn-lead">{text.lead}</p>
          <p class="learn-legend">
            <span class="learn-key mark-latent">{text.latent}</span>
            <span class="learn-key mark-data">{text.data}</span>
          </p>
          <Contents kind="inline" section={section} />
        </header>
        {sections.map((entry, index) => (
          <LazySection key={entry.id} entry={entry} number={index + 1} wanted={section === entry.id} />
        ))}
      </div>
    </div>
  );
}

/** The list of sections: beside them where there is room, above them elsewhere. */
function Contents({ kind, section }: { kind: 'aside' | 'inline'; section: string | undefined }) {
  const text = useLearnText();
  return (
    <nav class={`learn-contents learn-contents-${kind}`} aria-label={text.contents}>
      <ol>
        {sections.map(({ id, title }, index) => (
          <li key={id}>
            <a href={`#/learn/${id}`} aria-current={section === id ? 'true' : undefined}>
              <span class="learn-number">{index + 1}</span>
              {title[language.value]}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
