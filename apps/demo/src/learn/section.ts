import type { ComponentType } from 'preact';
import type { Language } from '../i18n/language.ts';

/** One section of the Learn page. */
export type SectionEntry = {
  /** Its address: `#/learn/<id>`. */
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  /** Loads its content; it is drawn under the title, and only after `init()` of @flow/backend. */
  readonly load: () => Promise<{ readonly Section: ComponentType }>;
};
