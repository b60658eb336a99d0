import { defineConfig } from 'vite';

/** The page on flow's sources. */
const pageConfig = defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  resolve: { conditions: ['@flow/source', 'module', 'browser', mode] },
  worker: { format: 'es' },
}));

export { pageConfig as default };
