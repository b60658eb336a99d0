import { useAppText } from '../app/text.ts';

/** Room for something on its way. */
export function Loading() {
  return (
    <p class="loading" role="status">
      {useAppText().loading}
    </p>
  );
}
