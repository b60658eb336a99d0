// Chromium under the POSIX locale calls its language `en-US@posix`, which its own Intl refuses, and uPlot asks Intl
// for it while it loads: import this before uPlot.
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
