import { Loading } from '../../widgets/loading.tsx';

/** Being written. */
export function Section() {
  return <Loading />;
}
