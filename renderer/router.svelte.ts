import { createContext } from 'svelte';
import { parseHash } from './page-address';

/** The page that the address bar names; it follows back, forward and links. */
export class Router {
  #place = $state.raw(parseHash(location.hash));
  page = $derived(this.#place.page);
  query = $derived(this.#place.query);

  /** Follows the address until the returned function is called. */
  follow(): () => void {
    const read = () => (this.#place = parseHash(location.hash));
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }
}

export const [useRouter, provideRouter] = createContext<Router>();
