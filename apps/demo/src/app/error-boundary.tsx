import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import { useAppText } from './text.ts';

/** Keeps an error in its part of the page: says what happened and lets the reader try again. */
export function ErrorBoundary({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary((caught) => console.error(caught));
  const text = useAppText();
  if (error === undefined) return <>{children}</>;
  return (
    <Notice title={text.failed} tone="bad">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={reset}>{text.again}</Button>
    </Notice>
  );
}
