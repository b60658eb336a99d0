import { language } from './language.ts';

/** Widens literal texts: the second language has the same keys, and functions of the same arguments. */
type SameShape<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...args: infer Args) => string
      ? (...args: Args) => string
      : SameShape<T[Key]>;
};

/**
 * The texts of one part of the page in both languages. The compiler refuses a key that one of them lacks.
 *
 * @returns a function that gives the texts in the chosen language; a component that calls it is drawn anew
 * when the language changes
 */
export function defineText<const En>(texts: { en: En; zh: SameShape<En> }): () => SameShape<En> {
  return () => (language.value === 'zh' ? texts.zh : (texts.en as SameShape<En>));
}
