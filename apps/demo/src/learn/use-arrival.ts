import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Route } from '../app/route.ts';

/** What a reader does who has arrived and goes on. */
const SIGNS_OF_LIFE = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Leads to the section that the address names, and stays with it while the sections above it load and push it
 * down, until the reader does something.
 *
 * @param body what grows while it loads
 */
export function useArrival(here: Route, body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const section = here.page === 'learn' ? here.section : undefined;
    if (section === undefined || body.current === null) {
      window.scrollTo(0, 0);
      return;
    }
    const arrive = () => document.getElementById(section)?.scrollIntoView({ behavior: 'instant' });
    const observer = new ResizeObserver(arrive);
    const leave = () => observer.disconnect();
    arrive();
    observer.observe(body.current);
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, leave, { passive: true });
    return () => {
      leave();
      for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, leave);
    };
  }, [here, body]);
}
