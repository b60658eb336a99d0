import { computed } from '@preact/signals';
import { shownTheme } from '../app/theme.ts';
import { tokenColor } from '../app/token-color.ts';
import { type ColorRamp, colorRamp, mixRgb, parseRgb, type Rgb } from './color-ramp.ts';

/** The colours of the pictures in the theme on the screen. */
export type Palette = {
  readonly paper: string;
  readonly ink: Rgb;
  readonly inkSoft: string;
  readonly inkFaint: string;
  readonly line: string;
  readonly latent: Rgb;
  readonly data: Rgb;
  readonly dataText: string;
  readonly latentText: string;
  /** From nothing to much, in the colour of the data space. */
  readonly density: ColorRamp;
  /** From less room in the latent space, over as much, to more. */
  readonly signed: ColorRamp;
};

export const palette = computed((): Palette => {
  const isDark = shownTheme.value === 'dark';
  const [paper, ink, latent, data] = ['--raised', '--ink', '--latent', '--data'].map((token) =>
    parseRgb(tokenColor(token as `--${string}`)),
  ) as [Rgb, Rgb, Rgb, Rgb];
  const end: Rgb = isDark ? [255, 240, 214] : [92, 36, 0];
  const faint = mixRgb(paper, data, isDark ? 0.28 : 0.22);
  return {
    paper: tokenColor('--raised'),
    ink,
    inkSoft: tokenColor('--ink-soft'),
    inkFaint: tokenColor('--ink-faint'),
    line: tokenColor('--line'),
    latent,
    data,
    dataText: tokenColor('--data-text'),
    latentText: tokenColor('--latent-text'),
    density: colorRamp([paper, faint, mixRgb(paper, data, 0.75), data, end]),
    signed: colorRamp([
      mixRgb(data, ink, 0.25),
      mixRgb(paper, data, 0.6),
      paper,
      mixRgb(paper, latent, 0.6),
      mixRgb(latent, ink, 0.25),
    ]),
  };
});

export function cssColor([red, green, blue]: Rgb, opacity = 1): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${opacity})`;
}
