import { chooseLanguage, language } from '../i18n/language.ts';
import { Choice } from '../widgets/choice.tsx';
import { route } from './route.ts';
import { useAppText } from './text.ts';
import { chooseTheme, theme } from './theme.ts';
import './header.css';

/** Name, pages, language and theme. */
export function Header() {
  const text = useAppText();
  const here = (page: 'learn' | 'playground') => (route.value.page === page ? 'page' : undefined);
  return (
    <header class="header">
      <a class="header-name" href="#/learn" aria-label={text.home}>
        <Mark />
        <span>flow</span>
      </a>
      <nav class="header-pages" aria-label={text.pages}>
        <a href="#/learn" aria-current={here('learn')}>
          {text.learn}
        </a>
        <a href="#/playground" aria-current={here('playground')}>
          {text.playground}
        </a>
      </nav>
      <div class="header-settings">
        <Choice
          label={text.language}
          hideLabel
          value={language.value}
          onChange={chooseLanguage}
          options={[
            { value: 'en', label: 'English', short: 'EN', lang: 'en' },
            { value: 'zh', label: '中文', short: '中', lang: 'zh-Hans' },
          ]}
        />
        <Choice
          label={text.theme}
          hideLabel
          value={theme.value}
          onChange={chooseTheme}
          options={[
            { value: 'auto', label: text.auto, short: '◐' },
            { value: 'light', label: text.light, short: '☀' },
            { value: 'dark', label: text.dark, short: '☾' },
          ]}
        />
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path stroke="var(--latent)" d="M4 10c8-9 16 9 24 0" />
      <path stroke="var(--ink-soft)" d="M4 16c8-7 16 7 24 0" />
      <path stroke="var(--data)" d="M4 22c8-5 16 5 24 0" />
    </svg>
  );
}
