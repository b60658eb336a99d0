import { Loading } from '../widgets/loading.tsx';

/** Being written. */
export function Playground() {
  return <Loading />;
}
