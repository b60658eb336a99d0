import { useEffect } from 'preact/hooks';
import { LearnPage } from '../learn/learn-page.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { LoadedPart } from './loaded-part.tsx';
import { route } from './route.ts';
import { useAppText } from './text.ts';

const loadPlayground = () => import('../playground/playground.tsx').then(({ Playground }) => Playground);

/** The whole page. */
export function App() {
  const text = useAppText();
  useEffect(() => {
    document.title = text.title;
  }, [text.title]);
  return (
    <>
      <button type="button" class="skip-link" onClick={() => document.getElementById('content')?.focus()}>
        {text.skip}
      </button>
      <Header />
      <main id="content" tabIndex={-1}>
        <ErrorBoundary>
          {route.value.page === 'learn' ? <LearnPage /> : <LoadedPart load={loadPlayground} />}
        </ErrorBoundary>
      </main>
    </>
  );
}
