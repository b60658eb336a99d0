import { effect, signal } from '@preact/signals';
import { recall, remember } from '../app/memory.ts';

export type Language = 'en' | 'zh';

/** The language of every text on the page. */
export const language = signal<Language>(recall('language', isLanguage) ?? preferred());

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en';
});

/** Changes the language and keeps the choice for the next visit. */
export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember('language', chosen);
}

function isLanguage(text: string): text is Language {
  return text === 'en' || text === 'zh';
}

function preferred(): Language {
  const first = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  return first?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
