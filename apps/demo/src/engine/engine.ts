import { signal } from '@preact/signals';

export type EngineState = 'waiting' | 'starting' | 'ready' | { readonly failed: string };

/** Whether @flow/backend computes on this page. */
export const engine = signal<EngineState>('waiting');

/** Starts WASM SIMD once; a second call after a failure tries again. */
export async function startEngine(): Promise<void> {
  if (engine.peek() === 'starting' || engine.peek() === 'ready') return;
  engine.value = 'starting';
  try {
    const { init } = await import('@flow/backend');
    await init();
    engine.value = 'ready';
  } catch (error) {
    engine.value = { failed: error instanceof Error ? error.message : String(error) };
  }
}
