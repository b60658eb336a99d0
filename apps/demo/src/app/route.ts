import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'learn'; readonly section: string | undefined }
  | { readonly page: 'playground'; readonly query: URLSearchParams };

/** Where the reader is: `#/learn/jacobian`, `#/playground?seed=1`; anything else is the beginning. */
export const route = signal<Route>(readRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = readRoute(location.hash);
});

/** Reads an address's hash. */
function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, section] = path.split('/');
  if (page === 'playground') return { page, query: new URLSearchParams(query) };
  return { page: 'learn', section: page === 'learn' && section !== '' ? section : undefined };
}
