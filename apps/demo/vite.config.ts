import { defineConfig } from 'vite';

/** The page on flow's sources. All addresses are relative: the build runs from any folder of any host. */
const demoConfig = defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions: ['@flow/source', 'module', 'browser', mode] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: { target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
}));

export { demoConfig as default };
