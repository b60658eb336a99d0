import { useEffect, useRef, useState } from 'preact/hooks';
import { ErrorBoundary } from '../app/error-boundary.tsx';
import { LoadedPart } from '../app/loaded-part.tsx';
import { EngineGate } from '../engine/engine-gate.tsx';
import { language } from '../i18n/language.ts';
import type { SectionEntry } from './section.ts';

export type LazySectionProps = {
  readonly entry: SectionEntry;
  readonly number: number;
  /** The address names it: load it at once. */
  readonly wanted: boolean;
};

/** A section that loads when the reader comes near. */
export function LazySection({ entry, number, wanted }: LazySectionProps) {
  const place = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '400px 0px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const heading = `${entry.id}-title`;
  return (
    <section ref={place} class="learn-section" id={entry.id} aria-labelledby={heading}>
      <h2 id={heading}>
        <span class="learn-number">{number}</span>
        {entry.title[language.value]}
      </h2>
      {near || wanted ? (
        <ErrorBoundary>
          <EngineGate>{() => <SectionContent entry={entry} />}</EngineGate>
        </ErrorBoundary>
      ) : null}
    </section>
  );
}

function SectionContent({ entry }: { entry: SectionEntry }) {
  const [load] = useState(() => () => entry.load().then(({ Section }) => Section));
  return <LoadedPart load={load} />;
}
