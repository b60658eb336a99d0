import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading } from '../widgets/loading.tsx';

type State = { readonly Part: ComponentType } | { readonly error: unknown } | undefined;

/** A part of the page that arrives in its own file. An error on the way is the error boundary's. */
export function LoadedPart({ load }: { load: () => Promise<ComponentType> }) {
  const [state, setState] = useState<State>();
  useEffect(() => {
    let wanted = true;
    const settle = (next: State) => wanted && setState(next);
    load().then(
      (Part) => settle({ Part }),
      (error: unknown) => settle({ error }),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  if (state === undefined) return <Loading />;
  if ('error' in state) throw state.error;
  return <state.Part />;
}
