import { useEffect } from 'preact/hooks';
import { route } from '../app/route.ts';
import { language } from '../i18n/language.ts';
import { LazySection } from './lazy-section.tsx';
import { sections } from './sections.ts';
import { useLearnText } from './text.ts';
import './learn-page.css';

/** The theory of flow models, one section below the other. */
export function LearnPage() {
  const text = useLearnText();
  const here = route.value;
  const section = here.page === 'learn' ? here.section : undefined;
  useEffect(() => {
    if (section === undefined) window.scrollTo(0, 0);
    else document.getElementById(section)?.scrollIntoView();
  }, [here, section]);
  return (
    <div class="learn">
      <nav class="learn-contents" aria-label={text.contents}>
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
      <div class="learn-body">
        <header class="learn-intro">
          <h1>{text.title}</h1>
          <p class="learn-lead">{text.lead}</p>
          <p class="learn-legend">
            <span class="learn-key mark-latent">{text.latent}</span>
            <span class="learn-key mark-data">{text.data}</span>
          </p>
        </header>
        {sections.map((entry, index) => (
          <LazySection key={entry.id} entry={entry} number={index + 1} wanted={section === entry.id} />
        ))}
      </div>
    </div>
  );
}
