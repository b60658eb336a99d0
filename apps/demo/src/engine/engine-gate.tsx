import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAppText } from '../app/text.ts';
import { Button } from '../widgets/button.tsx';
import { Loading } from '../widgets/loading.tsx';
import { Notice } from '../widgets/notice.tsx';
import { engine, startEngine } from './engine.ts';

/** Shows its children once WASM SIMD runs; says what is missing where it cannot. */
export function EngineGate({ children }: { children: () => ComponentChildren }) {
  const text = useAppText();
  useEffect(() => void startEngine(), []);
  const state = engine.value;
  if (state === 'ready') return <>{children()}</>;
  if (typeof state === 'string') return <Loading />;
  return (
    <Notice title={text.noSimd} tone="bad">
      <p>{text.noSimdHelp}</p>
      <p class="quiet">{state.failed}</p>
      <Button onClick={() => void startEngine()}>{text.again}</Button>
    </Notice>
  );
}
