/**
 * Starts the module `worker.js` in a thread of the page, from source. What is published has another module in this one's
 * place (scripts/embed-worker.mjs), which needs no bundler to find a second file: those of before 2026 cannot build it.
 */
export async function startWebWorker(): Promise<Worker> {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}
