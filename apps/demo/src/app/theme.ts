import { computed, effect, signal } from '@preact/signals';
import { recall, remember } from './memory.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** What the reader chose; `auto` follows the system. */
export const theme = signal<Theme>(recall('theme', isTheme) ?? 'auto');

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const systemTheme = signal<'light' | 'dark'>(systemIsDark.matches ? 'dark' : 'light');
systemIsDark.addEventListener('change', ({ matches }) => {
  systemTheme.value = matches ? 'dark' : 'light';
});

/** What is on the screen: a canvas that reads colours with `tokenColor` paints anew when this changes. */
export const shownTheme = computed(() => (theme.value === 'auto' ? systemTheme.value : theme.value));

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Changes the theme and keeps the choice for the next visit. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember('theme', chosen);
}

function isTheme(text: string): text is Theme {
  return text === 'auto' || text === 'light' || text === 'dark';
}
